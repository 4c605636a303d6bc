package import Domain
import Postgres

/// A reply link as the case remembers it: everything but the link itself.
package struct IssuedReplyLink: Sendable, Equatable {
    package let id: Int64
    /// The step that asks.
    package let ordinal: Int
    package let party: CaseParty
    package let companyName: String
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp
    /// How many replies came by it.
    package let uses: Int
}

/// A policy by which signals of a case were raised.
package struct CasePolicy: Sendable, Equatable {
    package let name: String
    package let version: Int
    package let isOfficial: Bool
    package let author: String
    package let approver: String?
    package let effectiveFrom: Day
    /// As it was written.
    package let source: String
}

extension CaseStore {
    /// The links that were issued for a case, in that order.
    package func replyLinks(of file: CaseFile) async throws -> [IssuedReplyLink] {
        let query = Query(reading: "case_links") { row in
            guard let party = CaseParty(rawValue: try row.string(2)) else {
                throw UnexpectedRow(query: "case_links", column: 2)
            }
            return IssuedReplyLink(
                id: try row.int64(0), ordinal: try row.int(1), party: party, companyName: try row.string(3),
                issuedAt: try row.timestamp(4), expiresAt: try row.timestamp(5), uses: try row.int(6))
        }
        return try await read { session in try session.rows(query, [.int(file.id)]) }
    }

    /// The policies by which the signals of a case were raised.
    package func policies(of file: CaseFile) async throws -> [CasePolicy] {
        let query = Query(reading: "case_policies") { row in
            CasePolicy(
                name: try row.string(0), version: try row.int(1), isOfficial: try row.bool(2),
                author: try row.string(3), approver: row.optionalText(4), effectiveFrom: try row.day(5),
                source: try row.string(6))
        }
        return try await read { session in try session.rows(query, [.int(file.id)]) }
    }
}
