package import Domain
import Postgres

/// What a token is to be.
package struct TokenDraft: Sendable {
    package let role: Role
    /// Ten digits; given exactly for the role supplier.
    package let supplierNumber: String?
    package let label: String
    package var programmeCodes: [String] = []
    package var regionCodes: [String] = []
    package var networks: [AddressRange] = []
    package var requestsAMinute: Int?
    package var expiresAt: Timestamp?

    package init(role: Role, supplierNumber: String? = nil, label: String) {
        self.role = role
        self.supplierNumber = supplierNumber
        self.label = label
    }
}

/// A token in a list, without its secret, which is not stored.
package struct ListedToken: Sendable, Equatable {
    package let id: Int64
    package let role: String
    package let label: String
    package let supplierNumber: String?
    package let programmeCodes: [String]
    package let regionCodes: [String]
    package let networks: [String]
    package let personName: String?
    package let requestsAMinute: Int?
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp?
    package let revokedAt: Timestamp?
    /// To the minute.
    package let lastUsedAt: Timestamp?
    package let lastUsedFrom: AddressClass?
}

/// Tokens: issued, listed, revoked.
package struct TokenStore: Store {
    let database: Database

    /// Stores a token by its hash, with a one-time sign-in link for the pages.
    ///
    /// - Returns: the token's id.
    package func add(
        _ draft: TokenDraft, hash: [UInt8], linkHash: [UInt8], linkExpiresAt: Timestamp, actor: String,
        now: Timestamp
    ) async throws -> Int64 {
        try await write { session in
            let id = try insert(draft, hash: hash, personID: nil, now: now, in: session)
            try session.run(
                Query("sign_in_link_insert"), [.bytes(linkHash), .int(id), .time(linkExpiresAt)])
            try session.audit("token issue", of: "token \(id) \(draft.role.rawValue)", by: actor, at: now)
            return id
        }
    }

    func insert(
        _ draft: TokenDraft, hash: [UInt8], personID: Int64?, now: Timestamp, in session: borrowing Session
    ) throws -> Int64 {
        let id = try session.single(
            Query(reading: "token_insert") { try $0.int64("token_id") },
            [
                .bytes(hash), .text(draft.role.rawValue), .text(draft.supplierNumber), .text(draft.label),
                .time(now), .time(draft.expiresAt), .textArray(draft.programmeCodes),
                .textArray(draft.regionCodes), .textArray(draft.networks.map(\.description)), .int(personID),
                .int(draft.requestsAMinute.map { Int64($0) }),
            ])
        return id
    }

    /// Tokens in the order in which they were issued.
    ///
    /// - Parameter withEnded: whether those that expired or were revoked are listed too.
    package func list(withEnded: Bool, now: Timestamp) async throws -> [ListedToken] {
        let query = Query(reading: "token_list") { row in
            ListedToken(
                id: try row.int64("token_id"), role: try row.string("role"), label: try row.string("label"),
                supplierNumber: try row.optionalText("supplier_number"),
                programmeCodes: try row.optionalTexts("programmes") ?? [],
                regionCodes: try row.optionalTexts("regions") ?? [],
                networks: try row.optionalTexts("networks") ?? [],
                personName: try row.optionalText("shown_name"),
                requestsAMinute: try row.optionalInt("requests_a_minute").map { Int($0) },
                issuedAt: try row.timestamp("issued_at"), expiresAt: try row.optionalTimestamp("expires_at"),
                revokedAt: try row.optionalTimestamp("revoked_at"),
                lastUsedAt: try row.optionalTimestamp("last_used_at"),
                lastUsedFrom: try row.optionalInt("address_class").flatMap {
                    AddressClass(rawValue: Int16($0))
                })
        }
        return try await read { session in
            try session.rows(query, [.bool(withEnded), .time(now)])
        }
    }

    /// Ends a token and every session that stands on it; false where there is no such token in force.
    package func revoke(_ id: Int64, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            let count = try session.run(Query("token_revoke"), [.int(id), .time(now)])
            guard count > 0 else { return false }
            try session.audit("token revoke", of: "token \(id)", by: actor, at: now)
            return true
        }
    }

    /// Remembers that a token was used.
    package func noteUse(_ id: Int64, from address: AddressClass?, now: Timestamp) async throws {
        try await write { session in
            _ = try session.run(
                Query("token_use_note"),
                [.int(id), .time(now), .int(address.map { Int64($0.rawValue) })])
        }
    }

    /// Codes of programmes and regions that the registry does not know, each with what it was to be.
    package func unknownCodes(
        programmes: [String], regions: [String]
    ) async throws -> [(kind: String, code: String)] {
        try await read { session in
            try session.rows(
                Query(reading: "scope_codes_unknown") {
                    (kind: try $0.string("kind"), code: try $0.string("code"))
                },
                [.textArray(programmes), .textArray(regions)])
        }
    }
}

extension TokenStore {
    /// Stores a token without bounds: see `addToken(_:hash:linkHash:linkExpiresAt:actor:now:)`.
    package func add(
        hash: [UInt8], role: Role, supplierNumber: String?, label: String, expiresAt: Timestamp?,
        linkHash: [UInt8], linkExpiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Int64 {
        var draft = TokenDraft(role: role, supplierNumber: supplierNumber, label: label)
        draft.expiresAt = expiresAt
        return try await add(
            draft, hash: hash, linkHash: linkHash, linkExpiresAt: linkExpiresAt, actor: actor, now: now)
    }
}
