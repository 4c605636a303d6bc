import Domain
import Postgres

/// Reads one row column by column, naming the query and column where the value is not what it should be.
///
/// PostgreSQL prints times in `Asia/Seoul` and dates in ISO form, for sessions are set so.
struct RowReader: ~Copyable {
    private let query: String
    private let text: [String?]

    init(_ result: borrowing ResultSet, _ row: Int, of query: String) {
        self.query = query
        text = (0..<result.columnCount).map { result.text(row, $0) }
    }

    func optionalText(_ column: Int) -> String? { text[column] }

    func unexpected(_ column: Int) -> UnexpectedRow { UnexpectedRow(query: query, column: column) }

    func string(_ column: Int) throws -> String {
        guard let value = text[column] else { throw UnexpectedRow(query: query, column: column) }
        return value
    }

    func optionalInt(_ column: Int) throws -> Int64? {
        guard let value = text[column] else { return nil }
        guard let number = Int64(value) else { throw UnexpectedRow(query: query, column: column) }
        return number
    }

    func int64(_ column: Int) throws -> Int64 {
        guard let value = try optionalInt(column) else { throw UnexpectedRow(query: query, column: column) }
        return value
    }

    func int(_ column: Int) throws -> Int { Int(try int64(column)) }

    func optionalDouble(_ column: Int) throws -> Double? {
        guard let value = text[column] else { return nil }
        guard let number = Double(value) else { throw UnexpectedRow(query: query, column: column) }
        return number
    }

    func double(_ column: Int) throws -> Double {
        guard let value = try optionalDouble(column) else {
            throw UnexpectedRow(query: query, column: column)
        }
        return value
    }

    func bool(_ column: Int) throws -> Bool {
        switch text[column] {
        case "t": true
        case "f": false
        default: throw UnexpectedRow(query: query, column: column)
        }
    }

    func optionalDay(_ column: Int) throws -> Day? {
        guard let value = text[column] else { return nil }
        guard let day = Day(parsing: value) else { throw UnexpectedRow(query: query, column: column) }
        return day
    }

    func day(_ column: Int) throws -> Day {
        guard let value = try optionalDay(column) else { throw UnexpectedRow(query: query, column: column) }
        return value
    }

    func optionalTimestamp(_ column: Int) throws -> Timestamp? {
        guard let value = text[column] else { return nil }
        guard let time = Timestamp(parsing: value) else { throw UnexpectedRow(query: query, column: column) }
        return time
    }

    func timestamp(_ column: Int) throws -> Timestamp {
        guard let value = try optionalTimestamp(column) else {
            throw UnexpectedRow(query: query, column: column)
        }
        return value
    }

    func days(_ column: Int) throws -> [Day] {
        guard let value = text[column], value.hasPrefix("{"), value.hasSuffix("}") else {
            throw UnexpectedRow(query: query, column: column)
        }
        return try value.dropFirst().dropLast().split(separator: ",").map { item in
            guard let day = Day(parsing: item) else { throw UnexpectedRow(query: query, column: column) }
            return day
        }
    }

    func integers(_ column: Int) throws -> [Int] {
        guard let value = text[column], value.hasPrefix("{"), value.hasSuffix("}") else {
            throw UnexpectedRow(query: query, column: column)
        }
        return try value.dropFirst().dropLast().split(separator: ",").map { item in
            guard let number = Int(item) else { throw UnexpectedRow(query: query, column: column) }
            return number
        }
    }
}

extension Query {
    /// A query whose rows are read column by column.
    init(reading name: String, _ read: @escaping @Sendable (borrowing RowReader) throws -> Row) {
        self.init(name) { result, index in try read(RowReader(result, index, of: name)) }
    }
}

extension Parameter {
    static func time(_ time: Timestamp?) -> Parameter { .text(time?.sqlText) }
    static func day(_ day: Day?) -> Parameter { .text(day?.description) }
    static func days(_ days: [Day]) -> Parameter { .textArray(days.map(\.description)) }
}
