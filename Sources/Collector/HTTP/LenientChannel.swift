package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTPTypes

/// Connections behind a `CollectorConnection`, which become Hummingbird's HTTP/1 channels when they are passed on.
///
/// Until then a connection has no HTTP pipeline and its task sleeps: tens of thousands of idle ones cost little.
package struct LenientChannel: ServerChildChannel {
    /// A connection that was accepted.
    package struct Value: ServerChildChannelValue {
        package let channel: any Channel
        /// The HTTP channel that it becomes; `nil` when it ends before.
        let passedOn: EventLoopFuture<HTTP1Channel.Value?>
    }

    private let base: HTTP1Channel
    private let desk: LegacyDesk
    private let rules: ConnectionRules
    private let certificates: TLSCertificates?

    /// - Parameter certificates: with them only TLS is spoken.
    package init(
        responder: @escaping HTTPChannelHandler.Responder, desk: LegacyDesk, rules: ConnectionRules,
        certificates: TLSCertificates?
    ) {
        base = HTTP1Channel(responder: responder)
        self.desk = desk
        self.rules = rules
        self.certificates = certificates
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let promise = channel.eventLoop.makePromise(of: HTTP1Channel.Value?.self)
            let base = base
            let connection = CollectorConnection(desk: desk, rules: rules, promise: promise) {
                base.setup(channel: channel, logger: logger)
            }
            let pipeline = channel.pipeline.syncOperations
            if let certificates { try pipeline.addHandler(certificates.handler()) }
            try pipeline.addHandler(connection)
            return Value(channel: channel, passedOn: promise.futureResult)
        }
    }

    package func handle(value: Value, logger: Logger) async {
        guard let channel = try? await value.passedOn.get() else { return }
        await base.handle(value: channel, logger: logger)
    }
}
