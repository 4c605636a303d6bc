import Testing

@testable import Domain

struct RegistryVocabularyTests {
    @Test(
        "a business number is read with and without dashes",
        arguments: ["111-11-11119", "222-22-22227", "123-45-67891", "1234567891"])
    func businessNumber(_ text: String) throws {
        let number = try BusinessNumber(text)
        #expect(number.digits == text.filter { $0 != "-" })
        #expect(try BusinessNumber(number.text) == number)
        #expect(number.text.count == 12)
    }

    @Test("a wrong check digit says which would be right")
    func checkDigit() {
        #expect(throws: BusinessNumber.Invalid.checkDigit(found: 0, digit: 1, corrected: "123-45-67891")) {
            try BusinessNumber("123-45-67890")
        }
    }

    @Test("of the ten numbers that differ in the last digit exactly one is right")
    func oneOfTen() {
        for stem in ["111-11-1111", "314-81-5927", "906-05-0009", "220-87-6543"] {
            #expect((0...9).filter { (try? BusinessNumber("\(stem)\($0)")) != nil }.count == 1, "\(stem)")
        }
    }

    @Test(
        "what has no ten digits is no business number",
        arguments: ["", "123", "123-456-7891", "12345678901", "123-45-6789a", "１１１1111119", "123 45 67891"])
    func noNumber(_ text: String) {
        #expect(throws: BusinessNumber.Invalid.shape) { try BusinessNumber(text) }
    }

    @Test("ten zeros pass the check digit but are no number")
    func zeros() {
        #expect(throws: BusinessNumber.Invalid.office) { try BusinessNumber("000-00-00000") }
    }

    @Test("names and codes of every vocabulary are read back")
    func vocabularies() {
        for level in Level.allCases {
            #expect(Level(parsing: level.korean) == level)
            #expect(Level(parsing: level.code) == level)
        }
        #expect(Level(parsing: "level3") == .level3)
        #expect(Level(parsing: "고도1") == nil)
        for size in SizeClass.allCases { #expect(SizeClass(parsing: size.korean) == size) }
        for profile in IntakeProfile.allCases { #expect(IntakeProfile(parsing: profile.code) == profile) }
        #expect(PartyRole.allCases.map(\.korean) == ["도입기업", "공급기업", "주관기관", "감리기관", "원가계산기관"])
    }

    @Test("workdays are read in any order and written in that of the week")
    func workdays() throws {
        let days = try SiteCalendar.workdays("토, 월화수목금")
        let calendar = SiteCalendar(workdays: days, worksOnHolidays: true, shutdowns: [], shifts: "2교대")
        #expect(calendar.workdaysText == "월화수목금토")
        for wrong in ["", "월월", "월-금", "Mon"] {
            #expect(throws: CellRefusal.self, "\(wrong)") { try SiteCalendar.workdays(wrong) }
        }
    }

    @Test("shut-downs are read, put in order and written back")
    func shutdowns() throws {
        let periods = try SiteCalendar.shutdowns("2026-12-31 ; 2026-07-27~2026-07-31;")
        #expect(periods.map(\.count) == [5, 1])
        let calendar = SiteCalendar(
            workdays: [.monday], worksOnHolidays: false, shutdowns: periods, shifts: "")
        #expect(calendar.shutdownsText == "2026-07-27~2026-07-31;2026-12-31~2026-12-31")
    }

    struct Shutdowns: Sendable, CustomTestStringConvertible {
        let text: String
        let reason: String
        var testDescription: String { text }
    }

    @Test(
        "periods that cannot be are refused with what would be right",
        arguments: [
            Shutdowns(text: "2026-07-31~2026-07-27", reason: "write 2026-07-27~2026-07-31"),
            Shutdowns(text: "2026-07-27-2026-07-31", reason: "expected 2026-07-27~2026-07-31"),
            Shutdowns(text: "2026-07-27~", reason: "is no period"),
            Shutdowns(text: "2026-01-01~2026-01-05~2026-01-09", reason: "is no period"),
            Shutdowns(text: "2026-07-20~2026-07-27;2026-07-27~2026-07-31", reason: "overlap"),
            Shutdowns(text: "2025-01-01~2026-12-31", reason: "longer than a year"),
        ])
    func wrongShutdowns(_ example: Shutdowns) throws {
        let refusal = try #require(throws: CellRefusal.self) { try SiteCalendar.shutdowns(example.text) }
        #expect(refusal.reason.contains(example.reason))
    }

    @Test("numbers are read with separators in their places only")
    func numbers() {
        #expect(wholeNumber("1,234,567") == 1_234_567)
        #expect(wholeNumber("0") == 0)
        for wrong in [
            "", ",", "1,23", "12,3456", ",123", "1,", "-1", "1.0", "１", "1234,567", "9999999999999999",
        ] {
            #expect(wholeNumber(wrong) == nil, "\(wrong)")
        }
        #expect(grouped(1_234_567) == "1,234,567")
        #expect(grouped(-123) == "-123")
    }

    @Test("cells lose every kind of blank at their ends and none within")
    func blanks() {
        #expect(trimmed(" \u{3000}가 나\u{00A0}\t\r\n") == "가 나")
        #expect(trimmed("\u{3000}") == "")
        #expect(trimmed("감리") == "감리")
        #expect(trimmed("") == "")
    }
}
