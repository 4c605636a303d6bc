import Collector
import Domain

extension SettingsReader {
    /// Certificate and key; `nil` for plain HTTP.
    ///
    /// Whether the files can be used is seen when they are read.
    mutating func tls(from folder: String) -> TLSFiles? {
        let certificate = optional(.tlsCertificate, expecting: "a path") {
            FileSystem.absolute($0, from: folder)
        }
        let key = optional(.tlsKey, expecting: "a path") { FileSystem.absolute($0, from: folder) }
        let minimum = value(
            .tlsMinimum, or: TLSMinimum.tls12,
            expecting: TLSMinimum.allCases.map(\.rawValue).joined(separator: ", ")
        ) { TLSMinimum(rawValue: $0) }
        switch (certificate, key) {
        case (let certificate?, let key?):
            return TLSFiles(certificate: certificate, key: key, minimum: minimum)
        case (nil, nil):
            return nil
        case (_?, nil):
            complain(
                .tlsKey, found: "nothing",
                "the path of the key's PEM file, because \(Setting.tlsCertificate.rawValue) is set")
            return nil
        case (nil, _?):
            complain(
                .tlsCertificate, found: "nothing",
                "the path of the certificate's PEM file, because \(Setting.tlsKey.rawValue) is set")
            return nil
        }
    }

    /// Addresses and ranges, separated by commas; none when nothing is given.
    mutating func trustedProxies() -> TrustedProxies {
        let ranges = value(
            .trustedProxies, or: [AddressRange](),
            expecting: "addresses or ranges such as 192.0.2.7,10.0.0.0/8,2001:db8::/32, "
                + "a range without bits behind its prefix",
            Self.ranges)
        return TrustedProxies(ranges)
    }

    /// What web hooks may call beyond public addresses; nothing when nothing is given.
    mutating func webhookNetworks() -> OutboundNetworks {
        let ranges = value(
            .webhookAllow, or: [AddressRange](),
            expecting: "addresses or ranges such as 192.0.2.7,10.0.0.0/8,2001:db8::/32, "
                + "a range without bits behind its prefix",
            Self.ranges)
        return OutboundNetworks(allowed: ranges)
    }

    private static func ranges(_ text: String) -> [AddressRange]? {
        let entries = text.split(separator: ",", omittingEmptySubsequences: false).map { entry in
            AddressRange(String(entry.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
        }
        let ranges = entries.compactMap { $0 }
        return ranges.count == entries.count ? ranges : nil
    }
}
