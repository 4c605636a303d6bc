import Domain
import HummingbirdCore
package import NIOCore

/// What a connection may take, in time and in number.
package struct ConnectionLimits: Sendable {
    /// Between two requests.
    package var idle = TimeAmount.seconds(75)
    /// For request line and headers.
    package var head = TimeAmount.seconds(20)
    /// Without a byte of the body.
    package var bodySilence = TimeAmount.seconds(30)
    /// Without a byte of a body that has no announced length.
    package var openBodySilence = TimeAmount.seconds(1)
    /// For one request as a whole.
    package var request = TimeAmount.seconds(600)
    /// Without a byte in either direction, on a connection of pages or of the API.
    package var passed = TimeAmount.seconds(300)

    package init() {}
}

/// The rules that all connections share.
package struct ConnectionRules: Sendable {
    package let limits: ConnectionLimits
    package let proxies: TrustedProxies
    package let perAddress: ConnectionLimit
    package let metrics: CollectorMetrics

    package init(
        limits: ConnectionLimits = ConnectionLimits(), proxies: TrustedProxies, perAddress: ConnectionLimit,
        metrics: CollectorMetrics
    ) {
        self.limits = limits
        self.proxies = proxies
        self.perAddress = perAddress
        self.metrics = metrics
    }
}

/// Stands at the socket, one a connection: answers requests of the old protocol itself and passes all others on.
///
/// `ConnectionStateMachine` decides what is done; this does it, and keeps the times.
final class CollectorConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let receiver: LegacyReceiver
    private let rules: ConnectionRules
    private let becomeHTTP: () -> EventLoopFuture<HTTP1Channel.Value>
    private var promise: EventLoopPromise<HTTP1Channel.Value?>?
    private var machine = ConnectionStateMachine()
    /// The other end's address, where it may have one more connection.
    private var peer: String?
    private var admission: ConnectionLimit.Admission?
    private var requestBegan = NIODeadline.distantPast
    private var lastRead = NIODeadline.distantPast
    private var deadline = NIODeadline.distantFuture
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?

    /// - Parameters:
    ///   - promise: gets the HTTP channel that the connection becomes; `nil` when it ends before.
    ///   - becomeHTTP: puts the HTTP pipeline behind this handler; called once at most, on the event loop.
    init(
        receiver: LegacyReceiver, rules: ConnectionRules, promise: EventLoopPromise<HTTP1Channel.Value?>,
        becomeHTTP: @escaping () -> EventLoopFuture<HTTP1Channel.Value>
    ) {
        self.receiver = receiver
        self.rules = rules
        self.promise = promise
        self.becomeHTTP = becomeHTTP
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        promise?.succeed(nil)
        promise = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        rules.metrics.connectionOpened()
        let address = context.remoteAddress?.ipAddress ?? ""
        if let admission = rules.perAddress.admit(address) {
            self.admission = admission
            peer = address
        } else {
            rules.metrics.countCut(.address)
            perform(machine.refuse(), context)
        }
        lastRead = context.eventLoop.now
        setDeadline(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = context.eventLoop.now
        if machine.phase == .idle { requestBegan = lastRead }
        perform(machine.received(unwrapInboundIn(data).readableBytesView), context)
    }

    func read(context: ChannelHandlerContext) {
        perform(machine.readRequested(isWritable: context.channel.isWritable), context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        perform(machine.resumeReading(isWritable: context.channel.isWritable), context)
        context.fireChannelWritabilityChanged()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        lastRead = context.eventLoop.now
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.task.cancel()
        rules.metrics.connectionClosed()
        admission = nil
        perform(machine.becameInactive(), context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed where !machine.isPassedOn:
            perform(machine.inputClosed(), context)
        case is ChannelShouldQuiesceEvent where !machine.isPassedOn:
            perform(machine.quiesce(), context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// A client that ends without a word, as many do under TLS, is still read to what it sent.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if machine.isPassedOn { context.fireErrorCaught(error) }
    }

    // MARK: Requests

    private func perform(_ first: ConnectionStateMachine.Action, _ context: ChannelHandlerContext) {
        var action = first
        while true {
            switch action {
            case .wait:
                setDeadline(context)
                return
            case .receive(let request):
                if request.method == "OPTIONS" {
                    sendPreflight(request, context)
                } else {
                    receive(request, context)
                }
            case .sendContinue:
                let interim = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
                context.writeAndFlush(wrapOutboundOut(interim), promise: nil)
            case .pass(let bytes):
                pass(bytes, context)
            case .passQuiesce:
                context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            case .passInputClosed:
                context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            case .cut:
                rules.metrics.countCut(.header)
                close(context)
                return
            case .close:
                close(context)
                return
            }
            action = machine.next()
        }
    }

    private func close(_ context: ChannelHandlerContext) {
        timer?.task.cancel()
        context.close(promise: nil)
    }

    private func pass(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        if let promise {
            self.promise = nil
            becomeHTTP().map { $0 }.cascade(to: promise)
        }
        context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: bytes)))
    }

    private func receive(_ request: DirectRequest, _ context: ChannelHandlerContext) {
        rules.metrics.countRequest(.legacy)
        let receivedAt = receiver.clock.arrivalTime(testTime: request.testTime)
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((self, context), eventLoop: eventLoop)
        receiver.receive(request.wireRequest, receivedAt: receivedAt, network: network(of: request)) { code in
            eventLoop.execute {
                let (connection, context) = here.value
                connection.answer(code, to: request, receivedAt, context)
            }
        }
    }

    private func network(of request: DirectRequest) -> AddressClass? {
        peer.flatMap {
            AddressClass(of: rules.proxies.sender(peer: $0, forwardedFor: request.forwardedFor))
        }
    }

    private func answer(
        _ code: ResultCode, to request: DirectRequest, _ receivedAt: Timestamp,
        _ context: ChannelHandlerContext
    ) {
        if case .send(let keepingAlive) = machine.answered(keepingAlive: request.isKeptAlive) {
            let buffer = LegacyAnswer.bytes(
                code, to: request, receivedAt: receivedAt, now: receiver.clock.now(),
                isTestClock: receiver.clock.isTestClock, keepingAlive: keepingAlive, context.channel.allocator
            )
            send(buffer, keepingAlive: keepingAlive, context)
        }
        perform(machine.next(), context)
        perform(machine.resumeReading(isWritable: context.channel.isWritable), context)
    }

    private func sendPreflight(_ request: DirectRequest, _ context: ChannelHandlerContext) {
        guard case .send(let keepingAlive) = machine.answered(keepingAlive: request.isKeptAlive) else {
            return
        }
        let buffer = LegacyAnswer.preflight(at: receiver.clock.now(), context.channel.allocator)
        send(buffer, keepingAlive: keepingAlive, context)
    }

    private func send(_ buffer: ByteBuffer, keepingAlive: Bool, _ context: ChannelHandlerContext) {
        if keepingAlive {
            beginTimes(context)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        } else {
            timer?.task.cancel()
            context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        }
    }

    // MARK: Limits

    private func perform(_ action: ConnectionStateMachine.ReadAction, _ context: ChannelHandlerContext) {
        switch action {
        case .wait: break
        case .askForRoom: perform(machine.foundRoom(hasRoom(context)), context)
        case .read: context.read()
        }
    }

    /// Whether more may be read; reads on when it may.
    private func hasRoom(_ context: ChannelHandlerContext) -> Bool {
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((self, context), eventLoop: eventLoop)
        return receiver.hasRoom {
            eventLoop.execute {
                let (connection, context) = here.value
                connection.beginTimes(context)
                connection.perform(
                    connection.machine.roomCameFree(isWritable: context.channel.isWritable), context)
                connection.setDeadline(context)
            }
        }
    }

    /// The client's time runs from now on: what it sent before could not be heard.
    private func beginTimes(_ context: ChannelHandlerContext) {
        lastRead = context.eventLoop.now
        requestBegan = lastRead
    }

    private func setDeadline(_ context: ChannelHandlerContext) {
        guard !machine.isClosed else { return }
        deadline =
            switch machine.phase {
            case _ where !machine.isClientsTurn: .distantFuture
            case .idle: lastRead + (machine.isPassedOn ? rules.limits.passed : rules.limits.idle)
            case .head: requestBegan + rules.limits.head
            case .body: min(lastRead + rules.limits.bodySilence, requestBegan + rules.limits.request)
            case .bodyToEnd: min(lastRead + rules.limits.openBodySilence, requestBegan + rules.limits.request)
            }
        if let timer, timer.at <= deadline { return }
        guard deadline < .distantFuture else { return }
        schedule(context)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        timer?.task.cancel()
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let task = context.eventLoop.scheduleTask(deadline: deadline) {
            let (connection, context) = here.value
            connection.timer = nil
            connection.timeIsUp(context)
        }
        timer = (deadline, task)
    }

    private func timeIsUp(_ context: ChannelHandlerContext) {
        setDeadline(context)
        guard machine.isClientsTurn, deadline <= context.eventLoop.now else { return }
        switch machine.phase {
        case .idle: break
        // Silence is the only end that such a body has.
        case .bodyToEnd where lastRead + rules.limits.openBodySilence <= context.eventLoop.now: break
        case .head, .body, .bodyToEnd: rules.metrics.countCut(.slow)
        }
        perform(machine.timedOut(), context)
    }
}
