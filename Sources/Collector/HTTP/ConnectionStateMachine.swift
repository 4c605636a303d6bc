/// What happens on one connection in which order: the rules of `CollectorConnection` without sockets, clocks and threads.
///
/// One request at a time: the next is not looked at before the last is answered. Each input returns what to do.
struct ConnectionStateMachine {
    enum Action: Equatable {
        /// Nothing, until the next input.
        case wait
        /// Receive the request; `answered` comes when its answer is known.
        case receive(DirectRequest)
        /// Write `100 Continue`; `next` says how it goes on.
        case sendContinue
        /// Hand bytes to the HTTP parser; `next` says how it goes on.
        case pass([UInt8])
        /// Tell the HTTP parser what came before the connection was passed on; `next` says how it goes on.
        case passQuiesce
        case passInputClosed
        case close
        /// Close, because of a head that is too long.
        case cut
    }

    enum AnswerAction: Equatable {
        /// Write nothing, for the connection has ended, and go on with `next`.
        case drop
        /// Write the answer, and close after it or go on with `next`.
        case send(keepingAlive: Bool)
    }

    enum ReadAction: Equatable {
        case wait
        /// Find out whether more records may wait for a commit; `foundRoom` takes what was found.
        case askForRoom
        case read
    }

    private enum Activity {
        case reading
        case answering
        /// Nothing more is read or written: the connection has ended, or does after its last answer.
        case closed
    }

    /// Why the connection is to end, the stronger reason last.
    private enum Ending: Comparable {
        case none
        /// The server stops: after the request that has begun.
        case quiescing
        /// The client sends no more: after all that it sent.
        case inputClosed
        /// The connection has ended: what it brought is still received, and not answered.
        case gone
    }

    /// Bytes that may be read while a request before them is being answered.
    private static let readAhead = 64 * 1024

    private var framing = RequestFraming()
    private var activity = Activity.reading
    private var ending = Ending.none
    private var isReadPutOff = false
    private var isWaitingForRoom = false

    /// Where the client is in its request.
    var phase: RequestFraming.Phase { framing.phase }

    /// Whether everything that comes goes to the HTTP parser.
    var isPassedOn: Bool { framing.isPassedOn }

    /// Whether the next step is the client's: otherwise its silence is ours.
    var isClientsTurn: Bool { activity == .reading && !isWaitingForRoom && ending != .gone }

    var isClosed: Bool { activity == .closed }

    // MARK: What comes in

    /// The client sent bytes.
    mutating func received(_ bytes: some Collection<UInt8>) -> Action {
        framing.append(bytes)
        return next()
    }

    /// What was asked for is done.
    mutating func next() -> Action {
        guard activity == .reading else { return .wait }
        switch framing.next() {
        case .request(let request):
            activity = .answering
            return .receive(request)
        case .pass(let bytes): return ending == .gone ? next() : .pass(bytes)
        case .expectsContinue: return ending == .gone ? next() : .sendContinue
        case .headTooLong:
            activity = .closed
            return ending == .gone ? .wait : .cut
        case nil: return end()
        }
    }

    /// The client sends no more, and may still read.
    mutating func inputClosed() -> Action {
        ending = max(ending, .inputClosed)
        return next()
    }

    /// The client took too long: what came of a request is received, though its end did not come.
    mutating func timedOut() -> Action {
        isPassedOn ? close() : inputClosed()
    }

    /// The server stops.
    mutating func quiesce() -> Action {
        ending = max(ending, .quiescing)
        return next()
    }

    /// The connection has ended.
    mutating func becameInactive() -> Action {
        ending = .gone
        return next()
    }

    /// The connection is not wanted.
    mutating func refuse() -> Action { close() }

    /// What the buffer holds is worked off.
    private mutating func end() -> Action {
        switch ending {
        case .none: return .wait
        case .quiescing where isPassedOn:
            ending = .none
            return .passQuiesce
        case .quiescing: return phase == .idle ? close() : .wait
        case .inputClosed where isPassedOn:
            ending = .none
            return .passInputClosed
        case .inputClosed: return finish() ?? close()
        case .gone:
            if case .receive(let request)? = finish() { return .receive(request) }
            activity = .closed
            return .wait
        }
    }

    /// What the client began and did not end.
    private mutating func finish() -> Action? {
        switch framing.finish() {
        case .request(let request):
            activity = .answering
            return .receive(request)
        case .pass(let bytes): return .pass(bytes)
        default: return nil
        }
    }

    private mutating func close() -> Action {
        guard activity != .closed else { return .wait }
        activity = .closed
        return .close
    }

    // MARK: Answers

    /// The answer to the request is known.
    ///
    /// - Parameter keepingAlive: whether the client wants the connection after it.
    mutating func answered(keepingAlive: Bool) -> AnswerAction {
        guard activity == .answering else { return .drop }
        let isLast: Bool
        switch ending {
        case .none: isLast = false
        case .quiescing: isLast = true
        case .inputClosed: isLast = framing.waitingBytes == 0
        case .gone:
            activity = .reading
            return .drop
        }
        activity = keepingAlive && !isLast ? .reading : .closed
        return .send(keepingAlive: activity == .reading)
    }

    // MARK: Reading

    /// The socket asks whether to read on.
    ///
    /// While an answer is made it is read on, a little: not to listen costs two system calls a request. A client that
    /// does not take its answers is not heard on, or they would pile up.
    mutating func readRequested(isWritable: Bool) -> ReadAction {
        let isAllowed =
            (activity != .answering || framing.waitingBytes < Self.readAhead) && (isWritable || isPassedOn)
        isReadPutOff = !isAllowed
        return isAllowed ? .askForRoom : .wait
    }

    mutating func foundRoom(_ hasRoom: Bool) -> ReadAction {
        isWaitingForRoom = !hasRoom
        isReadPutOff = !hasRoom
        return hasRoom ? .read : .wait
    }

    /// More records may wait for a commit again.
    mutating func roomCameFree(isWritable: Bool) -> ReadAction {
        isWaitingForRoom = false
        return resumeReading(isWritable: isWritable)
    }

    /// Does what `readRequested` put off, if it may be done now.
    mutating func resumeReading(isWritable: Bool) -> ReadAction {
        isReadPutOff && activity == .reading ? readRequested(isWritable: isWritable) : .wait
    }
}
