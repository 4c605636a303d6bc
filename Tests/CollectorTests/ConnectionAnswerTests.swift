import Domain
import NIOCore
import Storage
import TestSupport
import Testing

@testable import Collector

/// What clients of every age are answered, and whether their connection stays.
@Suite(.heavy, .timeLimit(.minutes(1))) struct ConnectionAnswerTests {
    @Test func aClientThatWaitsIsToldToContinueOnceAndBeforeItsBody() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                let fields = SampleEdge.fields()
                try await client.send(SampleRequest.head(fields.utf8.count, "Expect: 100-continue"))
                #expect(try await client.written() == "HTTP/1.1 100 Continue\r\n\r\n")
                try await client.send(fields)
                #expect(try await client.answer().hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(edge.arrivals.map(\.lane) == [.counted])
                try await client.send(SampleRequest.post(1))
                #expect(try await client.answer().contains("AP1002"), "not told again")
            }
        }
    }

    @Test func toAClientOfHTTP10AnInterimAnswerWouldBeTheAnswer() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                let fields = SampleEdge.fields()
                try await client.send(
                    SampleRequest.head(fields.utf8.count, version: "1.0", "Expect: 100-continue"))
                #expect(try await client.written() == nil)
                try await client.send(fields)
                #expect(try await client.answer().contains("AP1002"))
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let version: String
        let header: String
        /// The `Connection` header of the answer.
        let answer: String?
        let isKept: Bool
        var testDescription: String { "HTTP/\(version), \(header)" }
    }

    @Test(arguments: [
        Case(version: "1.0", header: "X: y", answer: "close", isKept: false),
        Case(version: "1.0", header: "Connection: Keep-Alive", answer: "keep-alive", isKept: true),
        Case(version: "1.1", header: "X: y", answer: nil, isKept: true),
        Case(version: "1.1", header: "Connection: close", answer: "close", isKept: false),
    ])
    func theConnectionStaysAsItsClientWants(_ example: Case) async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                let fields = SampleEdge.fields()
                try await client.send(
                    SampleRequest.head(fields.utf8.count, version: example.version, example.header) + fields)
                let answer = try await client.answer()
                #expect(answer.contains("AP1002"))
                #expect(answer.header("Connection") == example.answer)
                #expect(try await client.isOpen() == example.isKept)
            }
        }
    }

    @Test func anEndOfTheServerIsSaidInTheLastAnswer() async throws {
        try await ConnectedEdge.with(isCommitting: false) { edge in
            try await edge.connected { client in
                try await client.send(SampleRequest.post())
                try await client.fire(ChannelShouldQuiesceEvent())
                #expect(try await client.isOpen(), "the answer is owed")
                edge.beginCommitting()
                let answer = try await client.answer()
                #expect(answer.contains("AP1002"))
                #expect(answer.header("Connection") == "close")
                #expect(try await client.isClosed())
            }
            try await edge.connected { idle in
                try await idle.fire(ChannelShouldQuiesceEvent())
                #expect(try await idle.isClosed())
            }
        }
    }

    @Test func aClientThatSendsNoMoreIsAnsweredAndTheConnectionEnds() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                let body = SampleEdge.fields()
                try await client.send(SampleRequest.head(body.utf8.count + 100) + body)
                try await client.fire(ChannelEvent.inputClosed)
                let answer = try await client.answer()
                #expect(answer.contains("AP1002"))
                #expect(answer.header("Connection") == "close")
                #expect(try await client.isClosed())
            }
        }
    }

    @Test func aClientThatHangsUpHasSentAllThatItSent() async throws {
        try await ConnectedEdge.with(isCommitting: false) { edge in
            try await edge.connected { client in
                try await client.send(SampleRequest.post(0) + SampleRequest.post(1))
            }
            edge.beginCommitting()
            while edge.arrivals.count < 2 { await Task.yield() }
            #expect(edge.arrivals.map(\.lane) == [.counted, .counted])
        }
    }

    @Test(
        "more body than announced does not spoil what comes next",
        arguments: [
            ["120", "\r\n\(SampleRequest.post(1))"], ["120\(SampleRequest.post(1))"],
            ["120\r\n}\r\n", SampleRequest.post(1)], ["120", SampleRequest.post(1)],
            ["1", "2", "0", "\r", "\n", SampleRequest.post(1)],
            ["", "120", "\r\n\(SampleRequest.post(1))"], ["", "120\(SampleRequest.post(1))"],
        ])
    func surplusBodyIsNoRequest(_ surplus: [String]) async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                let fields = SampleEdge.fields()
                try await client.send(SampleRequest.head(fields.utf8.count) + fields + surplus[0])
                #expect(try await client.answer().contains("AP1002"))
                for part in surplus.dropFirst() { try await client.send(part) }
                #expect(try await client.answer().contains("AP1002"))
                #expect(try await client.isOpen())
                #expect(edge.arrivals.map(\.lane) == [.counted, .counted])
                guard case .counted(let cut)? = edge.arrivals.first else { return }
                // Its last value may be cut: it is not believed, where the surplus came at once.
                #expect(cut.quantity == (surplus[0].isEmpty ? 0 : nil))
                #expect((cut.sealed == nil) == surplus[0].isEmpty)
                guard case .counted(let next)? = edge.arrivals.last else { return }
                #expect(next.quantity == 0 && next.sealed == nil)
            }
        }
    }

    @Test func surplusWithoutANextRequestIsNoRecord() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.send(SampleRequest.post())
                #expect(try await client.answer().contains("AP1002"))
                try await client.send("120")
                await client.wait(edge.limits.idle)
                #expect(try await client.isClosed())
                #expect(try await client.written() == nil)
            }
            #expect(edge.arrivals.count == 1)
        }
    }

    @Test func anAddressWithAllItsConnectionsGetsNoMoreUntilOneEnds() async throws {
        try await ConnectedEdge.with(perAddress: 1) { edge in
            try await edge.connected { first in
                for refused in 1...2 {
                    try await edge.connected { client in
                        let isClosed = try await client.isClosed()
                        #expect(isClosed)
                        #expect(edge.cuts(.address) == refused)
                    }
                }
                let isOtherOpen = try await edge.connected(from: "192.0.2.2") { try await $0.isOpen() }
                #expect(isOtherOpen)
                try await first.send(SampleRequest.post())
                #expect(try await first.answer().contains("AP1002"))
            }
            let isNextOpen = try await edge.connected { try await $0.isOpen() }
            #expect(isNextOpen)
            #expect(edge.cuts(.address) == 2)
        }
    }

    @Test func anEndlessHeadIsCut() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.send("POST /apisvc/sendLogData.json HTTP/1.1\r\n")
                let line = "X-Long: " + String(repeating: "y", count: 4_000) + "\r\n"
                for _ in 0..<RequestFraming.headMax / line.utf8.count { try await client.send(line) }
                #expect(try await client.isOpen())
                try await client.send(line)
                #expect(try await client.isClosed())
                #expect(edge.cuts(.header) == 1)
            }
            #expect(edge.arrivals.isEmpty)
        }
    }
}

extension String {
    /// The value of a header of an answer.
    fileprivate func header(_ name: String) -> String? {
        let head = split(separator: "\r\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        return head.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }
}
