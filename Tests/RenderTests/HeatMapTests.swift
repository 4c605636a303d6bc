import Domain
import Foundation
import Render
import Testing

@Suite("The calendar heat map")
struct HeatMapTests {
    private func cell(_ day: Day, _ sample: SampleBuild = SampleBuild()) throws -> HeatMap.Cell {
        let status = sample.status
        let map = HeatMap(days: status.days, calendar: status.calendar, today: status.asOf.day)
        return try #require(map.cells.first { $0.day == day })
    }

    struct Expected: Sendable, CustomTestStringConvertible {
        let day: Day
        let mark: HeatMap.Mark
        let title: String

        var testDescription: String { day.description }
    }

    static let expected = [
        Expected(
            day: sampleDay(2026, 5, 4), mark: .used(step: 4), title: "2026-05-04 (월): 수신 120건, 40구간"),
        Expected(
            day: sampleDay(2026, 5, 5), mark: .excluded(.holiday), title: "2026-05-05 (화): 공휴일: 어린이날"),
        Expected(
            day: sampleDay(2026, 5, 9), mark: .used(step: 2),
            title: "2026-05-09 (토): 수신 45건, 15구간, 휴무 요일"),
        Expected(day: sampleDay(2026, 5, 10), mark: .excluded(.restDay), title: "2026-05-10 (일): 휴무 요일"),
        Expected(
            day: sampleDay(2026, 6, 16), mark: .excluded(.shutdown), title: "2026-06-16 (화): 신고된 휴무"),
        Expected(
            day: sampleDay(2026, 7, 3), mark: .missing, title: "2026-07-03 (금): 가동 예정일, 사용 기록 없음"),
        Expected(
            day: sampleDay(2026, 7, 10), mark: .excluded(.notOver),
            title: "2026-07-10 (금): 아직 끝나지 않은 날"),
        Expected(
            day: sampleDay(2026, 3, 31), mark: .excluded(.beforeCompletion),
            title: "2026-03-31 (화): 구축완료 이전"),
    ]

    @Test("A day has the mark and the words of its state", arguments: expected)
    func marks(expected: Expected) throws {
        let cell = try cell(expected.day)
        #expect(cell.mark == expected.mark)
        #expect(cell.title == expected.title)
    }

    @Test("A day whose records all claim an impossible time counts as missing, and says so")
    func implausible() throws {
        let cell = try cell(sampleDay(2026, 6, 11))
        #expect(cell.receipts > 0)
        #expect(cell.mark == .missing)
        #expect(cell.title.hasSuffix("시각이 맞지 않는 기록 \(cell.implausible)건"))
    }

    @Test("Weeks are columns that begin on Monday; the last one holds today and nothing later")
    func weeks() throws {
        let status = SampleBuild().status
        let map = HeatMap(days: status.days, calendar: status.calendar, today: status.asOf.day)
        #expect(map.cells.count == 25 * 7 + 5)
        #expect(map.cells.first?.day.weekday == .monday)
        #expect(map.cells.last?.day == status.asOf.day)
        for cell in map.cells where cell.day.weekday == .monday {
            #expect(map.cells.filter { $0.week == cell.week }.first == cell)
        }
        #expect(Set(map.cells.map(\.week)) == Set(0..<26))
    }

    @Test("The picture has one group with a title for each day, and only well-formed markup")
    func markup() throws {
        let status = SampleBuild().status
        let map = HeatMap(days: status.days, calendar: status.calendar, today: status.asOf.day)
        let svg = map.svg
        #expect(svg.components(separatedBy: "<g ").count - 1 == map.cells.count)
        #expect(!svg.contains("style="))
        let xml = XMLShape(svg)
        #expect(xml.isBalanced)
        for item in HeatMap.legend { #expect(XMLShape(item.svg).isBalanced) }
    }

    @Test("Every mark differs from every other without its colour")
    func withoutColour() throws {
        // What is left of a drawing without the colour classes of the five steps: outline, hatch, number.
        let shapes = HeatMap.legend.map { item in
            item.svg.replacing(/class="hm-[1-5]/, with: "class=\"hm-n").replacing(
                /hm-on-[1-5]/, with: "hm-on-n")
        }
        #expect(Set(shapes).count == HeatMap.legend.count)
    }

    @Test("Two months never write over each other", arguments: [0, 20, 45, 100, 200, 330])
    func monthLabels(shift: Int) throws {
        let today = sampleDay(2026, 7, 10).adding(days: shift)
        let map = HeatMap(days: [], calendar: SampleBuild().status.calendar, today: today)
        let places = map.svg.matches(of: /x="(\d+)" y="15">([^<]+)</).map { (Int($0.1) ?? -1, String($0.2)) }
        #expect(places.count >= 5)
        for (left, right) in zip(places, places.dropFirst()) {
            #expect(left.0 + left.1.count * 11 < right.0, "\(left.1) and \(right.1)")
        }
    }
}

/// Whether the tags of a piece of XML open and close in order.
private struct XMLShape {
    let isBalanced: Bool

    init(_ text: String) {
        var open: [Substring] = []
        for tag in text.matches(of: /<(\/?)([a-z]+)[^<>]*?(\/?)>/) {
            if tag.1 == "/" {
                guard open.popLast() == tag.2 else {
                    isBalanced = false
                    return
                }
            } else if tag.3.isEmpty {
                open.append(tag.2)
            }
        }
        isBalanced = open.isEmpty && text.contains("<svg")
    }
}
