import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Collector

/// Real handshakes: OpenSSL's on the one side, ours on the other.
@Suite struct TLSTests {
    @Test func aClientOfTodayIsServedAndSpeaksHTTP1() async throws {
        try await with { server, _, _, _ in
            let (status, story) = try await server.curl()
            #expect(status == 0)
            #expect(story.contains("SSL connection using TLSv1.3"))
            #expect(story.contains("HTTP/1.1 200 OK"))
        }
    }

    @Test func onlyHTTP1IsAgreedOn() async throws {
        try await with { server, _, _, _ in
            let (status, story) = try await server.curl(["--http2"])
            #expect(status == 0)
            #expect(story.contains("ALPN: offers h2"))
            #expect(story.contains("ALPN: server accepted http/1.1"))
        }
    }

    struct Version: Sendable, CustomTestStringConvertible {
        let minimum: TLSMinimum
        let spoken: String
        let isServed: Bool
        var testDescription: String { "\(spoken) with minimum \(minimum.rawValue)" }
    }

    @Test(
        "a client that is too old is refused, by default below 1.2",
        arguments: [
            Version(minimum: .tls12, spoken: "1.2", isServed: true),
            Version(minimum: .tls12, spoken: "1.1", isServed: false),
            Version(minimum: .tls12, spoken: "1.0", isServed: false),
            Version(minimum: .tls13, spoken: "1.3", isServed: true),
            Version(minimum: .tls13, spoken: "1.2", isServed: false),
            Version(minimum: .tls11, spoken: "1.1", isServed: true),
            Version(minimum: .tls11, spoken: "1.0", isServed: false),
            Version(minimum: .tls10, spoken: "1.0", isServed: true),
        ])
    func versions(_ version: Version) async throws {
        try await with(minimum: version.minimum) { server, _, _, _ in
            // OpenSSL itself speaks what is older than 1.2 at its lowest security level only.
            let (status, story) = try await server.curl([
                "--tlsv\(version.spoken)", "--tls-max", version.spoken, "--ciphers", "ALL:@SECLEVEL=0",
            ])
            let name = version.spoken == "1.0" ? "TLSv1 " : "TLSv\(version.spoken) "
            if version.isServed {
                #expect(status == 0, "\(story)")
                #expect(story.contains("SSL connection using \(name)"))
            } else {
                // 35: no handshake. The server's alert shows that it was the server which refused.
                #expect(status == 35)
                #expect(story.contains("alert protocol version") || story.contains("unsupported protocol"))
            }
        }
    }

    @Test func theDefaultMinimumIs12() {
        #expect(TLSFiles(certificate: "a", key: "b").minimum == .tls12)
    }

    @Test func aNewCertificateIsShownWithoutARestart() async throws {
        try await with { server, certificates, place, observed in
            #expect(try await server.name() == "first")
            try await place.make("second")
            certificates.reload()
            #expect(observed.all.count == 1)
            try place.use("second")
            #expect(try await server.name() == "first")
            certificates.reload()
            #expect(try await server.name() == "second")
            #expect(observed.all.count == 2)
        }
    }

    @Test func aCertificateBehindALinkIsFollowed() async throws {
        try await with { server, certificates, place, _ in
            try await place.make("second")
            for (file, end) in [(place.certificate, "crt"), (place.key, "key")] {
                try FileManager.default.removeItem(atPath: file)
                try FileManager.default.createSymbolicLink(
                    atPath: file, withDestinationPath: "\(place.folder)/second.\(end)")
            }
            certificates.reload()
            #expect(try await server.name() == "second")
        }
    }

    @Test func theRunningServiceLooksAtTheFilesByItself() async throws {
        try await with { server, certificates, place, observed in
            try await place.make("second")
            try await withThrowingTaskGroup { group in
                group.addTask { try await certificates.run() }
                try place.use("second")
                try await eventually("the second certificate") { observed.loaded == 2 }
                group.cancelAll()
            }
            #expect(try await server.name() == "second")
        }
    }

    @Test func whatIsNotWholeLeavesTheOldOneInUseAndIsSaidOnce() async throws {
        try await with { server, certificates, place, observed in
            try await place.make("second")
            let certificate = try place.bytes("second.crt")
            let key = try place.bytes("second.key")
            let chain = certificate + (try place.bytes("first.crt"))
            // Certificate and key as a writer may leave them for a moment, one state after the other.
            let states: [(Data?, Data?)] = [
                (Data(), key), (certificate.prefix(10), key),
                (certificate.prefix(certificate.count / 2), key),
                (chain.dropLast(300), key), (certificate, try place.bytes("first.key")),
                (certificate, Data()),
                (certificate, key.prefix(key.count / 2)), (nil, key), (certificate, nil),
                (Data("no certificate at all\n".utf8), key),
            ]
            for (number, state) in states.enumerated() {
                for (path, bytes) in [(place.certificate, state.0), (place.key, state.1)] {
                    if let bytes {
                        try place.write(bytes, to: path)
                    } else {
                        try FileManager.default.removeItem(atPath: path)
                    }
                }
                let said = observed.all.count
                certificates.reload()
                certificates.reload()
                #expect(observed.loaded == 1, "state \(number)")
                #expect(observed.all.count <= said + 1, "state \(number)")
                #expect(try await server.name() == "first", "state \(number)")
            }
            let reasons = observed.all.compactMap {
                if case .certificateNotLoaded(let reason) = $0 { reason } else { nil }
            }
            #expect(reasons.allSatisfy { $0.hasPrefix(place.certificate) || $0.hasPrefix(place.key) })
            #expect(reasons.count >= 6)
            try place.use("second")
            certificates.reload()
            #expect(try await server.name() == "second")
        }
    }

    @Test func oldFilesThatComeBackEndTheFault() async throws {
        try await with { _, certificates, place, observed in
            try place.write(Data(), to: place.certificate)
            certificates.reload()
            try place.use("first")
            certificates.reload()
            try place.write(Data(), to: place.certificate)
            certificates.reload()
            let faults = observed.all.filter { if case .certificateNotLoaded = $0 { true } else { false } }
            #expect(faults.count == 2)
        }
    }

    @Test func theObservationSaysWhenTheFirstCertificateExpires() async throws {
        try await TLSPlace.with { place in
            try await place.make("short", days: 3)
            try place.write(try place.bytes("first.crt") + place.bytes("short.crt"), to: place.certificate)
            let observed = TLSObservations()
            _ = try certificates(place, observed)
            guard case .certificateLoaded(let file, let expires)? = observed.all.first else {
                Issue.record("said \(observed.all)")
                return
            }
            #expect(file == place.certificate)
            let days = (Double(expires.microseconds) / 1_000_000 - Date().timeIntervalSince1970) / 86_400
            #expect((2.9...3.1).contains(days))
        }
    }

    @Test func aFaultAtTheStartSaysWhichFileAndWhatIsWrong() async throws {
        try await TLSPlace.with { place in
            try await place.make("second")
            func fault() throws -> TLSFileFault {
                try #require(throws: TLSFileFault.self) { _ = try certificates(place, TLSObservations()) }
            }
            try place.useCertificate("second")
            #expect(try fault().file == place.key)
            #expect(
                try fault().description.contains(
                    "not the key of the first certificate in \(place.certificate)"))
            try place.write(Data("rubbish".utf8), to: place.certificate)
            #expect(try fault().file == place.certificate)
            #expect(try fault().reason.contains("PEM"))
            try FileManager.default.removeItem(atPath: place.certificate)
            #expect(try fault().description == "\(place.certificate): No such file or directory")
            try place.useCertificate("first")
            try place.write(Data(), to: place.key)
            #expect(try fault().description == "\(place.key): empty, expected a PEM file")
        }
    }

    private func with(
        minimum: TLSMinimum = .tls12,
        _ body: (TLSServer, TLSCertificates, TLSPlace, TLSObservations) async throws -> Void
    ) async throws {
        try await TLSPlace.with { place in
            let observed = TLSObservations()
            let certificates = try certificates(place, observed, minimum: minimum)
            try await TLSServer.with(certificates) { try await body($0, certificates, place, observed) }
        }
    }

    private func certificates(
        _ place: TLSPlace, _ observed: TLSObservations, minimum: TLSMinimum = .tls12
    ) throws -> TLSCertificates {
        try TLSCertificates(
            files: TLSFiles(certificate: place.certificate, key: place.key, minimum: minimum),
            sleep: { _ in try await Task.sleep(for: .milliseconds(2)) }, observe: { observed.add($0) })
    }
}

private final class TLSObservations: Sendable {
    private let seen = Mutex<[Observation]>([])
    var all: [Observation] { seen.withLock { $0 } }
    var loaded: Int { all.count { if case .certificateLoaded = $0 { true } else { false } } }
    func add(_ observation: Observation) { seen.withLock { $0.append(observation) } }
}
