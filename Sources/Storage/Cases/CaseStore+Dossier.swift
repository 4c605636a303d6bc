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
            let party: CaseParty = try row.value("party")
            return IssuedReplyLink(
                id: try row.int64("link_id"), ordinal: try row.int("ordinal"), party: party,
                companyName: try row.string("company_name"),
                issuedAt: try row.timestamp("issued_at"), expiresAt: try row.timestamp("expires_at"),
                uses: try row.int("replies"))
        }
        return try await read { session in try session.rows(query, [.int(file.id)]) }
    }

    /// The policies by which the signals of a case were raised.
    package func policies(of file: CaseFile) async throws -> [CasePolicy] {
        let query = Query(reading: "case_policies") { row in
            CasePolicy(
                name: try row.string("name"), version: try row.int("version"),
                isOfficial: try row.bool("official"),
                author: try row.string("author"), approver: try row.optionalText("approver"),
                effectiveFrom: try row.day("effective_from"),
                source: try row.string("source_yaml"))
        }
        return try await read { session in try session.rows(query, [.int(file.id)]) }
    }
}
