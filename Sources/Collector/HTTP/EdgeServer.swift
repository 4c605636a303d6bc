package import HummingbirdCore
package import Logging
package import NIOCore
import NIOExtras
import NIOPosix
internal import ServiceLifecycle
import Synchronization

/// Accepts connections, answers the old protocol on them, and passes all others on to Hummingbird's HTTP/1 channels.
///
/// It accepts on a thread of its own, without waiting for anything: at 23:59 a whole fleet connects at once, and what the
/// kernel's queue does not hold comes again only after a second, or after three. Until a connection is passed on it has
/// no HTTP pipeline and no task: tens of thousands of idle ones cost little.
package struct EdgeServer: Service {
    /// The address cannot be listened on, or no longer.
    package struct CannotListen: Error, CustomStringConvertible {
        package let description: String
    }

    /// Connections that may wait to be accepted; the kernel's net.core.somaxconn bounds it too.
    private static let backlog: Int32 = 8_192
    private static let acceptedInARow: UInt = 256

    private let host: String
    private let port: Int
    private let receiver: LegacyReceiver
    private let rules: ConnectionRules
    private let certificates: TLSCertificates?
    private let pages: HTTP1Channel
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) -> Void

    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - certificates: with them only TLS is spoken.
    ///   - pages: answers what is not of the old protocol.
    ///   - logger: for the HTTP library's own lines.
    ///   - onListening: called once, with the port.
    package init(
        host: String, port: Int, receiver: LegacyReceiver, rules: ConnectionRules,
        certificates: TLSCertificates?,
        pages:
            @escaping @concurrent @Sendable (Request, consuming ResponseWriter, any Channel) async throws ->
            Void,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void
    ) {
        self.host = host
        self.port = port
        self.receiver = receiver
        self.rules = rules
        self.certificates = certificates
        self.pages = HTTP1Channel(responder: pages)
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the service stops, and then until the last answer is written.
    ///
    /// - Throws: `CannotListen`.
    package func run() async throws {
        let accepting = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await serve(accepting)
        } catch {
            try? await accepting.shutdownGracefully()
            throw error
        }
        try await accepting.shutdownGracefully()
    }

    private func serve(_ accepting: MultiThreadedEventLoopGroup) async throws {
        let (passedOn, passOn) = AsyncStream<HTTP1Channel.Value>.makeStream()
        let quiescing = ServerQuiescingHelper(group: accepting)
        let listener = try await listen(accepting, quiescing) { passOn.yield($0) }
        onListening(listener.localAddress?.port ?? port)
        let isStopping = Atomic(false)
        let stop: @Sendable () -> Bool = {
            guard !isStopping.exchange(true, ordering: .acquiringAndReleasing) else { return false }
            let promise = listener.eventLoop.makePromise(of: Void.self)
            promise.futureResult.whenComplete { _ in passOn.finish() }
            quiescing.initiateShutdown(promise: promise)
            return true
        }
        let closedByItself = Atomic(false)
        // The kernel may close the listening socket without an error to any call.
        listener.closeFuture.whenComplete { _ in
            if stop() { closedByItself.store(true, ordering: .releasing) }
        }
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await channel in passedOn {
                    group.addTask { await pages.handle(value: channel, logger: logger) }
                }
            }
        } onCancelOrGracefulShutdown: {
            _ = stop()
        }
        if closedByItself.load(ordering: .acquiring) {
            throw CannotListen(description: "the socket of \(shownHost):\(port) was closed by the system")
        }
    }

    private func listen(
        _ accepting: MultiThreadedEventLoopGroup, _ quiescing: ServerQuiescingHelper,
        passOn: @escaping @Sendable (HTTP1Channel.Value) -> Void
    ) async throws -> any Channel {
        do {
            return try await ServerBootstrap(
                group: accepting, childGroup: MultiThreadedEventLoopGroup.singleton
            )
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: Self.acceptedInARow)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, passOn) }
            }
            .bind(host: host, port: port).get()
        } catch {
            throw CannotListen(
                description: "cannot listen on \(shownHost):\(port): \(error). "
                    + "Stop what listens there, or choose another address with AFTERBUILD_LISTEN.")
        }
    }

    private var shownHost: String { host.contains(":") ? "[\(host)]" : host }

    /// Runs on the connection's event loop.
    private func prepare(
        _ channel: any Channel, _ passOn: @escaping @Sendable (HTTP1Channel.Value) -> Void
    ) throws {
        let promise = channel.eventLoop.makePromise(of: HTTP1Channel.Value?.self)
        promise.futureResult.whenSuccess { if let channel = $0 { passOn(channel) } }
        let connection = CollectorConnection(receiver: receiver, rules: rules, promise: promise) {
            pages.setup(channel: channel, logger: logger)
        }
        let pipeline = channel.pipeline.syncOperations
        if let certificates { try pipeline.addHandler(certificates.handler()) }
        try pipeline.addHandler(connection)
    }
}
