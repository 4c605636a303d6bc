import Domain
import Testing

@Suite struct ReportCardTests {
    private let days = Day(number: 20_001)...Day(number: 20_030)

    private func group(
        _ lane: Lane = .counted, _ code: ResultCode? = .AP1002, dialect: Int16? = 100, repairs: Repairs = [],
        records: Int, hour: Int = 9, late: Int = 0, implausible: Int = 0
    ) -> ReportCard.Group {
        ReportCard.Group(
            lane: lane, code: code, dialect: dialect, repairs: repairs, records: records,
            first: Timestamp(day: days.lowerBound, hour: hour),
            last: Timestamp(day: days.upperBound, hour: hour),
            late: late, implausible: implausible)
    }

    private func card(_ groups: [ReportCard.Group]) -> ReportCard {
        ReportCard(days: days, groups: groups, medianLateMinutes: nil)
    }

    @Test func groupsAreSummedByDialectRepairAndLane() {
        let card = card([
            group(repairs: [.cp949], records: 10, hour: 9, late: 3),
            group(dialect: 113, repairs: [.cp949, .useSeMissing], records: 30, hour: 8, implausible: 1),
            group(.test, repairs: [.useSeMissing], records: 10, hour: 7),
        ])
        #expect(card.dialects.map(\.name) == ["receipts/POST/ndjson", "json/POST/nothing"])
        #expect(card.dialects.map(\.records) == [30, 20])
        #expect(card.dialects.last?.first == Timestamp(day: days.lowerBound, hour: 7))
        #expect(card.dialects.last?.last == Timestamp(day: days.upperBound, hour: 9))
        #expect(card.repairs.map(\.repair) == [.cp949, .useSeMissing])
        #expect(card.repairs.map(\.share) == [0.8, 0.8])
        #expect(card.lanes == [.init(lane: .counted, records: 40), .init(lane: .test, records: 10)])
        #expect(card.lateShare == 3.0 / 40)
        #expect(card.implausibleShare == 1.0 / 40)
    }

    @Test func theGravestThingIsTheVerdict() {
        #expect(card([]).verdict.hasPrefix("최근 30일 동안 받은 기록이 없습니다."))
        #expect(card([group(records: 5)]).verdict == "기록 5건이 모두 규격대로 도착했습니다.")
        #expect(card([group(.test, records: 2)]).verdict.hasPrefix("시험 기록(DO6999) 2건만 받았습니다."))
        #expect(
            card([group(records: 5), group(repairs: [.cp949], records: 2)]).verdict
                == "기록 7건 중 2건에서 바로잡은 것이 있습니다. \(Repair.cp949.advice)")
        #expect(
            card([group(repairs: [.cp949], records: 5), group(.test, repairs: [.cp949], records: 1)]).verdict
                .hasPrefix("기록 6건 중 6건에서"), "a test record was put right as well")
        #expect(
            card([group(repairs: [.cp949], records: 5), group(.malformed, dialect: nil, records: 1)]).verdict
                .hasPrefix("기록 6건 중 1건을 읽을 수 없어"))
        #expect(card([group(records: 5), group(.overLimit, records: 1)]).verdict.contains("일일 한도"))
        #expect(card([group(records: 5), group(.notCollecting, records: 1)]).verdict.contains("수집 대상 기간"))
        #expect(card([group(records: 5, implausible: 2)]).verdict.contains("2건의 logDt"))
    }

    @Test func codesAreCountedByLaneAndOnlyOfWhatWasNotCounted() {
        let card = card([
            group(records: 9), group(.malformed, .AP1012, records: 1),
            group(.malformed, .AP1014, dialect: nil, records: 2),
            group(.malformed, .AP1014, repairs: [.cp949], records: 3),
            group(.malformed, nil, records: 4), group(.notCollecting, .AP1030, records: 5),
        ])
        #expect(
            card.codes == [
                .init(lane: .malformed, code: .AP1014, records: 5),
                .init(lane: .malformed, code: .AP1012, records: 1),
                .init(lane: .notCollecting, code: .AP1030, records: 5),
            ])
        #expect(card.codes(of: .notCollecting).map(\.records) == [5])
        #expect(card.text.contains("  malformed\t10\tAP1014 5\tAP1012 1\n"))
        #expect(card.text.contains("  counted\t9\n"))
    }

    @Test func everyLaneButTheCountedSaysWhatToDo() {
        for lane in Lane.allCases {
            #expect(lane.advice.hasSuffix("십시오.") == (lane != .counted), "\(lane)")
        }
        #expect(Set(Lane.allCases.map(\.korean)).count == Lane.allCases.count)
    }

    @Test func everyDialectHasWordsOfItsOwn() {
        let ways = Endpoint.allCases.flatMap { endpoint in
            Dialect.Place.allCases.filter { $0 != .ndjsonLine && $0 != .csvLine }.map {
                Dialect(endpoint: endpoint, method: .post, place: $0)
            }
        }
        #expect(Set(ways.map(\.korean)).count == ways.count)
        #expect(
            Dialect(endpoint: .json, method: .get, place: .queryJSON).korean
                == "sendLogDataJSON.do, GET, 주소의 logData에 담은 JSON")
        #expect(Dialect(endpoint: .fields, method: .post, place: .csvLine).korean == "기록 파일(CSV)")
    }

    @Test func aKeysNoteIsOneLineThatNamesOnlyWhatIsNew() {
        func note(_ isNewDialect: Bool, _ isNewNetwork: Bool) -> String {
            KeyNote(
                keyID: 7, hint: "x9Q/", dialect: Dialect(endpoint: .xml, method: .post, place: .formXML),
                network: .publicNetwork, seenAt: Timestamp(day: days.lowerBound, hour: 9),
                isNewDialect: isNewDialect, isNewNetwork: isNewNetwork
            ).text
        }
        let start = "key 7\t…x9Q/\t2024-10-05 09:00:00.000\t"
        #expect(note(true, false) == start + "new dialect xml.do/POST/form-logData-xml")
        #expect(note(false, true) == start + "new network class public")
        #expect(
            note(true, true) == start + "new dialect xml.do/POST/form-logData-xml, new network class public")
    }

    @Test func aCardWithoutRecordsHasNoShares() {
        let card = card([])
        #expect(card.records == 0)
        #expect(card.lateShare == 0)
        #expect(card.implausibleShare == 0)
        #expect(card.dialects == [])
    }
}
