import Domain
import Postgres

/// Reads one row by the names of its columns, naming query and column where the value is not what it should be.
///
/// PostgreSQL prints times in `Asia/Seoul` and dates in ISO form, for sessions are set so. The result must outlive the
/// reader: it is made for one call of a query's closure.
struct RowReader: ~Copyable {
    private let query: String
    private let result: ResultSet
    private let row: Int
    private let columns: ColumnFinder

    init(_ result: borrowing ResultSet, _ row: Int, _ columns: ColumnFinder, of query: String) {
        self.query = query
        self.result = result.lent()
        self.row = row
        self.columns = columns
        columns.beginRow()
    }

    func unexpected(_ column: StaticString) -> UnexpectedRow {
        UnexpectedRow(query: query, column: column)
    }

    private func place(_ column: StaticString) throws -> Int {
        guard let place = columns.column(column, in: result) else {
            throw UnexpectedRow(query: query, problem: "no column \(column)")
        }
        return place
    }

    /// What `read` makes of the value; `nil` for null.
    private func optional<Value>(_ column: StaticString, _ read: (Int) -> Value?) throws -> Value? {
        let place = try place(column)
        if let value = read(place) { return value }
        guard result.isNull(row, place) else { throw unexpected(column) }
        return nil
    }

    private func required<Value>(_ column: StaticString, _ read: (Int) -> Value?) throws -> Value {
        guard let value = read(try place(column)) else { throw unexpected(column) }
        return value
    }

    func optionalText(_ column: StaticString) throws -> String? { result.text(row, try place(column)) }

    func string(_ column: StaticString) throws -> String { try required(column) { result.text(row, $0) } }

    func optionalInt(_ column: StaticString) throws -> Int64? { try optional(column) { result.int(row, $0) } }

    func int64(_ column: StaticString) throws -> Int64 { try required(column) { result.int(row, $0) } }

    func int(_ column: StaticString) throws -> Int { Int(try int64(column)) }

    func optionalDouble(_ column: StaticString) throws -> Double? {
        try optional(column) { result.double(row, $0) }
    }

    func double(_ column: StaticString) throws -> Double { try required(column) { result.double(row, $0) } }

    func bool(_ column: StaticString) throws -> Bool { try required(column) { result.bool(row, $0) } }

    func optionalDay(_ column: StaticString) throws -> Day? {
        try optional(column) { result.text(row, $0).flatMap { Day(parsing: $0) } }
    }

    func day(_ column: StaticString) throws -> Day {
        try required(column) { result.text(row, $0).flatMap { Day(parsing: $0) } }
    }

    func optionalTimestamp(_ column: StaticString) throws -> Timestamp? {
        try optional(column) { result.text(row, $0).flatMap { Timestamp(parsing: $0) } }
    }

    func timestamp(_ column: StaticString) throws -> Timestamp {
        try required(column) { result.text(row, $0).flatMap { Timestamp(parsing: $0) } }
    }

    /// An array of integers, none of them null.
    func integers(_ column: StaticString) throws -> [Int] {
        try required(column) { result.integers(row, $0) }
    }

    /// A `bytea`.
    func optionalBytes(_ column: StaticString) throws -> [UInt8]? {
        try optional(column) { result.bytes(row, $0) }
    }

    /// One of the cases of an enumeration that is stored by its raw value.
    func value<Value: RawRepresentable>(_ column: StaticString) throws -> Value
    where Value.RawValue == String {
        try required(column) { result.text(row, $0).flatMap(Value.init(rawValue:)) }
    }

    /// The same; `nil` for null.
    func optionalValue<Value: RawRepresentable>(_ column: StaticString) throws -> Value?
    where Value.RawValue == String {
        try optional(column) { result.text(row, $0).flatMap(Value.init(rawValue:)) }
    }

    /// An array of codes and addresses, of which none needs quoting; `nil` for null.
    func optionalTexts(_ column: StaticString) throws -> [String]? {
        try optional(column) { place in
            guard let text = result.text(row, place), text.hasPrefix("{"), text.hasSuffix("}"),
                !text.contains("\"")
            else { return nil }
            return text.dropFirst().dropLast().split(separator: ",").map(String.init)
        }
    }

    // Of results in binary format:

    /// A `smallint`, `integer` or `bigint`; `nil` for null.
    func optionalBinaryInt(_ column: StaticString) throws -> Int? {
        try optional(column) { result.binaryInt(row, $0) }
    }

    func binaryInt(_ column: StaticString) throws -> Int {
        try required(column) { result.binaryInt(row, $0) }
    }

    /// A `date`.
    func binaryDay(_ column: StaticString) throws -> Day {
        // PostgreSQL counts days from 2000-01-01.
        Day(number: Int32(try binaryInt(column)) + 10_957)
    }

    /// An `integer[]`, none of its elements null.
    func binaryIntegers(_ column: StaticString) throws -> [Int32] {
        try required(column) { result.binaryIntegers(row, $0) }
    }

    /// A `bit` string; `nil` for null.
    func optionalBinaryBits(_ column: StaticString) throws -> [UInt8]? {
        result.binaryBits(row, try place(column))
    }
}
