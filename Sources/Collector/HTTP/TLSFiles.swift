import Glibc

/// The oldest version of TLS that a client may speak.
///
/// Installed clients on old systems know nothing newer than 1.0; an operator decides whether to let them in.
package enum TLSMinimum: String, CaseIterable, Sendable, CustomStringConvertible {
    case tls10 = "1.0"
    case tls11 = "1.1"
    case tls12 = "1.2"
    case tls13 = "1.3"

    package var description: String { rawValue }
}

/// Where certificate and key are, and what is spoken with them.
package struct TLSFiles: Sendable, Equatable {
    /// PEM: the server's certificate, then those between it and a root.
    package let certificate: String
    /// PEM, without a password.
    package let key: String
    package let minimum: TLSMinimum

    package init(certificate: String, key: String, minimum: TLSMinimum = .tls12) {
        self.certificate = certificate
        self.key = key
        self.minimum = minimum
    }
}

/// A file that TLS cannot be spoken with.
package struct TLSFileFault: Error, CustomStringConvertible {
    package let file: String
    /// What is wrong, and what would be right.
    package let reason: String

    package var description: String { "\(file): \(reason)" }
}

extension TLSFiles {
    /// Far more than any chain needs.
    private static let sizeMax = 1 << 20

    /// What both files hold now.
    struct Contents: Equatable {
        let certificate: [UInt8]
        let key: [UInt8]
    }

    var contents: Contents {
        get throws(TLSFileFault) {
            Contents(certificate: try Self.bytes(of: certificate), key: try Self.bytes(of: key))
        }
    }

    /// The whole of a file that is not empty.
    private static func bytes(of path: String) throws(TLSFileFault) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw TLSFileFault(file: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= sizeMax {
            let count = read(file, &chunk, chunk.count)
            if count < 0 { throw TLSFileFault(file: path, reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes += chunk.prefix(count)
        }
        guard !bytes.isEmpty, bytes.count <= sizeMax else {
            throw TLSFileFault(
                file: path, reason: "\(bytes.isEmpty ? "empty" : "too long"), expected a PEM file")
        }
        return bytes
    }
}
