import Domain
import Postgres

/// A query whose rows are accesses: token, role, person and scope.
func accessQuery(_ name: String) -> Query<Access> {
    Query(reading: name) { row in
        let networks = try row.optionalTexts("networks") ?? []
        let ranges = networks.compactMap { AddressRange($0) }
        // One that cannot be read must not open what it was to close.
        guard ranges.count == networks.count else { throw row.unexpected("networks") }
        let name = try row.optionalText("shown_name")
        return Access(
            tokenID: try row.int64("token_id"), role: try row.value("role"),
            supplierNumber: try row.optionalText("supplier_number"),
            label: try row.string("label"),
            scope: AccessScope(
                programmeCodes: try row.optionalTexts("programmes").map { Set($0) },
                regionCodes: try row.optionalTexts("regions").map { Set($0) }),
            person: try row.optionalInt("person_id").flatMap { id in name.map { Person(id: id, name: $0) } },
            expiresAt: try row.optionalTimestamp("expires_at"),
            requestsAMinute: try row.optionalInt("requests_a_minute").map { Int($0) },
            networks: ranges)
    }
}
