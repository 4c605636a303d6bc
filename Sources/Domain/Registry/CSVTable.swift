/// A CSV file as RFC 4180 describes it, read into rows that know their line.
///
/// A byte order mark, any of CR LF, LF and CR as line end, and rows in which every field is empty (Excel leaves them
/// below the data) are accepted. Rows may have any number of fields; the reader of the columns checks it.
package struct CSVTable: Sendable {
    /// One row below the header.
    package struct Row: Hashable, Sendable {
        /// The 1-based line of the file on which the row begins; line breaks inside quotes are counted.
        package let line: Int
        package let fields: [String]
    }

    /// The file is not CSV; nothing of it can be trusted from this line on.
    package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        package let line: Int
        package let reason: String

        package var description: String { "line \(line): \(reason)" }
    }

    /// The fields of the first row, trimmed.
    package let header: [String]
    /// The line of the header, which is not 1 when blank lines stand above it.
    package let headerLine: Int
    package let rows: [Row]

    package init(_ text: String) throws(Malformed) {
        var parser = CSVParser(bytes: Array(text.utf8))
        guard let first = try parser.nextRow() else {
            throw Malformed(line: 1, reason: "the file is empty; expected a header row")
        }
        var rows: [Row] = []
        while let row = try parser.nextRow() { rows.append(row) }
        header = first.fields.map(trimmed)
        headerLine = first.line
        self.rows = rows
    }
}

private struct CSVParser {
    private static let quote: UInt8 = 34
    private static let comma: UInt8 = 44
    private static let lineFeed: UInt8 = 10
    private static let carriageReturn: UInt8 = 13

    private let bytes: [UInt8]
    private var at: Int
    private var line = 1
    private var width = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        at = bytes.starts(with: utf8ByteOrderMark) ? utf8ByteOrderMark.count : 0
    }

    /// The next row that is not blank.
    mutating func nextRow() throws(CSVTable.Malformed) -> CSVTable.Row? {
        while at < bytes.count {
            let start = line
            var fields: [String] = []
            fields.reserveCapacity(width)
            repeat { fields.append(try field()) } while skipComma()
            skipLineEnd()
            width = max(width, fields.count)
            if fields.contains(where: { !$0.isEmpty }) { return CSVTable.Row(line: start, fields: fields) }
        }
        return nil
    }

    private mutating func field() throws(CSVTable.Malformed) -> String {
        if at < bytes.count, bytes[at] == Self.quote { return try quotedField() }
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn { break }
            if byte == Self.quote {
                throw CSVTable.Malformed(
                    line: line,
                    reason:
                        "a quotation mark inside a field that is not quoted; write \"…\"\"…\" around the whole field"
                )
            }
            at += 1
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func quotedField() throws(CSVTable.Malformed) -> String {
        let opened = line
        at += 1
        var start = at
        var head: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            if byte == Self.quote {
                if at + 1 < bytes.count, bytes[at + 1] == Self.quote {
                    head += bytes[start...at]
                    at += 2
                    start = at
                    continue
                }
                let tail = bytes[start..<at]
                at += 1
                try requireFieldEnd()
                return String(decoding: head.isEmpty ? tail : head[...] + tail, as: UTF8.self)
            }
            let next = at + 1 < bytes.count ? bytes[at + 1] : 0
            if byte == Self.lineFeed || (byte == Self.carriageReturn && next != Self.lineFeed) { line += 1 }
            at += 1
        }
        throw CSVTable.Malformed(
            line: opened, reason: "a quoted field begins here and its closing quotation mark is missing")
    }

    private func requireFieldEnd() throws(CSVTable.Malformed) {
        guard at < bytes.count else { return }
        let byte = bytes[at]
        if byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn { return }
        throw CSVTable.Malformed(
            line: line,
            reason: "text after a closing quotation mark; a comma or the end of the line must follow it")
    }

    private mutating func skipComma() -> Bool {
        guard at < bytes.count, bytes[at] == Self.comma else { return false }
        at += 1
        return true
    }

    private mutating func skipLineEnd() {
        guard at < bytes.count else { return }
        if bytes[at] == Self.carriageReturn, at + 1 < bytes.count, bytes[at + 1] == Self.lineFeed { at += 1 }
        at += 1
        line += 1
    }
}
