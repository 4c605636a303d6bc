package import Domain
package import NIOSSL
internal import ServiceLifecycle
import Synchronization

/// The certificate that new connections are shown; follows its files without a restart.
package final class TLSCertificates: Service {
    private struct State {
        var context: NIOSSLContext
        /// What it was made of.
        var contents: TLSFiles.Contents
        /// Why the files cannot be used as they are; `nil` when they can.
        var failure: String?
    }

    private static let pause = Duration.seconds(5)

    private let files: TLSFiles
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer
    private let state: Mutex<State>

    /// Reads both files.
    ///
    /// - Throws: `TLSFileFault`, which says what is wrong with which file.
    package init(
        files: TLSFiles, sleep: @escaping @Sendable (Duration) async throws -> Void,
        observe: @escaping Observer
    ) throws(TLSFileFault) {
        self.files = files
        self.sleep = sleep
        self.observe = observe
        let contents = try files.contents
        let (context, expires) = try Self.context(of: contents, files)
        state = Mutex(State(context: context, contents: contents))
        observe(.certificateLoaded(file: files.certificate, expires: expires))
    }

    /// What a new connection begins its pipeline with.
    package func handler() -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: state.withLock { $0.context })
    }

    /// Looks at the files until the service stops.
    package func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await self.sleep(Self.pause)
                self.reload()
            }
        }
    }

    /// Takes the files as they are now, if they are others than those in use.
    ///
    /// Their bytes are compared, not their times: a file that is written in place within one tick of the clock is seen
    /// too. While they cannot be used the last good ones stay, and each reason is said once.
    func reload() {
        let (held, failure) = state.withLock { ($0.contents, $0.failure) }
        do throws(TLSFileFault) {
            let contents = try files.contents
            if contents == held {
                state.withLock { $0.failure = nil }
                return
            }
            let (context, expires) = try Self.context(of: contents, files)
            let fresh = State(context: context, contents: contents)
            state.withLock { $0 = fresh }
            observe(.certificateLoaded(file: files.certificate, expires: expires))
        } catch {
            let reason = error.description
            state.withLock { $0.failure = reason }
            if reason != failure { observe(.certificateNotLoaded(reason: reason)) }
        }
    }

    /// - Returns: what is spoken with these bytes, and when the first of the certificates expires.
    private static func context(
        of contents: TLSFiles.Contents, _ files: TLSFiles
    ) throws(TLSFileFault) -> (context: NIOSSLContext, expires: Timestamp) {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(contents.certificate)
        } catch {
            throw TLSFileFault(
                file: files.certificate,
                reason: "no certificates in PEM, or not whole; expected the server's, then its issuers'")
        }
        do {
            key = try NIOSSLPrivateKey(bytes: contents.key, format: .pem)
        } catch {
            throw TLSFileFault(
                file: files.key, reason: "no private key in PEM, or not whole, or under a password")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = files.minimum.version
        configuration.applicationProtocols = ["http/1.1"]
        let expires = chain.map(\.notValidAfter).min() ?? 0
        do {
            let context = try NIOSSLContext(configuration: configuration)
            return (context, Timestamp(microseconds: Int64(expires) * 1_000_000))
        } catch {
            throw TLSFileFault(
                file: files.key, reason: "not the key of the first certificate in \(files.certificate)")
        }
    }
}

extension TLSMinimum {
    fileprivate var version: TLSVersion {
        switch self {
        case .tls10: .tlsv1
        case .tls11: .tlsv11
        case .tls12: .tlsv12
        case .tls13: .tlsv13
        }
    }
}
