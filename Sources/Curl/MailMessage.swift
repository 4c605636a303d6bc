/// One plain-text mail, checked when it is made, so that every value can be sent.
package struct MailMessage: Sendable, Equatable {
    /// A header field that this type does not write itself, such as `Auto-Submitted: auto-generated`.
    package struct Header: Sendable, Equatable {
        /// 1 to 60 ASCII characters without a colon.
        package let name: String
        /// One line, at most 4,000 bytes; folded where it is long, encoded where it is not ASCII.
        package let value: String

        /// Checked by `MailMessage.init`, which knows the other fields.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The envelope sender and the `From` field: `name@host`, without a display name.
    package let from: String
    /// The envelope recipients and the `To` field.
    ///
    /// Every recipient reads all of them: make one message for each where they must not see each other.
    package let to: [String]
    /// `unique@host`, without angle brackets.
    ///
    /// Give a repeated attempt the same one: receivers drop a repetition by it.
    package let messageID: String
    /// A date as RFC 5322 writes it: `Thu, 07 May 2026 09:12:33 +0900`.
    package let date: String
    /// One line, at most 4,000 bytes of UTF-8.
    package let subject: String
    /// Sent as UTF-8; any line ending is understood.
    package let textBody: String
    /// Fields beside those of this type, in this order.
    package let headers: [Header]

    /// Throws for whatever a mail server would misread: a bad address, or a line break inside a header field.
    package init(
        from: String, to: [String], messageID: String, date: String, subject: String, textBody: String,
        headers: [Header] = []
    ) throws(MailError) {
        try MailAddress.check(from, field: "from")
        guard !to.isEmpty else { throw .noRecipient }
        for address in to { try MailAddress.check(address, field: "to") }
        try Self.checkMessageID(messageID)
        try Self.checkDateText(date)
        try Self.checkText(subject, field: "subject")
        for header in headers { try Self.check(header) }
        self.from = from
        self.to = to
        self.messageID = messageID
        self.date = date
        self.subject = subject
        self.textBody = textBody
        self.headers = headers
    }

    /// The message as it travels: ASCII only, CRLF line ends, no line longer than 998 bytes.
    package var rfc5322: [UInt8] {
        var lines = [
            "From: <\(from)>",
            HeaderField.list(named: "To", to.map { "<\($0)>" }),
            HeaderField.text(named: "Subject", subject),
            "Date: \(date)",
            "Message-ID: <\(messageID)>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
        ]
        lines += headers.map { HeaderField.structured(named: $0.name, $0.value) }
        lines.append("")
        lines += Base64.lines(of: Self.canonical(textBody))
        return Array(lines.joined(separator: "\r\n").utf8) + [13, 10]
    }

    /// RFC 2046 wants CRLF in text before base64: some clients show bare line feeds as one long line.
    private static func canonical(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 10 where previous == 13: break
            case 10, 13: bytes += [13, 10]
            default: bytes.append(byte)
            }
            previous = byte
        }
        return bytes
    }
}

extension MailMessage {
    private static let ownFields: Set<String> = [
        "from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "mime-version", "content-type",
        "content-transfer-encoding",
    ]

    private static func check(_ header: Header) throws(MailError) {
        let name = header.name
        guard (1...60).contains(name.utf8.count),
            name.utf8.allSatisfy({ (33...126).contains($0) && $0 != 58 })
        else {
            throw .header(
                field: printable(name, limit: 60),
                problem: "the name must be 1 to 60 ASCII characters without a colon"
            )
        }
        guard !ownFields.contains(name.lowercased()) else {
            throw .header(field: name, problem: "this field is written by the message itself")
        }
        try checkText(header.value, field: name)
        guard header.value.split(separator: " ").allSatisfy({ $0.utf8.count <= 900 }) else {
            throw .header(field: name, problem: "a word is longer than 900 bytes")
        }
    }

    private static func checkText(_ text: String, field: String) throws(MailError) {
        for scalar in text.unicodeScalars where isControl(scalar) {
            throw .header(
                field: field, problem: "character \(hexadecimal(scalar)) is a line break or control character"
            )
        }
        guard text.utf8.count <= 4_000 else { throw .header(field: field, problem: "longer than 4000 bytes") }
    }

    private static func checkMessageID(_ text: String) throws(MailError) {
        let bytes = Array(text.utf8)
        let allowed = bytes.allSatisfy { (33...126).contains($0) && $0 != 60 && $0 != 62 }
        guard allowed, bytes.count <= 250,
            text.split(separator: "@", omittingEmptySubsequences: false).count == 2,
            !text.hasPrefix("@"), !text.hasSuffix("@")
        else {
            throw .header(
                field: "Message-ID",
                problem: "want unique@host: ASCII, at most 250 bytes, no spaces, no < or >")
        }
    }

    private static func checkDateText(_ text: String) throws(MailError) {
        let bytes = Array(text.utf8)
        guard (20...40).contains(bytes.count), bytes.allSatisfy({ (32...126).contains($0) }),
            bytes.contains(58)
        else {
            throw .header(field: "Date", problem: "want a date such as Thu, 07 May 2026 09:12:33 +0900")
        }
    }
}

/// Why a message cannot be made; safe to print, since control characters are replaced.
package enum MailError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An address is none; `field` is `from` or `to`.
    case address(field: String, text: String, problem: String)
    /// `to` is empty.
    case noRecipient
    /// A field's name or value would be misread.
    case header(field: String, problem: String)

    /// What is wrong, in which field, and what would be right.
    package var description: String {
        switch self {
        case .address(let field, let text, let problem):
            "mail address \"\(text)\" in \(field): \(problem); want name@host"
        case .noRecipient: "mail without a recipient: give at least one address in to"
        case .header(let field, let problem): "mail header \(field): \(problem)"
        }
    }
}
