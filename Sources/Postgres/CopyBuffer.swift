/// Rows in the format of `COPY … FROM STDIN (FORMAT binary)`.
///
/// Between `startRow` and `endRow` append one value per column, each of exactly the column's type: the binary
/// format converts nothing, so `int8` for an `integer` column fails the whole COPY. A text that holds a NUL
/// character does too. The header and the trailer are added by the buffer and by `Session.copyIn`.
package struct CopyBuffer: Sendable {
    /// The header and the rows, without the trailer.
    private(set) var bytes: [UInt8]
    /// The rows that are complete.
    package private(set) var rowCount = 0
    private var columnsMissing = 0

    private static let header: [UInt8] =
        Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    static let trailer: [UInt8] = [0xFF, 0xFF]

    /// Makes an empty buffer; `reserving` is in bytes.
    package init(reserving capacity: Int = 0) {
        bytes = Self.header
        bytes.reserveCapacity(max(capacity, Self.header.count))
    }

    /// The size of what will be sent, in bytes.
    package var byteCount: Int { bytes.count + Self.trailer.count }

    /// Makes room for so many bytes more.
    package mutating func reserve(_ more: Int) {
        bytes.reserveCapacity(bytes.count + more)
    }

    /// Forgets the rows and keeps the memory.
    package mutating func removeAll() {
        precondition(columnsMissing == 0, "a row lacks \(columnsMissing) columns")
        bytes.removeSubrange(Self.header.count...)
        rowCount = 0
    }

    /// Appends the rows of another buffer, which must be of the same columns.
    package mutating func append(rowsOf other: CopyBuffer) {
        precondition(columnsMissing == 0 && other.columnsMissing == 0, "a row lacks columns")
        bytes.append(contentsOf: other.bytes[Self.header.count...])
        rowCount += other.rowCount
    }

    /// Begins a row of so many columns.
    package mutating func startRow(columns: Int) {
        precondition(columnsMissing == 0, "the row before lacks \(columnsMissing) columns")
        columnsMissing = columns
        appendInteger(Int16(columns))
    }

    /// Ends the row, to which every column must have been appended.
    package mutating func endRow() {
        precondition(columnsMissing == 0, "the row lacks \(columnsMissing) columns")
        rowCount += 1
    }

    /// NULL, of any type.
    package mutating func appendNull() {
        columnsMissing -= 1
        appendInteger(Int32(-1))
    }

    /// For `smallint`.
    package mutating func append(int16 value: Int16?) {
        appendField(value, size: 2) { $0.appendInteger($1) }
    }

    /// For `integer`.
    package mutating func append(int32 value: Int32?) {
        appendField(value, size: 4) { $0.appendInteger($1) }
    }

    /// For `bigint`.
    package mutating func append(int64 value: Int64?) {
        appendField(value, size: 8) { $0.appendInteger($1) }
    }

    /// For `double precision`.
    package mutating func append(double value: Double?) {
        appendField(value, size: 8) { $0.appendInteger($1.bitPattern) }
    }

    /// For `boolean`.
    package mutating func append(bool value: Bool?) {
        appendField(value, size: 1) { $0.bytes.append($1 ? 1 : 0) }
    }

    /// For `text`, `varchar`, `char`, `json` and enums; not for `jsonb`, `inet` and `numeric`.
    package mutating func append(text value: String?) {
        guard let value else { return appendNull() }
        columnsMissing -= 1
        appendText(value)
    }

    /// For `jsonb`.
    package mutating func append(jsonb value: String?) {
        guard let value else { return appendNull() }
        columnsMissing -= 1
        appendInteger(Int32(value.utf8.count + 1))
        bytes.append(1)
        bytes.append(contentsOf: value.utf8)
    }

    /// For `bytea`, for text that is at hand as UTF-8, and for `uuid` (16 bytes).
    package mutating func append(bytes value: [UInt8]?) {
        guard let value else { return appendNull() }
        columnsMissing -= 1
        appendInteger(Int32(value.count))
        bytes.append(contentsOf: value)
    }

    /// For `timestamptz` and `timestamp`: microseconds since 1970-01-01T00:00Z.
    package mutating func append(timestamp microseconds: Int64?) {
        append(int64: microseconds.map { $0 - 946_684_800_000_000 })
    }

    /// For `date`: days since 1970-01-01.
    package mutating func append(date days: Int?) {
        append(int32: days.map { Int32($0 - 10_957) })
    }

    /// For `smallint[]`.
    package mutating func append(int16Array values: [Int16]?) {
        appendArray(values, elementType: 21, elementSize: 2) { $0.appendInteger($1) }
    }

    /// For `integer[]`.
    package mutating func append(int32Array values: [Int32]?) {
        appendArray(values, elementType: 23, elementSize: 4) { $0.appendInteger($1) }
    }

    /// For `bigint[]`.
    package mutating func append(int64Array values: [Int64]?) {
        appendArray(values, elementType: 20, elementSize: 8) { $0.appendInteger($1) }
    }

    /// For `text[]`; not for arrays of enums.
    package mutating func append(textArray values: [String]?) {
        guard let values else { return appendNull() }
        let content = values.reduce(0) { $0 + 4 + $1.utf8.count }
        appendArrayHeader(count: values.count, elementType: 25, content: content)
        for value in values { appendText(value) }
    }

    private mutating func appendField<Value>(
        _ value: Value?, size: Int32, _ write: (inout CopyBuffer, Value) -> Void
    ) {
        guard let value else { return appendNull() }
        columnsMissing -= 1
        appendInteger(size)
        write(&self, value)
    }

    private mutating func appendArray<Element>(
        _ values: [Element]?, elementType: Int32, elementSize: Int,
        _ write: (inout CopyBuffer, Element) -> Void
    ) {
        guard let values else { return appendNull() }
        appendArrayHeader(
            count: values.count, elementType: elementType, content: values.count * (4 + elementSize))
        for value in values {
            appendInteger(Int32(elementSize))
            write(&self, value)
        }
    }

    /// Of an array with one dimension and no NULL; an empty array has no dimension.
    private mutating func appendArrayHeader(count: Int, elementType: Int32, content: Int) {
        columnsMissing -= 1
        appendInteger(Int32((count == 0 ? 12 : 20) + content))
        appendInteger(Int32(count == 0 ? 0 : 1))
        appendInteger(Int32(0))
        appendInteger(elementType)
        guard count > 0 else { return }
        appendInteger(Int32(count))
        appendInteger(Int32(1))
    }

    private mutating func appendText(_ value: String) {
        appendInteger(Int32(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    private mutating func appendInteger(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
