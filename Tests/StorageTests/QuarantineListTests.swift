import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-06-20 10:00")
private let first = instant("2026-03-02 09:00")

/// What an operator sees of the quarantine, and what is forgotten of it.
@Suite struct QuarantineListTests {
    @Test func recordsAreGroupedBySenderTheLargestGroupFirst() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: now)
            let build = try await database.sampleBuild("B-1", seed: 9, now: now)
            try await database.receive([
                build.rejected(at: first, receivedAt: first, lane: .overLimit),
                unknown(1, at: first.adding(seconds: 1)), unknown(1, at: first.adding(seconds: 86_400)),
                unknown(2, at: first),
            ])
            let groups = try await database.quarantine.groups(QuarantineFilter())
            #expect(groups.map(\.records) == [2, 1, 1])
            #expect(groups.map(\.lane) == ["unknown_key", "over_limit", "unknown_key"])
            let largest = try #require(groups.first)
            #expect(largest.keyDigits == "010101010101")
            #expect(largest.buildCode == nil)
            #expect(largest.dialect?.code == 1)
            #expect(largest.firstAt == first.adding(seconds: 1))
            #expect(largest.lastAt == first.adding(seconds: 86_400))
            #expect(groups[1].buildCode == "B-1")

            func count(_ change: (inout QuarantineFilter) -> Void) async throws -> Int {
                var filter = QuarantineFilter()
                change(&filter)
                return try await database.quarantine.groups(filter).reduce(0) { $0 + $1.records }
            }
            #expect(try await count { $0.lane = .unknownKey } == 3)
            #expect(try await count { $0.from = first.day.adding(days: 1) } == 1)
            #expect(try await count { $0.to = first.day } == 3)
            #expect(try await count { $0.keyDigits = "0202" } == 1)
            #expect(try await count { $0.limit = 1 } == 2)
        }
    }

    @Test func oneRecordIsShownWithoutItsBytes() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.receive([unknown(1, at: first)])
            let id = try #require(try await database.quarantine.groups(QuarantineFilter()).first?.newest)
            let entry = try #require(try await database.quarantine.entry(id))
            #expect(entry.lane == "unknown_key")
            #expect(entry.code == "AP1030")
            #expect(entry.receivedAt == first)
            #expect(entry.keyDigits == String(repeating: "01", count: 32))
            #expect(entry.repairs.names == ["user_missing"])
            #expect(entry.sealedBytes == 3)
            #expect(entry.move == nil)
            let missing = String(id.prefix(17)) + "7"
            #expect(try await database.quarantine.entry(missing) == nil)
            let refusal = await #expect(throws: QuarantineRefused.self) {
                try await database.quarantine.entry("12")
            }
            #expect(refusal?.description.contains("expected 16 hexadecimal digits") == true)
        }
    }

    @Test func bytesAreForgottenByTheirDayOfArrivalAndTheRecordsStay() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.receive([
                unknown(1, at: first), unknown(2, at: first.adding(seconds: 86_400)),
            ])
            let limit = first.day.adding(days: 1)
            #expect(try await database.quarantine.forget(before: limit, now: now) == 1)
            #expect(try await database.quarantine.forget(before: limit, now: now) == 0)
            let groups = try await database.quarantine.groups(QuarantineFilter())
            var entries: [String: QuarantineEntry] = [:]
            for group in groups {
                entries[group.keyDigits ?? ""] = try await database.quarantine.entry(group.newest)
            }
            #expect(entries["010101010101"]?.sealedBytes == 0)
            #expect(entries["010101010101"]?.forgottenAt == now)
            #expect(entries["020202020202"]?.sealedBytes == 3)
            #expect(entries["020202020202"]?.forgottenAt == nil)
            // What was late on the spool is forgotten by a later call.
            try await database.receive([unknown(3, at: first)])
            #expect(try await database.quarantine.forget(before: limit.adding(days: 1), now: now) == 2)
        }
    }
}

private func unknown(_ key: UInt8, at time: Timestamp) -> Arrival {
    .quarantined(
        QuarantineRow(
            receivedAt: time, lane: .unknownKey, code: .AP1030, keyID: nil, buildID: nil,
            keyHash: sampleHash(key), occurredAt: time, dialect: 1,
            repairs: Int64(([.userMissing] as Repairs).rawValue), sealed: [1, 2, 3]))
}
