package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTPTypes

/// Hummingbird's HTTP/1 channel behind a `CollectorConnection`.
package struct LenientChannel: ServerChildChannel {
    package typealias Value = HTTP1Channel.Value

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
            if let certificates { try channel.pipeline.syncOperations.addHandler(certificates.handler()) }
            try channel.pipeline.syncOperations.addHandler(CollectorConnection(desk: desk, rules: rules))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    package func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
