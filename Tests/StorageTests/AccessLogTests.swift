import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-17 10:00")

private func entry(
    _ task: String, builds: [Int64] = [1], at time: Timestamp = now, token: Int64 = 1, person: Int64? = nil,
    address: String? = "192.0.2.7", query: String = "", purpose: String? = nil
) -> AccessLogEntry {
    AccessLogEntry(
        at: time,
        by: Access(
            tokenID: token, role: .viewer, supplierNumber: nil, label: "열람 \"담당\"",
            person: person.map { Person(id: $0, name: "김가람") }), from: address, builds: builds,
        task: task, query: query, rows: 3, purpose: purpose, status: 200)
}

@Suite struct AccessLogTests {
    @Test func aLineHoldsWhoReadWhoseDataWhenFromWhereAndWhy() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.accessLog.add([
                entry("listBuilds", builds: [1, 2], person: 7, query: "q=\u{0}a\"\\,{}", purpose: " 현장 점검 "),
                entry("getStatus", builds: [], address: "fe80::1%eth0", purpose: " "),
            ])
            let lines = try await database.accessLog.lines(AccessLogFilter())
            #expect(lines.map(\.task) == ["getStatus", "listBuilds"])
            let (second, first) = (lines[0], lines[1])
            #expect(first.builds == [1, 2])
            #expect(first.personID == 7)
            #expect(first.label == "열람 \"담당\"")
            #expect(first.address == "192.0.2.7")
            #expect(first.query == "q=a\"\\,{}")
            #expect(first.rows == 3)
            #expect(first.purpose == " 현장 점검 ")
            #expect(first.at == now)
            #expect(second.builds == [])
            #expect(second.address == "fe80::1")
            #expect(second.purpose == nil)
            #expect(second.personID == nil)
        }
    }

    @Test func linesAreFoundByTimeBuildPersonAndTokenPageByPage() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [
                    SampleLine(),
                    SampleLine([
                        "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                    ]),
                ],
                now: now)
            let ids = try await MigratedDatabase.rows(
                "select build_id from build order by code", in: conninfo
            ).compactMap { $0[0].flatMap(Int64.init) }
            try #require(ids.count == 2)
            try await database.accessLog.add([
                entry("a", builds: [ids[0]], token: 1, person: 7),
                entry("b", builds: [ids[1]], at: now.adding(seconds: 10), token: 2),
                entry("c", builds: ids, at: now.adding(seconds: 20), token: 2, person: 7),
            ])
            func tasks(_ filter: AccessLogFilter) async throws -> String {
                try await database.accessLog.lines(filter).map(\.task).joined()
            }
            #expect(try await tasks(AccessLogFilter()) == "cba")
            #expect(try await tasks(AccessLogFilter(build: "B-1")) == "ca")
            #expect(try await tasks(AccessLogFilter(build: "B-2")) == "cb")
            #expect(try await tasks(AccessLogFilter(build: "B-9")) == "")
            #expect(try await tasks(AccessLogFilter(personID: 7)) == "ca")
            #expect(try await tasks(AccessLogFilter(tokenID: 2)) == "cb")
            let from = now.adding(seconds: 10)
            #expect(try await tasks(AccessLogFilter(from: from)) == "cb")
            #expect(try await tasks(AccessLogFilter(to: from)) == "a")
            let page = try await database.accessLog.lines(AccessLogFilter(limit: 2))
            #expect(page.map(\.task) == ["c", "b"])
            #expect(try await tasks(AccessLogFilter(before: page.last?.id, limit: 2)) == "a")
        }
    }

    @Test func linesAreForgottenAfterAYearAtTheEarliest() async throws {
        try await MigratedDatabase.with { database, _ in
            let days: [Int64] = [800, 700, 366, 364]
            try await database.accessLog.add(
                days.map { entry("\($0)", at: now.adding(seconds: -$0 * 86_400)) })
            #expect(try await database.accessLog.forget(keepingDays: 730, now: now) == 1)
            #expect(try await database.accessLog.forget(keepingDays: 365, now: now) == 2)
            await #expect(throws: (any Error).self) {
                try await database.accessLog.forget(keepingDays: 364, now: now)
            }
            #expect(try await database.accessLog.lines(AccessLogFilter()).map(\.task) == ["364"])
        }
    }
}
