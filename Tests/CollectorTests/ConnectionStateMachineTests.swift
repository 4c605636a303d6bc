import Domain
import TestSupport
import Testing

@testable import Collector

/// What a connection does, in whatever order things happen on it.
@Suite struct ConnectionStateMachineTests {
    /// What can happen while one request is answered and half of the next one has come.
    enum Input: CaseIterable {
        case rest, answer, inputClosed, quiesce, timedOut, inactive
    }

    @Test func everyOrderOfAnswersAndEndingsReceivesWhatItMay() {
        let endings: [Input] = [.inputClosed, .quiesce, .timedOut, .inactive]
        var count = 0
        for subset in 0..<1 << endings.count {
            let chosen = endings.indices.filter { subset >> $0 & 1 == 1 }.map { endings[$0] }
            for order in orders(of: [.rest, .answer, .answer] + chosen) {
                play(order)
                count += 1
            }
        }
        #expect(count == 4_371)
    }

    /// Plays one order from the moment on at which the first request is received.
    private func play(_ order: [Input]) {
        var connection = DrivenConnection()
        connection.send(SampleRequest.numbered(1) + SampleRequest.numbered(2).prefix(60))
        #expect(connection.received == ["001"])
        var isEnded = false
        for input in order {
            switch input {
            case .rest: connection.send(SampleRequest.numbered(2).dropFirst(60))
            case .answer: connection.answer()
            case .timedOut:
                isEnded = isEnded || connection.machine.isClientsTurn
                connection.end(input)
            default:
                isEnded = true
                connection.end(input)
            }
        }
        connection.answerAll()

        let before = Set(order.prefix { $0 != .answer })
        let isFirstLast =
            before.contains(.quiesce) && !before.contains(.inputClosed) && !before.contains(.inactive)
        #expect(connection.received.count == (isFirstLast ? 1 : 2), "\(order)")
        #expect(connection.answers.first == (before.contains(.inactive) ? nil : !isFirstLast), "\(order)")
        #expect(connection.machine.isClosed == isEnded, "\(order)")
    }

    private func orders(of inputs: [Input]) -> Set<[Input]> {
        guard !inputs.isEmpty else { return [[]] }
        return inputs.indices.reduce(into: []) { all, place in
            var others = inputs
            let first = others.remove(at: place)
            for order in orders(of: others) { all.insert([first] + order) }
        }
    }

    @Test func requestsAreReceivedOnceAndInOrderHoweverTheirBytesAndEndingsCome() {
        var endings: [Input: Int] = [:]
        for seed in 0..<3_000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var connection = DrivenConnection()
            var stream = Substring()
            var sent = 0
            for step in 0..<Int.random(in: 1...120, using: &generator) {
                switch Int.random(in: 0..<100, using: &generator) {
                case 0..<50:
                    if stream.isEmpty {
                        sent += 1
                        stream = Substring(SampleRequest.numbered(sent))
                    }
                    let part = stream.prefix(.random(in: 1...90, using: &generator))
                    if connection.send(part) { stream = stream.dropFirst(part.count) }
                case 50..<70: connection.answer()
                case 70..<80: connection.askToRead()
                case 80..<88: connection.setWritable(.random(using: &generator))
                case 88..<96: connection.setRoom(.random(using: &generator))
                default:
                    let ending = Input.allCases.suffix(4).randomElement(using: &generator)
                    guard let ending, step > 30 else { continue }
                    endings[ending, default: 0] += 1
                    connection.end(ending)
                }
                connection.check("seed \(seed), step \(step)")
            }
            connection.answerAll()
            connection.check("seed \(seed), at the end")
            let complete = stream.isEmpty ? sent : sent - 1
            #expect(connection.isClosed || connection.received.count >= complete, "seed \(seed)")
        }
        #expect(endings.values.allSatisfy { $0 > 100 } && endings.count == 4)
    }

    @Test func aReadThatWasPutOffIsDoneOnceItMayBe() {
        var connection = DrivenConnection()
        connection.setWritable(false)
        connection.askToRead()
        #expect(connection.reads == 0)
        connection.setRoom(false)
        connection.setWritable(true)
        #expect(connection.reads == 0 && !connection.machine.isClientsTurn)
        connection.setRoom(true)
        #expect(connection.reads == 1 && connection.machine.isClientsTurn)

        connection.send(SampleRequest.numbered(1))
        connection.askToRead()
        #expect(connection.reads == 2, "a little is read ahead")
        connection.send(String(repeating: SampleRequest.numbered(2), count: 1_100))
        connection.askToRead()
        #expect(connection.reads == 2)
        connection.answer()
        #expect(connection.reads == 2, "the next request is being answered")
        connection.answerAll()
        #expect(connection.reads == 3)
    }

    @Test func aConnectionThatIsPassedOnPassesEverything() {
        var connection = DrivenConnection()
        connection.send(SampleRequest.numbered(1) + "GET /builds HTTP/1.1\r\nHo")
        #expect(connection.passed.isEmpty)
        connection.answer()
        #expect(connection.machine.isPassedOn)
        connection.send("st: x\r\n\r\n" + SampleRequest.numbered(2))
        #expect(connection.passed == "GET /builds HTTP/1.1\r\nHost: x\r\n\r\n" + SampleRequest.numbered(2))
        #expect(connection.received == ["001"])
        connection.end(.timedOut)
        #expect(connection.machine.isClosed)
    }

    @Test func anEndingThatCameBeforeAConnectionIsPassedOnIsPassedOnToo() {
        var connection = DrivenConnection()
        connection.send(SampleRequest.numbered(1) + "GET /builds HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.end(.inputClosed)
        connection.answer()
        #expect(connection.passedEndings == [.inputClosed] && connection.answers == [true])

        connection = DrivenConnection()
        connection.send("GET /builds HT")
        connection.end(.quiesce)
        connection.send("TP/1.1\r\nHost: x\r\n\r\n")
        #expect(connection.passedEndings == [.quiesce] && !connection.machine.isClosed)
        connection.send("GET /builds HTTP/1.1\r\n")
        #expect(connection.passedEndings == [.quiesce], "once")
    }

    @Test func whatIsToldOfOneRequestIsNotDoneTwice() {
        var connection = DrivenConnection()
        let fields = "a=b"
        connection.send(SampleRequest.head(fields.utf8.count, "Expect: 100-continue"))
        #expect(connection.continues == 1)
        connection.send(fields)
        #expect(connection.received == [fields] && connection.continues == 1)
        connection.answer()
        #expect(connection.answers == [true])
        var machine = connection.machine
        #expect(machine.answered(keepingAlive: true) == .drop)
    }

    @Test func nothingFollowsACut() {
        var connection = DrivenConnection()
        connection.send("POST /apisvc/sendLogData.json HTTP/1.1\r\n")
        let line = "X-Long: " + String(repeating: "y", count: 4_000) + "\r\n"
        for _ in 0...RequestFraming.headMax / line.utf8.count { connection.send(line) }
        #expect(connection.isCut && connection.machine.isClosed)
        connection.send("\r\n" + SampleRequest.numbered(1))
        for ending in [Input.quiesce, .inputClosed, .timedOut, .inactive] { connection.end(ending) }
        #expect(connection.received.isEmpty)
    }
}

extension SampleRequest {
    /// A request whose body is three digits.
    fileprivate static func numbered(_ number: Int) -> String {
        "POST /apisvc/sendLogData.json HTTP/1.1\r\nContent-Length: 3\r\n\r\n\(body(number))"
    }

    fileprivate static func body(_ number: Int) -> String { String("00\(number)".suffix(3)) }
}

/// Does what the machine says, as `CollectorConnection` does, and notes it.
private struct DrivenConnection {
    private(set) var machine = ConnectionStateMachine()
    /// The bodies of requests.
    private(set) var received: [String] = []
    /// Whether the connection was kept, of each answer that was written.
    private(set) var answers: [Bool] = []
    private(set) var passed = ""
    private(set) var passedEndings: [ConnectionStateMachineTests.Input] = []
    private(set) var continues = 0
    private(set) var reads = 0
    private(set) var isCut = false
    private var isAnswering = false
    /// Whether the collector has closed the connection, or does after an answer.
    private(set) var isClosed = false
    private var isInputClosed = false
    private var isGone = false
    /// The requests until the client took too long: the rest of the one that was cut then is no request.
    private var receivedInTime: Int?
    private var isWritable = true
    private var hasRoom = true
    private var hasAskedForRoom = false
    private var isReadWanted = false

    /// False where the client can send no more.
    @discardableResult
    mutating func send(_ text: some StringProtocol) -> Bool {
        guard !isInputClosed, !isGone else { return false }
        perform(machine.received(Array(text.utf8)))
        return true
    }

    mutating func answer() {
        guard isAnswering else { return }
        isAnswering = false
        switch machine.answered(keepingAlive: true) {
        case .drop: #expect(isGone)
        case .send(let keepingAlive):
            #expect(!isGone && !isClosed)
            answers.append(keepingAlive)
            isClosed = !keepingAlive
        }
        perform(machine.next())
        perform(machine.resumeReading(isWritable: isWritable))
    }

    mutating func answerAll() {
        while isAnswering { answer() }
    }

    mutating func end(_ ending: ConnectionStateMachineTests.Input) {
        guard !isGone else { return }
        switch ending {
        case .inputClosed where !machine.isPassedOn && !isInputClosed:
            isInputClosed = true
            perform(machine.inputClosed())
        case .quiesce where !machine.isPassedOn: perform(machine.quiesce())
        case .timedOut where machine.isClientsTurn:
            perform(machine.timedOut())
            receivedInTime = receivedInTime ?? received.count
        case .inactive:
            isGone = true
            perform(machine.becameInactive())
        default: break
        }
    }

    mutating func askToRead() {
        isReadWanted = true
        perform(machine.readRequested(isWritable: isWritable))
    }

    mutating func setWritable(_ isWritable: Bool) {
        self.isWritable = isWritable
        perform(machine.resumeReading(isWritable: isWritable))
    }

    mutating func setRoom(_ hasRoom: Bool) {
        self.hasRoom = hasRoom
        guard hasRoom, hasAskedForRoom else { return }
        hasAskedForRoom = false
        perform(machine.roomCameFree(isWritable: isWritable))
    }

    /// What holds between any two inputs.
    func check(_ moment: String) {
        let certain = received.prefix(receivedInTime ?? received.count)
        for (place, body) in certain.enumerated() {
            let isLast = place == certain.count - 1
            // Where the connection ended, the last may be cut.
            let whole = SampleRequest.body(place + 1)
            #expect(body == whole || isLast && whole.hasPrefix(body), "\(moment): \(received)")
        }
        #expect(machine.isClosed == (isClosed || isGone && !isAnswering), "\(moment)")
        #expect(machine.isClientsTurn == !(isAnswering || isClosed || isGone || hasAskedForRoom), "\(moment)")
        let mayRead = !isAnswering && !isClosed && !isGone && isWritable && hasRoom
        #expect(!(isReadWanted && mayRead), "\(moment): a read is put off for ever")
    }

    private mutating func perform(_ first: ConnectionStateMachine.Action) {
        var action = first
        while action != .wait {
            #expect(!isClosed, "\(action) after the end")
            switch action {
            case .wait: return
            case .receive(let request):
                #expect(!isAnswering, "one request at a time")
                isAnswering = true
                received.append(String(decoding: request.body, as: UTF8.self))
            case .sendContinue: continues += 1
            case .pass(let bytes): passed += String(decoding: bytes, as: UTF8.self)
            case .passQuiesce: passedEndings.append(.quiesce)
            case .passInputClosed: passedEndings.append(.inputClosed)
            case .close, .cut:
                #expect(!isGone && !isAnswering)
                isCut = action == .cut
                isClosed = true
                return
            }
            action = machine.next()
        }
    }

    private mutating func perform(_ action: ConnectionStateMachine.ReadAction) {
        switch action {
        case .wait: break
        case .askForRoom:
            hasAskedForRoom = !hasRoom
            perform(machine.foundRoom(hasRoom))
        case .read:
            #expect(hasRoom && isWritable)
            isReadWanted = false
            reads += 1
        }
    }
}
