import Testing

@testable import Domain

struct CalendarTimestampTests {
    struct Boundary: Sendable, CustomTestStringConvertible {
        let utc: String
        let day: String
        let slot: Int
        var testDescription: String { utc }
    }

    @Test(
        "a Korean day begins at 15:00 UTC",
        arguments: [
            Boundary(utc: "2026-05-06T14:59:59.999999Z", day: "2026-05-06", slot: 143),
            Boundary(utc: "2026-05-06T15:00:00Z", day: "2026-05-07", slot: 0),
            Boundary(utc: "2026-05-06T15:09:59.999Z", day: "2026-05-07", slot: 0),
            Boundary(utc: "2026-05-06T15:10:00Z", day: "2026-05-07", slot: 1),
            Boundary(utc: "2025-12-31T15:00:00Z", day: "2026-01-01", slot: 0),
            Boundary(utc: "1969-12-31T14:59:59Z", day: "1969-12-31", slot: 143),
            Boundary(utc: "1969-12-31T15:00:00Z", day: "1970-01-01", slot: 0),
            Boundary(utc: "2024-02-28T15:00:00Z", day: "2024-02-29", slot: 0),
        ])
    func boundaries(_ example: Boundary) throws {
        let time = try #require(Timestamp(parsing: example.utc))
        #expect(time.day.description == example.day)
        #expect(time.slot == example.slot)
        #expect(time.hour == example.slot / 6)
    }

    @Test("the epoch is 09:00 in Korea")
    func epoch() {
        let epoch = Timestamp(microseconds: 0)
        #expect(epoch.iso8601 == "1970-01-01T09:00:00.000+09:00")
        #expect(Timestamp(microseconds: -1).sqlText == "1970-01-01 08:59:59.999999+09")
        #expect(Day(number: 0).start.microseconds == -9 * 3_600 * 1_000_000)
    }

    @Test("each form shows the same instant")
    func forms() throws {
        let day = try #require(Day(parsing: "2026-05-07"))
        let time = Timestamp(day: day, hour: 9, minute: 12, second: 33, microsecond: 609_999)
        #expect(time.wireText == "2026-05-07 09:12:33.609")
        #expect(time.iso8601 == "2026-05-07T09:12:33.609+09:00")
        #expect(time.sqlText == "2026-05-07 09:12:33.609999+09")
        #expect(time.clockText == "09:12:33")
        #expect(time.secondOfDay == 33_153)
        #expect(time.microsecondOfSecond == 609_999)
        #expect(Timestamp(parsing: time.sqlText) == time)
    }

    @Test(
        "the same instant is read from every zone and separator",
        arguments: [
            "2026-05-07T09:12:33+09:00", "2026-05-07 09:12:33", "2026-05-07T00:12:33Z",
            "2026-05-07 00:12:33.000Z",
            "2026-05-06T19:12:33-05:00", "2026-05-07T05:42:33+0530", "2026-05-07 09:12:33.0000009+09",
        ])
    func zones(_ text: String) throws {
        let day = try #require(Day(parsing: "2026-05-07"))
        #expect(Timestamp(parsing: text) == Timestamp(day: day, hour: 9, minute: 12, second: 33))
    }

    @Test("seconds and their fraction may be missing")
    func short() throws {
        let day = try #require(Day(parsing: "2026-05-07"))
        #expect(Timestamp(parsing: "2026-05-07 09:12") == Timestamp(day: day, hour: 9, minute: 12))
        let fraction = try #require(Timestamp(parsing: "2026-05-07 09:12:33.6"))
        #expect(fraction.microsecondOfSecond == 600_000)
    }

    @Test(
        "anything else is no time",
        arguments: [
            "", "2026-05-07", "2026-05-07 24:00", "2026-05-07 09:60", "2026-05-07 09:12:60",
            "2026-05-07 09:12:33.",
            "2026-05-07_09:12", "2026-02-30 09:12", "2026-05-07 9:12:00", "2026-05-07 09:12:33X",
            "2026-05-07 09:12:33+9", "2026-05-07 09:12:33+24:00", "2026-05-07 09:12:33+09:60",
            "2026-05-07 09:12:33 ", "2026-05-07 09:12:33ZZ", "2026-05-07 09:12:33*09",
        ])
    func noTime(_ text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test("every slot of a day has its ten minutes, and times round-trip through text")
    func slots() throws {
        let day = try #require(Day(parsing: "2026-05-07"))
        for minute in 0..<1_440 {
            let time = Timestamp(
                day: day, hour: minute / 60, minute: minute % 60, second: 59, microsecond: 999_999)
            #expect(time.slot == minute / 10)
            #expect(time.day == day)
            #expect(Timestamp(parsing: time.sqlText) == time)
        }
        #expect(day.start.adding(seconds: 86_400) == day.adding(days: 1).start)
        #expect(day.start.adding(seconds: -1).day == day.adding(days: -1))
    }
}
