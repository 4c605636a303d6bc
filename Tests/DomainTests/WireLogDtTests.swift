import Domain
import Testing

@Suite("logDt as clients write it")
struct WireLogDtTests {
    struct Form: CustomTestStringConvertible, Sendable {
        let text: String
        let instant: String
        let repairs: Repairs
        var testDescription: String { text }
        init(_ text: String, _ instant: String, _ repairs: Repairs = []) {
            (self.text, self.instant, self.repairs) = (text, instant, repairs)
        }
    }

    static let readable: [Form] = [
        Form("2026-05-07 09:12:33.456", "2026-05-07T09:12:33.456+09:00"),
        Form("2026-05-07 09:12:33.000", "2026-05-07T09:12:33.000+09:00"),
        Form("2026-05-07 09:12:33.033", "2026-05-07T09:12:33.033+09:00"),
        Form("2024-02-29 23:59:59.999", "2024-02-29T23:59:59.999+09:00"),
        Form("2026-05-07 09:12:33", "2026-05-07T09:12:33.000+09:00", [.logdtWithoutFraction]),
        Form("2026-05-07 09:12:33.", "2026-05-07T09:12:33.000+09:00", [.logdtWithoutFraction]),
        Form("2026-05-07 09:12:33.33", "2026-05-07T09:12:33.330+09:00", [.logdtFractionPadded]),
        Form("2026-05-07 09:12:33.7", "2026-05-07T09:12:33.700+09:00", [.logdtFractionPadded]),
        Form("2026-05-07 09:12:33,456", "2026-05-07T09:12:33.456+09:00"),
        Form("2026-05-07 09:12:33.4567", "2026-05-07T09:12:33.456+09:00", [.logdtFractionLong]),
        Form("2026-05-07 09:12:33.456789123", "2026-05-07T09:12:33.456+09:00", [.logdtFractionLong]),
        Form("2026-05-07 09:12:33:456", "2026-05-07T09:12:33.456+09:00", [.logdtColonBeforeMs]),
        Form(
            "2026-05-07 09:12:33:45", "2026-05-07T09:12:33.450+09:00",
            [.logdtColonBeforeMs, .logdtFractionPadded]),
        Form(
            "2026-05-07 09:12", "2026-05-07T09:12:00.000+09:00",
            [.logdtWithoutSeconds, .logdtWithoutFraction]),
        Form("2026-05-07T09:12:33.456", "2026-05-07T09:12:33.456+09:00", [.logdtOtherSeparator]),
        Form("2026-05-07+09:12:33.456", "2026-05-07T09:12:33.456+09:00", [.logdtOtherSeparator]),
        Form("2026-05-07  09:12:33.456", "2026-05-07T09:12:33.456+09:00", [.logdtOtherSeparator]),
        Form("2026-05-07 09:12:33.456+09:00", "2026-05-07T09:12:33.456+09:00", [.logdtWithZone]),
        Form("2026-05-07 09:12:33.456+0900", "2026-05-07T09:12:33.456+09:00", [.logdtWithZone]),
        Form("2026-05-07 09:12:33.456 KST", "2026-05-07T09:12:33.456+09:00", [.logdtWithZone]),
        Form(
            "2026-05-07T00:12:33.456Z", "2026-05-07T09:12:33.456+09:00",
            [.logdtOtherSeparator, .logdtWithZone]),
        Form("2026-05-07 09:12:33.456-01:30", "2026-05-07T19:42:33.456+09:00", [.logdtWithZone]),
        Form("2026/05/07 09:12:33.456", "2026-05-07T09:12:33.456+09:00", [.logdtOtherDateForm]),
        Form("2026.05.07 09:12:33.456", "2026-05-07T09:12:33.456+09:00", [.logdtOtherDateForm]),
        Form("2026-5-7 9:2:3.456", "2026-05-07T09:02:03.456+09:00", [.logdtUnpadded]),
        Form(
            "20260507091233", "2026-05-07T09:12:33.000+09:00",
            [.logdtOtherDateForm, .logdtOtherSeparator, .logdtWithoutFraction]),
        Form(
            "20260507091233456", "2026-05-07T09:12:33.456+09:00", [.logdtOtherDateForm, .logdtOtherSeparator]),
        Form(
            "2026-05-07 오후 9:12:33", "2026-05-07T21:12:33.000+09:00",
            [.logdtTwelveHour, .logdtUnpadded, .logdtWithoutFraction]),
        Form(
            "2026-05-07 12:12:33 AM", "2026-05-07T00:12:33.000+09:00",
            [.logdtTwelveHour, .logdtWithoutFraction]),
        Form("2026-05-07%2009%3A12%3A33.456", "2026-05-07T09:12:33.456+09:00", [.doubleEncoding]),
        Form(" 2026-05-07 09:12:33.456\r\n", "2026-05-07T09:12:33.456+09:00", [.logdtTrimmed]),
    ]

    @Test("is read, with repairs that say how it differs", arguments: readable)
    func reads(_ form: Form) throws {
        let decoded = try decode(form.text)
        #expect(decoded.failure == nil)
        #expect(decoded.record.occurredAt?.iso8601 == form.instant)
        #expect(decoded.record.repairs.names == form.repairs.names)
        let isGuideForm = form.repairs.isEmpty && !form.text.contains(",")
        #expect(decoded.record.logDtIsCanonical == isGuideForm)
        #expect(decoded.record.logDtIsCanonical == (decoded.record.occurredAt?.wireText == form.text))
    }

    @Test("microseconds are kept")
    func microseconds() throws {
        let record = try decode("2026-05-07 09:12:33.456789").record
        #expect(record.occurredAt?.microsecondOfSecond == 456_789)
        #expect(record.logDt == "2026-05-07 09:12:33.456789")
    }

    @Test(
        "no such time is AP1014",
        arguments: [
            "2026-02-29 09:12:33.456", "2026-13-01 09:12:33.456", "2026-05-00 09:12:33.456",
            "2026-05-07 24:00:00.000", "2026-05-07 09:60:00.000", "2026-05-07 09:12:60.000", "2026-05-07",
            "26-05-07 09:12:33.456", "0000-05-07 09:12:33.456", "yesterday", "2026-05-07 09:12:33.4567891234",
            "2026-05-07 09:12:33.456 and more", "2026-05-0709:12:33.456", "2026050709", "1778112753456",
            "2026-05-07 09:12:33:", "2026-05-07 오후 13:12:33", "2026-05-07 09:12:33.456+24:00", "0", "-",
            "홍길동",
        ])
    func refuses(_ text: String) throws {
        let decoded = try decode(text)
        #expect(decoded.failure == .AP1014)
        #expect(decoded.record.occurredAt == nil)
        #expect(decoded.record.logDt == text)
        #expect(!decoded.record.logDtIsCanonical)
    }

    @Test("none, or nothing in it, is AP1012", arguments: ["", "null", "  "])
    func missing(_ text: String) throws {
        #expect(try decode(text).failure == .AP1012)
    }

    @Test("verbatim text holds nothing that a column could not")
    func verbatimIsPrintable() throws {
        #expect(try decode("2026\u{0}-05").record.logDt == "2026\u{FFFD}-05")
    }

    @Test("more than a day ahead or 366 days behind is implausible; the edges are not")
    func implausible() throws {
        let received = try #require(Timestamp(parsing: "2026-05-07 09:00:00"))
        let day: Int64 = 86_400
        #expect(!isImplausible(occurredAt: received.adding(seconds: day), receivedAt: received))
        #expect(isImplausible(occurredAt: received.adding(seconds: day + 1), receivedAt: received))
        #expect(!isImplausible(occurredAt: received.adding(seconds: -366 * day), receivedAt: received))
        #expect(isImplausible(occurredAt: received.adding(seconds: -366 * day - 1), receivedAt: received))
    }

    /// In a JSON body, where nothing but JSON's own escapes stands between the text and the decoder.
    private func decode(_ text: String) throws -> Decoded {
        let escaped = text.replacing("\r\n", with: "\\r\\n").replacing("\u{0}", with: "\\u0000")
        return try WireFixture.post(
            .fields,
            body: #"{"crtfcKey":"\#(WireFixture.key)","logDt":"\#(escaped)","useSe":"DO6003","sysUser":"u","#
                + #""conectIp":"10.0.0.1","dataUsgqty":1}"#)
    }
}
