import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Collector

private let now = instant("2026-05-20 10:00")

/// What a sender may ask for, and what it is told.
@Suite struct RecordAnswerTests {
    private func range(_ parameters: [String: String]) throws -> RecordRange {
        try RecordRange({ parameters[$0] }, now: now)
    }

    @Test func withoutParametersTheLastDayIsMeant() throws {
        let range = try range([:])
        #expect(range.from == now.adding(seconds: 1 - 86_400))
        #expect(range.to == now.adding(seconds: 1))
        #expect(range.limit == 100)
        #expect(range.after == nil)
    }

    @Test func aDayAtTheEndIsPartOfTheRangeAndATimeIsNot() throws {
        let days = try range(["from": "2026-05-01", "to": "2026-05-31"])
        #expect(days.from == instant("2026-05-01 00:00"))
        #expect(days.to == instant("2026-06-01 00:00"))
        let times = try range([
            "from": "2026-05-01T00:00:00Z", "to": "2026-05-01T12:00:00 09:00", "limit": "1000",
        ])
        #expect(times.from == instant("2026-05-01 09:00"))
        #expect(times.to == instant("2026-05-01 12:00"))
        #expect(times.limit == 1_000)
    }

    @Test(arguments: [
        ["from": "2026-05-01", "to": "2026-06-01"], ["from": "2026-05-02", "to": "2026-05-01"],
        ["limit": "0"],
        ["limit": "1001"], ["limit": "many"], ["from": "yesterday"], ["to": ""], ["after": "1-2"],
        ["from": "2026-04-01"],
    ])
    func anythingElseIsRefusedByItsName(_ parameters: [String: String]) {
        let problem = #expect(throws: ReceiptProblem.self) { try range(parameters) }
        #expect(problem.map { $0 == .badRequest($0.detail) } == true)
        #expect(parameters.keys.contains { problem?.detail.contains($0) == true })
    }

    private func arrived(_ arrival: Arrival) async throws -> ArrivedRecord {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: now)
            let build = try await database.sampleBuild("B-1", seed: 1, now: now)
            try await database.receive([arrival])
            let records = try await database.receipts.records(
                ofBuild: build.id, from: now, to: now.adding(seconds: 1), after: nil, limit: 1)
            return try #require(records.first)
        }
    }

    private func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    @Test func aCountedRecordSaysWhatIsStored() async throws {
        // The first build and the first key of a fresh database.
        let build = SampleBuild(id: 1, keyID: 1)
        let record = try await arrived(
            build.record(
                at: instant("2026-05-19 09:00"), receivedAt: now, action: nil, quantity: 7, useSe: "메뉴"))
        let answer = try object(RecordAnswer(record, understood: nil).json)
        #expect(answer["id"] as? String == record.id.description)
        #expect(answer["lane"] as? String == "counted")
        #expect(answer["received_at"] as? String == "2026-05-20T10:00:00.000+09:00")
        #expect(answer["occurred_at"] as? String == "2026-05-19T09:00:00.000+09:00")
        #expect(answer["action"] is NSNull)
        #expect(answer["use_se_as_sent"] as? String == "메뉴")
        #expect(answer["has_user"] as? Bool == true)
        #expect(answer["address_class"] as? String == "private")
        #expect(answer["data_usgqty"] as? Int == 7)
        #expect(answer.keys.allSatisfy { !$0.contains("hash") })
    }

    @Test func aTestRecordSaysWhatItsBytesSay() async throws {
        let build = SampleBuild(id: 1, keyID: 1)
        let record = try await arrived(build.rejected(at: nil, receivedAt: now, lane: .test))
        let words = try ActionWords(csv: "word,code,source\nDO6999,DO6999,guide\n")
        let line = FileLine(
            Array(
                #"{"logDt":"2026/05/20 09:59","useSe":"DO6999","sysUser":"u","conectIp":"127.0.0.1"}"#.utf8)[
                    ...],
            columns: nil)
        let understood = WireDecoder(words: words).decode(line).record
        let answer = try object(RecordAnswer(record, understood: understood).json)
        #expect(answer["lane"] as? String == "test")
        #expect(answer["action"] as? String == "DO6999")
        #expect(answer["action_ko"] as? String == "테스트")
        #expect(answer["log_dt_as_sent"] as? String == "2026/05/20 09:59")
        #expect(answer["address_class"] as? String == "loopback")
        #expect(answer["has_user"] as? Bool == true)
        let repairs = try #require(answer["repairs"] as? [[String: String]])
        #expect(repairs.compactMap { $0["name"] }.contains("logdt_other_date_form"))
        #expect(repairs.allSatisfy { $0["advice_ko"]?.hasSuffix("십시오.") == true })
    }

    @Test func aReportCardIsJSONWithItsVerdict() throws {
        let group = ReportCard.Group(
            lane: .counted, code: .AP1002, dialect: 113, repairs: [.cp949], records: 4, first: now, last: now,
            late: 1, implausible: 0)
        let bad = ReportCard.Group(
            lane: .malformed, code: .AP1014, dialect: 113, repairs: [], records: 2, first: now, last: now,
            late: 0, implausible: 0)
        let card = ReportCard(days: now.day...now.day, groups: [group, bad], medianLateMinutes: 600)
        let answer = try object(card.json)
        #expect(answer["verdict_ko"] as? String == card.verdict)
        #expect(answer["late_share"] as? Double == 0.25)
        #expect(answer["median_late_minutes"] as? Double == 600)
        let dialects = try #require(answer["dialects"] as? [[String: Any]])
        #expect(dialects.first?["name"] as? String == "receipts/POST/ndjson")
        let lanes = try #require(answer["lanes"] as? [[String: Any]])
        #expect((lanes.first?["codes"] as? [Any])?.isEmpty == true)
        let code = try #require((lanes.last?["codes"] as? [[String: Any]])?.first)
        #expect(code["code"] as? String == "AP1014")
        #expect(code["code_ko"] as? String == ResultCode.AP1014.korean)
        #expect(code["records"] as? Int == 2)
    }
}
