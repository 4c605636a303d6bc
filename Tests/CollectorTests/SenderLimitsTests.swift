import Domain
import Storage
import TestSupport
import Testing

@testable import Collector

private let noon = instant("2026-05-20 12:00")

/// How much a key may send by the old protocol, and what becomes of the rest.
@Suite struct SenderLimitsTests {
    @Test func fiveThousandRecordsAreCountedAndTheSurplusIsKeptWhole() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 5_000)) { intake in
            var lanes: [Lane: Int] = [:]
            for number in 0..<5_000 {
                let admission = try intake.admitSample(number: number, at: noon)
                lanes[admission.arrival.lane, default: 0] += 1
            }
            #expect(lanes == [.counted: 5_000])
            for number in 5_000..<5_003 {
                let admission = try intake.admitSample(number: number, at: noon)
                #expect(admission.code == .AP1031)
                guard case .quarantined(let row) = admission.arrival else {
                    Issue.record("counted beyond the limit")
                    return
                }
                #expect(row.lane == .overLimit && row.keyID == 1 && row.buildID == 11)
                #expect(row.receivedAt == noon && row.occurredAt == noon && row.code == .AP1031)
                #expect(try intake.read(row.sealed).record.sysUser == "user\(number)")
            }
        }
    }

    @Test func theCountBeginsAnewAtMidnightInKoreaAndAtNoOtherHour() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 2)) { intake in
            let times = [
                "2026-05-20 00:00", "2026-05-20 08:59:59", "2026-05-20 09:00", "2026-05-20 23:59:59.999",
                "2026-05-21 00:00", "2026-05-21 00:00:01", "2026-05-21 00:00:02", "2026-05-22 00:00",
            ]
            let lanes = try times.map { try intake.admitSample(at: instant($0)).arrival.lane }
            #expect(
                lanes == [
                    .counted, .counted, .overLimit, .overLimit, .counted, .counted, .overLimit, .counted,
                ])
        }
    }

    @Test func whatARecordClaimsAsItsTimeDoesNotMoveTheLimit() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 1)) { intake in
            let lanes = try (0..<3).map { day in
                let body = SampleEdge.fields(at: noon.day.adding(days: -day).start)
                let request = WireRequest(
                    method: "POST", path: Endpoint.fields.path, body: Array(body.utf8))
                return try intake.admit(request, receivedAt: noon, network: nil).arrival.lane
            }
            #expect(lanes == [.counted, .overLimit, .overLimit])
        }
    }

    @Test func eachKeyHasALimitOfItsOwn() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 1)) { intake in
            let lanes = try [0, 0, 1, 1].map {
                try intake.admitSample(key: SampleEdge.keys[$0], at: noon).arrival.lane
            }
            #expect(lanes == [.counted, .overLimit, .counted, .overLimit])
        }
    }

    @Test func otherLanesKeepTheirRecordsBeyondTheLimit() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 1)) { intake in
            _ = try intake.admitSample(at: noon)
            let test = try intake.admitSample(at: noon, useSe: "DO6999")
            #expect(test.arrival.lane == .test && test.code == .AP1028)
            let stranger = "$5$API$" + String(repeating: "c", count: 43)
            for _ in 0..<3 {
                let unknown = try intake.admitSample(key: stranger, at: noon)
                #expect(unknown.arrival.lane == .unknownKey && unknown.code == .AP1030)
            }
        }
    }

    @Test func surplusIsCountedWhenAnOfficerSaysSo() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 1)) { intake in
            _ = try intake.admitSample(number: 0, at: noon)
            guard case .quarantined(let row) = try intake.admitSample(number: 1, at: noon).arrival else {
                Issue.record("counted beyond the limit")
                return
            }
            let replayed = try intake.readmit(
                row.sealed, receivedAt: row.receivedAt, as: nil, ignoringLimits: true)
            #expect(replayed.arrival.lane == .counted && replayed.arrival.receivedAt == noon)
        }
    }

    @Test func requestsOfManyThreadsAreCountedOneByOne() async {
        let ledger = SenderLedger()
        let counts = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<1_000 { group.addTask { ledger.countRequest(of: 7, on: noon.day) } }
            return await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(counts == Set(1...1_000))
    }
}
