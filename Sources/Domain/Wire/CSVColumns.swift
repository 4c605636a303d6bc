/// The header of a CSV file of records: which column is which field.
///
/// Columns of other names are no concern of ours; a column of keys is ignored, for the file has one key.
package struct CSVColumns: Sendable {
    /// The header's bytes, without line end and byte order mark.
    package let header: ArraySlice<UInt8>
    private let names: [FieldName]

    /// - Parameter header: the file's first line.
    package init(_ header: ArraySlice<UInt8>) {
        let start =
            header.starts(with: utf8ByteOrderMark) ? header.dropFirst(utf8ByteOrderMark.count) : header
        self.header = start.last == 13 ? start.dropLast() : start
        var fields = CSVFields(self.header)
        var names: [FieldName] = []
        while let field = fields.next() { names.append(FieldName(trimmed(field))) }
        self.names = names
    }

    /// The names that must be there and are not: without them no line could be counted.
    package var missing: [String] {
        let hasLogDt = names.contains { if case .field(.logDt, _) = $0 { true } else { false } }
        return hasLogDt ? [] : ["\(Field.logDt.name)"]
    }

    /// The fields of a record; a record with more fields than the header is in disorder.
    func payload(_ record: ArraySlice<UInt8>) -> Payload {
        var payload = Payload(lineIn: .fields)
        var fields = CSVFields(record.last == 13 ? record.dropLast() : record)
        var column = 0
        while let field = fields.next() {
            guard column < names.count else {
                payload.breakage = .shapeless
                break
            }
            payload.set(names[column], field)
            column += 1
        }
        if fields.isBroken { payload.breakage = .shapeless }
        return payload
    }
}

/// The fields of one CSV record, one after the other, by RFC 4180.
struct CSVFields {
    private static let quote: UInt8 = 34
    private static let comma: UInt8 = 44

    private let record: ArraySlice<UInt8>
    private var at: Int
    private var isAtEnd = false
    /// A quotation mark inside a field that is not quoted, text after a closing one, or none that closes.
    private(set) var isBroken = false

    init(_ record: ArraySlice<UInt8>) {
        self.record = record
        at = record.startIndex
    }

    /// `nil` after the last, and after a broken one.
    mutating func next() -> ArraySlice<UInt8>? {
        guard !isAtEnd, !isBroken else { return nil }
        let field = at < record.endIndex && record[at] == Self.quote ? quoted() : plain()
        guard let field else {
            isBroken = true
            return nil
        }
        if at < record.endIndex { at += 1 } else { isAtEnd = true }
        return field
    }

    /// Up to the next comma.
    private mutating func plain() -> ArraySlice<UInt8>? {
        let start = at
        while at < record.endIndex, record[at] != Self.comma {
            if record[at] == Self.quote { return nil }
            at += 1
        }
        return record[start..<at]
    }

    private mutating func quoted() -> ArraySlice<UInt8>? {
        at += 1
        var start = at
        var head: [UInt8] = []
        while at < record.endIndex {
            guard record[at] == Self.quote else {
                at += 1
                continue
            }
            at += 1
            if at < record.endIndex, record[at] == Self.quote {
                head += record[start..<at]
                at += 1
                start = at
                continue
            }
            guard at == record.endIndex || record[at] == Self.comma else { return nil }
            let tail = record[start..<at - 1]
            return head.isEmpty ? tail : head[...] + tail
        }
        return nil
    }
}
