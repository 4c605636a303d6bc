import Domain
import Postgres

/// A query whose rows are who holds a token, with the token's scope.
func accessQuery(_ name: String) -> Query<Access> {
    Query(reading: name) { row in
        guard let role = Role(rawValue: try row.string(1)) else {
            throw UnexpectedRow(query: name, column: 1)
        }
        let networks = try row.optionalTexts(6) ?? []
        let ranges = networks.compactMap { AddressRange($0) }
        // One that cannot be read must not open what it was to close.
        guard ranges.count == networks.count else { throw UnexpectedRow(query: name, column: 6) }
        let name = row.optionalText(8)
        return Access(
            tokenID: try row.int64(0), role: role, supplierNumber: row.optionalText(2),
            label: try row.string(3),
            scope: AccessScope(
                programmeCodes: try row.optionalTexts(4).map { Set($0) },
                regionCodes: try row.optionalTexts(5).map { Set($0) }),
            person: try row.optionalInt(7).flatMap { id in name.map { Person(id: id, name: $0) } },
            expiresAt: try row.optionalTimestamp(9), requestsAMinute: try row.optionalInt(10).map { Int($0) },
            networks: ranges)
    }
}

extension RowReader {
    /// An array of codes and addresses, of which none needs quoting; `nil` for null.
    func optionalTexts(_ column: Int) throws -> [String]? {
        guard let value = optionalText(column) else { return nil }
        guard value.hasPrefix("{"), value.hasSuffix("}"), !value.contains("\"") else {
            throw unexpected(column)
        }
        return value.dropFirst().dropLast().split(separator: ",").map(String.init)
    }
}
