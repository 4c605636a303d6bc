import Testing

@testable import Curl

@Suite("A mail message")
struct MailMessageTests {
    static func message(
        from: String = "afterbuild@agency.example", to: [String] = ["officer@agency.example"],
        messageID: String = "signal-1@agency.example", date: String = "Thu, 07 May 2026 09:12:33 +0900",
        subject: String = "Observation", textBody: String = "Hello\n", headers: [MailMessage.Header] = []
    ) throws(MailError) -> MailMessage {
        try MailMessage(
            from: from, to: to, messageID: messageID, date: date, subject: subject, textBody: textBody,
            headers: headers)
    }

    static func text(of message: MailMessage) -> String { String(decoding: message.rfc5322, as: UTF8.self) }

    @Test("is ASCII with CRLF line ends and base64 body")
    func wholeMessage() throws {
        let message = try Self.message(
            to: ["a@agency.example", "b@agency.example"], textBody: "가\n나\r\n다\r",
            headers: [MailMessage.Header("Auto-Submitted", "auto-generated")])
        let expected = [
            "From: <afterbuild@agency.example>",
            "To: <a@agency.example>, <b@agency.example>",
            "Subject: Observation",
            "Date: Thu, 07 May 2026 09:12:33 +0900",
            "Message-ID: <signal-1@agency.example>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "Auto-Submitted: auto-generated",
            "",
            // printf '가\r\n나\r\n다\r\n' | base64
            "6rCADQrrgpgNCuuLpA0K",
            "",
        ]
        #expect(Self.text(of: message) == expected.joined(separator: "\r\n"))
    }

    struct LongSubject: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let subject: String
    }

    static let longSubjects = [
        LongSubject(
            testDescription: "Korean", subject: String(repeating: "확인이 필요한 구축 건입니다 ", count: 12) + "끝"),
        LongSubject(
            testDescription: "Latin", subject: String(repeating: "a long plain subject ", count: 9) + "end"),
        LongSubject(testDescription: "joined emoji", subject: String(repeating: "👩‍👩‍👧‍👦가", count: 30)),
        LongSubject(testDescription: "what looks encoded", subject: "=?UTF-8?B?6rCA?="),
    ]

    @Test("folds a subject into encoded words that each hold whole characters", arguments: longSubjects)
    func encodedWords(_ given: LongSubject) throws {
        let lines = Self.text(of: try Self.message(subject: given.subject)).split(separator: "\r\n")
        let first = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
        let folded = lines[(first + 1)...].prefix { $0.hasPrefix(" ") }
        let words = [lines[first].dropFirst("Subject: ".count)] + folded.map { $0.dropFirst() }
        var decoded = ""
        for word in words {
            #expect(word.utf8.count <= 75)
            #expect(word.hasPrefix("=?UTF-8?B?") && word.hasSuffix("?="))
            let bytes = try #require(decodedBase64(word.dropFirst(10).dropLast(2)))
            decoded += try #require(String(validating: bytes, as: UTF8.self), "a character was divided")
        }
        #expect(decoded == given.subject)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
    }

    @Test("keeps body lines within 76 columns and the text whole")
    func bodyLines() throws {
        let body = String(repeating: "가나다라마바사 abc 😀 ", count: 200)
        let parts = Self.text(of: try Self.message(textBody: body)).firstRange(of: "\r\n\r\n")
        let text = Self.text(of: try Self.message(textBody: body))
        let lines = text[try #require(parts).upperBound...].split(separator: "\r\n")
        #expect(lines.count > 50)
        #expect(lines.dropLast().allSatisfy { $0.utf8.count == 76 })
        #expect(decodedBase64(lines.joined()[...]) == Array(body.utf8))
    }

    struct Injection: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable () throws -> MailMessage
    }

    static let injections = [
        Injection(testDescription: "line feed in the subject") {
            try message(subject: "a\nBcc: x@y.example")
        },
        Injection(testDescription: "CRLF in the subject") { try message(subject: "a\r\nBcc: x@y.example") },
        Injection(testDescription: "carriage return in the subject") { try message(subject: "a\rb") },
        Injection(testDescription: "null in the subject") { try message(subject: "a\0b") },
        Injection(testDescription: "line separator in the subject") { try message(subject: "a\u{2028}b") },
        Injection(testDescription: "CRLF in the sender") {
            try message(from: "a@b.example\r\nBcc: x@y.example")
        },
        Injection(testDescription: "CRLF in a recipient") { try message(to: ["a@b.example>\r\nDATA"]) },
        Injection(testDescription: "CRLF in the Message-ID") { try message(messageID: "1@b\r\nBcc: x") },
        Injection(testDescription: "CRLF in the date") {
            try message(date: "Thu, 07 May 2026 09:12:33\r\nX: y")
        },
        Injection(testDescription: "CRLF in a header's value") {
            try message(headers: [.init("X-Case", "1\r\nX: y")])
        },
        Injection(testDescription: "CRLF in a header's name") {
            try message(headers: [.init("X\r\nBcc", "1")])
        },
        Injection(testDescription: "a second subject") { try message(headers: [.init("suBject", "1")]) },
        Injection(testDescription: "a hidden recipient") {
            try message(headers: [.init("Bcc", "x@y.example")])
        },
    ]

    @Test("refuses whatever would add a header field", arguments: injections)
    func headerInjection(_ injection: Injection) {
        let error = #expect(throws: MailError.self) { try injection.make() }
        #expect(error.map { !$0.description.unicodeScalars.contains { $0.value < 32 } } == true)
    }

    struct Address: Sendable, CustomTestStringConvertible {
        let text: String
        let problem: String
        var testDescription: String { text.debugDescription }
    }

    static let badAddresses = [
        Address(text: "", problem: "is empty"),
        Address(text: "officer", problem: "has 0 @ signs"),
        Address(text: "a@b@c.example", problem: "has 2 @ signs"),
        Address(text: "@b.example", problem: "nothing before the @"),
        Address(text: "a@", problem: "nothing after the @"),
        Address(text: "a b@c.example", problem: "U+0020"),
        Address(text: "a@b.example\n", problem: "U+000A"),
        Address(text: "담당자@b.example", problem: "outside ASCII"),
        Address(text: "<a@b.example>", problem: "holds the character <"),
        Address(text: "a@b..example", problem: "no domain name"),
        Address(text: "a@-b.example", problem: "no domain name"),
        Address(text: String(repeating: "a", count: 65) + "@b.example", problem: "64 bytes"),
    ]

    @Test("says what is wrong with an address", arguments: badAddresses)
    func badAddress(_ address: Address) {
        let error = #expect(throws: MailError.self) {
            try Self.message(to: ["good@b.example", address.text])
        }
        #expect(error?.description.contains(address.problem) == true, "\(String(describing: error))")
        #expect(error?.description.contains("in to") == true)
    }

    @Test("refuses a message without recipients")
    func noRecipient() {
        #expect(throws: MailError.noRecipient) { try Self.message(to: []) }
    }

    @Test("folds a long list of recipients between addresses")
    func manyRecipients() throws {
        let addresses = (1...20).map { "officer-\($0)@agency.example" }
        let text = Self.text(of: try Self.message(to: addresses))
        let unfolded = text.replacing("\r\n ", with: " ")
        #expect(unfolded.contains("To: " + addresses.map { "<\($0)>" }.joined(separator: ", ") + "\r\n"))
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
    }
}

/// The inverse of what is tested, written differently: bit by bit.
private func decodedBase64(_ text: Substring) -> [UInt8]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    guard text.count.isMultiple(of: 4) else { return nil }
    var bits: [Bool] = []
    let digits = text.suffix(2).contains("=") ? text.prefix { $0 != "=" } : text
    for digit in digits {
        guard let value = alphabet.firstIndex(of: digit) else { return nil }
        bits += (0..<6).reversed().map { value >> $0 & 1 == 1 }
    }
    return (0..<bits.count / 8).map { index in
        bits[index * 8..<index * 8 + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
    }
}
