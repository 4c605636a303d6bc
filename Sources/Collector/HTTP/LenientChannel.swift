package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTPTypes

/// Hummingbird's HTTP/1 channel with `RequestFraming` in front of its parser.
package struct LenientChannel: ServerChildChannel {
    package typealias Value = HTTP1Channel.Value

    private let base: HTTP1Channel

    package init(responder: @escaping HTTPChannelHandler.Responder, configuration: HTTP1Channel.Configuration)
    {
        base = HTTP1Channel(responder: responder, configuration: configuration)
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(LenientRequestHandler())
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    package func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

/// Stands before the HTTP parser, one a connection.
final class LenientRequestHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var framing = RequestFraming()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let input = unwrapInboundIn(data)
        var output: [UInt8] = []
        output.reserveCapacity(input.readableBytes + 64)
        let notes = framing.feed(input.readableBytesView, into: &output)
        if !output.isEmpty {
            context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: output)))
        }
        if notes.contains(.expectsContinue) {
            let interim = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(interim), promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        var output: [UInt8] = []
        framing.finish(into: &output)
        if !output.isEmpty {
            context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: output)))
        }
        context.fireChannelInactive()
    }
}
