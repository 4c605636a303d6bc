import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let now = instant("2026-04-01 10:00")
private let march = day("2026-03-01")...day("2026-03-31")
private let document = DocumentReference(
    name: "휴업사실증명 2026-01", sha256: String(repeating: "0f", count: 32))

@Suite struct SuspensionTests {
    private func reasons(
        _ database: Database, _ build: String = "B-1", asOf: Timestamp? = nil
    ) async throws -> [Exclusion: Int] {
        let facts = try #require(
            try await database.registry.facts(of: build, for: .unrestricted, now: now, asOf: asOf))
        let shared = try await database.calendar.sharedCalendar(now: now, asOf: asOf)
        let days = facts.calendar(shared).expectedDays(in: march, today: now.day)
        return Dictionary(grouping: days.excluded, by: \.reason).mapValues(\.count)
    }

    private func declare(
        _ database: Database, from: String, to: String?, at time: Timestamp = now
    ) async throws -> Int64 {
        try #require(
            try await database.calendar.declareSuspension(
                of: "B-1", from: day(from), to: to.map { day($0) }, document: document, actor: "tester",
                now: time))
    }

    @Test func aSuspensionWithADocumentExcludesAndItsWithdrawalRestores() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            _ = try await database.sampleBuild("B-1", seed: 1, now: imported)
            let before = try await reasons(database)
            #expect(before == [.holiday: 1, .restDay: 9])
            let id = try await declare(database, from: "2026-03-16", to: "2026-03-20")
            #expect(try await reasons(database) == [.holiday: 1, .restDay: 9, .suspension: 5])
            let facts = try #require(
                try await database.registry.facts(of: "B-1", for: .unrestricted, now: now))
            #expect(facts.suspensions.map(\.document) == [document])
            #expect(facts.suspensions.map(\.recordedBy) == ["tester"])
            let later = now.adding(seconds: 60)
            #expect(
                try await database.calendar.withdrawSuspension(
                    id, reason: "다른 사업장", actor: "other", now: later))
            #expect(try await reasons(database) == before)
            #expect(try await reasons(database, asOf: now)[.suspension] == 5, "it was known then")
            let listed = try await database.calendar.suspensions(of: "B-1")
            let withdrawal = try #require(listed.first?.withdrawal)
            #expect(withdrawal.at == later && withdrawal.by == "other" && withdrawal.reason == "다른 사업장")
            #expect(listed.map(\.site) == ["1111111119-1"])
            #expect(try await database.calendar.suspensions(of: "B-1", asOf: now).map(\.withdrawal) == [nil])
            let again = try await database.calendar.withdrawSuspension(
                id, reason: "x", actor: "other", now: later)
            #expect(again == false)
        }
    }

    @Test func anOpenSuspensionLastsUntilItsEndIsKnown() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            _ = try await database.sampleBuild("B-1", seed: 1, now: imported)
            let open = try await declare(database, from: "2026-03-16", to: nil)
            #expect(try await reasons(database)[.suspension] == 16, "rest days among them have one reason")
            let later = now.adding(seconds: 60)
            let ended = try await database.calendar.endSuspension(
                open, on: day("2026-03-17"), document: document, actor: "tester", now: later)
            #expect(try await reasons(database)[.suspension] == 2)
            #expect(try await reasons(database, asOf: now)[.suspension] == 16)
            let number = try #require(ended)
            let twice = try await database.calendar.endSuspension(
                number, on: day("2026-03-18"), document: document, actor: "tester", now: later)
            #expect(twice == nil, "it has an end")
            #expect(try await database.calendar.suspensions().count == 2)
        }
    }

    @Test func aSuspensionIsOfTheWholeSiteAndOfNoOther() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(
                [
                    SampleLine(), SampleLine(["build_code": "B-2"]),
                    SampleLine(["build_code": "B-3", "site_serial": "2", "site_name": "2공장"]),
                ], now: imported)
            for number in 1...3 {
                _ = try await database.sampleBuild("B-\(number)", seed: UInt8(number), now: imported)
            }
            _ = try await declare(database, from: "2026-03-16", to: "2026-03-20")
            #expect(try await reasons(database, "B-2")[.suspension] == 5)
            #expect(try await reasons(database, "B-3")[.suspension] == nil)
            let pages = try await database.lines(now: now)
            #expect(Set(pages.map(\.expectedDays)).count == 2)
            let none = try await database.calendar.declareSuspension(
                of: "B-9", from: now.day, to: nil, document: document, actor: "tester", now: now)
            #expect(none == nil)
        }
    }

    @Test func theApplicationCannotChangeADeclaration() async throws {
        try await MigratedDatabase.with { database, conninfo in
            for table in ["suspension", "suspension_withdrawal", "change_event", "change_withdrawal"] {
                let rights = try await MigratedDatabase.rows(
                    """
                    select has_table_privilege('afterbuild_app', '\(table)', 'insert'),
                        has_table_privilege('afterbuild_app', '\(table)', 'update, delete, truncate')
                    """, in: conninfo)
                #expect(rights == [["t", "f"]], "\(table)")
            }
        }
    }
}
