import Domain
import NIOCore
import NIOEmbedded
import Storage
import TestSupport
import Testing

@testable import Collector

private let instant = TimeAmount.nanoseconds(1)

/// How long a client may take; no time passes but on the connection's own clock.
@Suite(.heavy, .timeLimit(.minutes(1))) struct ConnectionTimeTests {
    @Test func aConnectionThatNeverSpeaksIsClosedAndNotCalledSlow() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                await client.wait(edge.limits.idle - instant)
                let isOpen = try await client.isOpen()
                #expect(isOpen)
                await client.wait(instant)
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 0)
            }
        }
    }

    @Test func betweenTwoRequestsAConnectionIsKeptForTheIdleTimeAfterEachAnswer() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                for number in 0..<3 {
                    try await client.send(SampleRequest.post(number))
                    #expect(try await client.answer().contains("AP1002"))
                    await client.wait(edge.limits.idle - instant)
                    #expect(try await client.isOpen())
                }
                await client.wait(instant)
                #expect(try await client.isClosed())
                #expect(edge.arrivals.count == 3)
                #expect(edge.cuts(.slow) == 0)
            }
        }
    }

    @Test func aHeadThatTricklesIsCutAndWhatItSaidIsReceived() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.send("GET /apisvc/sendLogData.json?\(SampleEdge.fields()) HTTP/1.1\r\nX: ")
                for _ in 0..<19 {
                    await client.wait(.seconds(1))
                    try await client.send("y")
                }
                await client.wait(.seconds(1) - instant)
                #expect(try await client.isOpen())
                #expect(edge.limits.head == .seconds(20))
                await client.wait(instant)
                #expect(try await client.answer().contains("AP1002"))
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 1)
                #expect(edge.arrivals.map(\.lane) == [.counted])
            }
        }
    }

    @Test func halfARequestLineIsCutToo() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.send("POST /apisvc/sendLo")
                await client.wait(edge.limits.head - instant)
                #expect(try await client.isOpen())
                await client.wait(instant)
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 1)
            }
            #expect(edge.arrivals.isEmpty)
        }
    }

    @Test func aBodyThatFallsSilentIsCutAndReceivedAsFarAsItCame() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                let fields = SampleEdge.fields()
                try await client.send(SampleRequest.head(fields.utf8.count + 10) + fields.dropLast(1))
                await client.wait(edge.limits.bodySilence - instant)
                try await client.send(String(fields.suffix(1)))
                await client.wait(edge.limits.bodySilence - instant)
                #expect(try await client.isOpen())
                #expect(edge.arrivals.isEmpty)
                await client.wait(instant)
                #expect(try await client.answer().contains("AP1002"))
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 1)
                #expect(try edge.bodies() == [fields])
            }
        }
    }

    @Test func aBodyThatTricklesIsCutAtTheEndOfItsTime() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.send(SampleRequest.head(100_000))
                let step = edge.limits.bodySilence - .seconds(5)
                for _ in 0..<24 {
                    #expect(try await client.isOpen())
                    try await client.send("x")
                    await client.wait(step - instant)
                }
                #expect(edge.limits.request == step * 24)
                await client.wait(instant * 23)
                #expect(try await client.isOpen())
                #expect(edge.cuts(.slow) == 0)
                await client.wait(instant)
                _ = try await client.answer()
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 1)
                #expect(try edge.bodies() == [String(repeating: "x", count: 24)])
            }
        }
    }

    @Test func aBodyWithoutLengthEndsWithASilenceThatIsNotCalledSlow() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                let fields = SampleEdge.fields()
                try await client.send(SampleRequest.head(nil, version: "1.0"))
                for part in [fields.prefix(20), fields.dropFirst(20)] {
                    await client.wait(edge.limits.openBodySilence - instant)
                    #expect(try await client.isOpen())
                    try await client.send(String(part))
                }
                await client.wait(edge.limits.openBodySilence - instant)
                #expect(edge.arrivals.isEmpty)
                await client.wait(instant)
                #expect(try await client.answer().contains("AP1002"))
                #expect(try await client.isClosed())
                #expect(try edge.bodies() == [fields])
                #expect(edge.cuts(.slow) == 0)
            }
        }
    }

    @Test func aBodyWithoutLengthThatTricklesHasAnEndAsWell() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.send(SampleRequest.head(nil, version: "1.0"))
                let step = TimeAmount.milliseconds(800)
                for _ in 0..<750 {
                    try await client.send("x")
                    await client.wait(step)
                }
                #expect(edge.limits.request == step * 750)
                _ = try await client.answer()
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 1)
            }
        }
    }

    @Test func timeThatTheCollectorTakesForAnAnswerIsNotTheClients() async throws {
        try await ConnectedEdge.with(isCommitting: false) { edge in
            try await edge.connected { client in
                // The second request begins while the first is being answered.
                let second = SampleRequest.post(1)
                try await client.send(SampleRequest.post(0) + second.prefix(30))
                await client.wait(edge.limits.request * 2)
                #expect(try await client.isOpen())
                edge.beginCommitting()
                #expect(try await client.answer().contains("AP1002"))
                await client.wait(edge.limits.head - instant)
                #expect(try await client.isOpen())
                try await client.send(String(second.dropFirst(30)))
                #expect(try await client.answer().contains("AP1002"))
                #expect(edge.cuts(.slow) == 0)
                #expect(edge.arrivals.count == 2)
            }
        }
    }

    @Test func aStreamOfRequestsWhoseReadsEndAnywhereIsNotSlow() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                var begun = ""
                for number in 0..<10 {
                    let next = SampleRequest.post(number + 1).prefix(40)
                    try await client.send(String(SampleRequest.post(number).dropFirst(begun.count)) + next)
                    begun = String(next)
                    #expect(try await client.answer().contains("AP1002"))
                    await client.wait(edge.limits.head - .seconds(1))
                    #expect(try await client.isOpen())
                }
                #expect(edge.arrivals.count == 10)
                #expect(edge.cuts(.slow) == 0)
            }
        }
    }

    @Test func whileNoMoreMayWaitForACommitSilenceIsNotTheClients() async throws {
        try await ConnectedEdge.with(isCommitting: false) { edge in
            try await edge.connected { client in
                let fields = SampleEdge.fields()
                try await client.send(SampleRequest.head(nil, version: "1.0"))
                edge.fill()
                try await client.askToRead()
                #expect(client.readCount() == 0, "the socket is not read while there is no room")
                await client.wait(edge.limits.request * 2)
                #expect(try await client.isOpen())
                edge.beginCommitting()
                try await eventually("a read of the socket") { client.readCount() > 0 }
                await client.wait(edge.limits.openBodySilence - instant)
                #expect(try await client.isOpen())
                try await client.send(fields)
                await client.wait(edge.limits.openBodySilence)
                #expect(try await client.answer().contains("AP1002"))
                #expect(try edge.bodies() == [fields])
            }
        }
    }

    @Test func aClientThatDoesNotTakeItsAnswersIsNotHeardOnAndClosedInTheEnd() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.askToRead()
                #expect(client.readCount() == 1)
                client.channel.isWritable = false
                try await client.askToRead()
                #expect(client.readCount() == 1)
                client.channel.isWritable = true
                let pipeline = client.channel.pipeline
                try await client.channel.testingEventLoop.executeInContext {
                    pipeline.fireChannelWritabilityChanged()
                }
                #expect(client.readCount() == 2)
                client.channel.isWritable = false
                try await client.askToRead()
                await client.wait(edge.limits.idle)
                #expect(try await client.isClosed())
            }
        }
    }

    @Test func aConnectionThatWasPassedOnHasLimitsToo() async throws {
        try await ConnectedEdge.with { edge in
            try await edge.connected { client in
                try await client.send("GET /builds HTTP/1.1\r\nHost: x\r\n\r\n")
                await client.wait(edge.limits.passed - instant)
                #expect(try await client.isOpen())
                try await client.send("GET /builds HTTP/1.1\r\nHost")
                await client.wait(edge.limits.head - instant)
                #expect(try await client.isOpen())
                await client.wait(instant)
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 1)
            }
            try await edge.connected { client in
                try await client.send("POST /v1/receipts HTTP/1.1\r\nContent-Length: 9\r\n\r\nx")
                await client.wait(edge.limits.bodySilence - instant)
                #expect(try await client.isOpen())
                await client.wait(instant)
                #expect(try await client.isClosed())
                #expect(edge.cuts(.slow) == 2)
            }
        }
    }
}

extension ConnectedEdge {
    /// The bodies of the records that were kept because something about them was odd.
    fileprivate func bodies() throws -> [String] {
        try arrivals.compactMap { arrival -> [UInt8]? in
            switch arrival {
            case .counted(let row): row.sealed
            case .quarantined(let row): row.lane == .test ? nil : row.sealed
            }
        }.map {
            try String(decoding: WireRequest(rawBytes: SampleEdge.secrets.open($0)).body, as: UTF8.self)
        }
    }

    /// Lets records wait until no more may.
    fileprivate func fill() {
        let row = QuarantineRow(
            receivedAt: Self.now, lane: .test, code: .AP1028, keyID: 1, buildID: nil, keyHash: nil,
            occurredAt: nil, dialect: 0, repairs: 0, sealed: [])
        while batcher.hasRoom(otherwise: {}) {
            batcher.add(Admission(arrival: .quarantined(row), code: .AP1028, sighting: nil)) { _ in }
        }
    }
}
