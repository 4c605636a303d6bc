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
    /// Without a byte of a body whose length nobody announced.
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
/// One request at a time: the next is not read before the answer to the last is written.
final class CollectorConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes that may be read while a request before them is being answered.
    private static let readAhead = 64 * 1024

    private let desk: LegacyDesk
    private let rules: ConnectionRules
    private let becomeHTTP: () -> EventLoopFuture<HTTP1Channel.Value>
    private var promise: EventLoopPromise<HTTP1Channel.Value?>?
    private var framing = RequestFraming()
    /// The other end's address, where it may have one more connection.
    private var peer: String?
    private var admission: ConnectionLimit.Admission?
    private var isAnswering = false
    private var isReadWanted = false
    /// While this is so, silence is ours and not the client's.
    private var isWaitingForRoom = false
    private var isInputClosed = false
    private var isQuiescing = false
    private var isClosed = false
    private var requestBegan = NIODeadline.distantPast
    private var lastRead = NIODeadline.distantPast
    private var deadline = NIODeadline.distantFuture
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?

    /// - Parameters:
    ///   - promise: gets the HTTP channel that the connection becomes; `nil` when it ends before.
    ///   - becomeHTTP: puts the HTTP pipeline behind this handler; called once at most, on the event loop.
    init(
        desk: LegacyDesk, rules: ConnectionRules, promise: EventLoopPromise<HTTP1Channel.Value?>,
        becomeHTTP: @escaping () -> EventLoopFuture<HTTP1Channel.Value>
    ) {
        self.desk = desk
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
            cut(.address, context)
        }
        lastRead = context.eventLoop.now
        setDeadline(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = context.eventLoop.now
        if framing.phase == .idle { requestBegan = lastRead }
        framing.append(unwrapInboundIn(data).readableBytesView)
        work(context)
    }

    func read(context: ChannelHandlerContext) {
        // While an answer is made the socket is read on, a little: not to listen costs two system calls a request.
        // A client that does not take its answers is not heard on, or they would pile up.
        guard !isAnswering || framing.waitingBytes < Self.readAhead,
            context.channel.isWritable || framing.isPassedOn, isRoomy(context)
        else {
            isReadWanted = true
            return
        }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        readOn(context)
        context.fireChannelWritabilityChanged()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        lastRead = context.eventLoop.now
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        timer?.task.cancel()
        rules.metrics.connectionClosed()
        admission = nil
        finishInput(context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed where !framing.isPassedOn:
            isInputClosed = true
            finishInput(context)
            if !isAnswering { close(context) }
        case is ChannelShouldQuiesceEvent where !framing.isPassedOn:
            isQuiescing = true
            if !isAnswering, framing.phase == .idle { close(context) }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// A client that ends without a word, as many do under TLS, is still read to what it sent.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if framing.isPassedOn { context.fireErrorCaught(error) }
    }

    // MARK: Requests

    private func work(_ context: ChannelHandlerContext) {
        while !isAnswering, !isClosed, let event = framing.next() {
            switch event {
            case .pass(let bytes):
                pass(bytes, context)
            case .expectsContinue:
                let interim = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
                context.writeAndFlush(wrapOutboundOut(interim), promise: nil)
            case .request(let request):
                receive(request, context)
            case .headTooLong:
                cut(.header, context)
            }
        }
        if !isAnswering, !isClosed, isQuiescing, !framing.isPassedOn, framing.phase == .idle {
            close(context)
        }
        setDeadline(context)
    }

    private func pass(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        if let promise {
            self.promise = nil
            becomeHTTP().map { $0 }.cascade(to: promise)
        }
        context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: bytes)))
    }

    private func receive(_ request: DirectRequest, _ context: ChannelHandlerContext) {
        guard request.method != "OPTIONS" else {
            let buffer = LegacyAnswer.preflight(at: desk.clock.now(), context.channel.allocator)
            send(buffer, keepingAlive: request.isKeptAlive, context)
            return
        }
        isAnswering = true
        rules.metrics.countRequest(.legacy)
        let receivedAt = desk.clock.arrivalTime(testTime: request.testTime)
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((self, context), eventLoop: eventLoop)
        desk.receive(request.wireRequest, receivedAt: receivedAt, network: network(of: request)) { code in
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
        isAnswering = false
        guard !isClosed else { return }
        let isLast = isInputClosed && framing.waitingBytes == 0
        let keepingAlive = request.isKeptAlive && !isLast && !isQuiescing
        let buffer = LegacyAnswer.bytes(
            code, to: request, receivedAt: receivedAt, now: desk.clock.now(),
            isTestClock: desk.clock.isTestClock, keepingAlive: keepingAlive, context.channel.allocator)
        send(buffer, keepingAlive: keepingAlive, context)
        guard !isClosed else { return }
        work(context)
        if isInputClosed, !isAnswering, !isClosed {
            finishInput(context)
            if !isAnswering { close(context) }
        }
        readOn(context)
    }

    private func send(_ buffer: ByteBuffer, keepingAlive: Bool, _ context: ChannelHandlerContext) {
        if keepingAlive {
            beginTimes(context)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        } else {
            isClosed = true
            timer?.task.cancel()
            context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        }
    }

    /// The client sends no more: what it began is received as far as it came.
    private func finishInput(_ context: ChannelHandlerContext) {
        switch isAnswering ? nil : framing.finish() {
        case .request(let request): receive(request, context)
        case .pass(let bytes): pass(bytes, context)
        default: break
        }
    }

    private func close(_ context: ChannelHandlerContext) {
        guard !isClosed else { return }
        isClosed = true
        timer?.task.cancel()
        context.close(promise: nil)
    }

    private func cut(_ reason: CollectorMetrics.Cut, _ context: ChannelHandlerContext) {
        rules.metrics.countCut(reason)
        close(context)
    }

    // MARK: Limits

    /// Whether more may be read; reads on when it may.
    private func isRoomy(_ context: ChannelHandlerContext) -> Bool {
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((self, context), eventLoop: eventLoop)
        isWaitingForRoom = !desk.hasRoom {
            eventLoop.execute {
                let (connection, context) = here.value
                connection.isWaitingForRoom = false
                connection.beginTimes(context)
                connection.readOn(context)
                connection.setDeadline(context)
            }
        }
        return !isWaitingForRoom
    }

    /// Does what `read` put off, if it may be done now.
    private func readOn(_ context: ChannelHandlerContext) {
        guard isReadWanted, !isAnswering, !isClosed else { return }
        isReadWanted = false
        read(context: context)
    }

    /// The client's time runs from now on: what it sent before could not be heard.
    private func beginTimes(_ context: ChannelHandlerContext) {
        lastRead = context.eventLoop.now
        requestBegan = lastRead
    }

    private func setDeadline(_ context: ChannelHandlerContext) {
        guard !isClosed else { return }
        deadline =
            switch framing.phase {
            case _ where isAnswering || isWaitingForRoom: .distantFuture
            case .idle: lastRead + (framing.isPassedOn ? rules.limits.passed : rules.limits.idle)
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
        guard !isClosed else { return }
        setDeadline(context)
        guard !isAnswering, deadline <= context.eventLoop.now else { return }
        switch framing.phase {
        case .idle: break
        // Silence is the only end that such a body has.
        case .bodyToEnd where lastRead + rules.limits.openBodySilence <= context.eventLoop.now: break
        case .head, .body, .bodyToEnd: rules.metrics.countCut(.slow)
        }
        if !framing.isPassedOn {
            // What came of a request is received, though its end did not come.
            isInputClosed = true
            finishInput(context)
        }
        if !isAnswering { close(context) }
    }
}
