import Contract
import Domain
import Storage

/// `GET /v1/access-log`: who read whose data, the latest first.
struct AccessLogView: Encodable, Sendable {
    let entries: [Line]
    let next: Nullable<String>

    struct Line: Encodable, Sendable {
        let id: Int64
        let at: String
        let token: Int64
        let person: Nullable<Int64>
        let role: String
        let label: String
        let address: Nullable<String>
        let builds: [String]
        let `case`: Nullable<Int64>
        let task: String
        let query: Nullable<String>
        let rows: Nullable<Int>
        let purpose: Nullable<String>
        let status: Int
    }

    /// - Parameter codes: of builds by their ids.
    init(_ lines: [AccessLogLine], codes: [Int64: String], next: String?) {
        self.next = Nullable(next)
        entries = lines.map { line in
            Line(
                id: line.id, at: line.at.iso8601, token: line.tokenID, person: Nullable(line.personID),
                role: line.role, label: line.label, address: Nullable(line.address),
                builds: line.builds.compactMap { codes[$0] }, case: Nullable(line.caseID), task: line.task,
                query: Nullable(line.query), rows: Nullable(line.rows), purpose: Nullable(line.purpose),
                status: line.status)
        }
    }

    static let schema = Schema.named(
        "AccessLog",
        .object([
            .init(
                "entries",
                .list(
                    of: .object([
                        .init("id", .integer), .init("at", .instant, "when"),
                        .init("token", .integer, "with which token"),
                        .init("person", Schema.integer.orNull, "who; null for the token of a program"),
                        .init("role", .values(of: Role.self)), .init("label", .text, "as it was shown then"),
                        .init("address", Schema.text.orNull, "from where"),
                        .init("builds", .list(of: .buildCode), "whose data; of a list those that were in it"),
                        .init("case", Schema.integer.orNull, "the case that was read"),
                        .init("task", .text, "the operation, or the page by its route"),
                        .init("query", Schema.text.orNull, "what was asked"),
                        .init("rows", Schema.count.orNull, "how many rows were answered"),
                        .init("purpose", Schema.text.orNull, "why, where it must be said"),
                        .init("status", .integer(100...599), "what was answered"),
                    ]))),
            .init("next", Schema.text.orNull, "cursor of the next page; null on the last"),
        ]))
}

/// `GET /v1/tokens`: every token, without its secret, which nobody has.
struct TokenListView: Encodable, Sendable {
    let tokens: [Line]

    struct Line: Encodable, Sendable {
        let id: Int64
        let role: String
        let label: String
        let supplierNumber: Nullable<String>
        let programmes: [String]
        let regions: [String]
        let networks: [String]
        let personName: Nullable<String>
        let requestsAMinute: Nullable<Int>
        let issuedAt: String
        let expiresAt: Nullable<String>
        let revokedAt: Nullable<String>
        let lastUsedAt: Nullable<String>
        let lastUsedFrom: Nullable<String>
    }

    init(_ tokens: [ListedToken]) {
        self.tokens = tokens.map { token in
            Line(
                id: token.id, role: token.role, label: token.label,
                supplierNumber: Nullable(token.supplierNumber), programmes: token.programmeCodes,
                regions: token.regionCodes, networks: token.networks, personName: Nullable(token.personName),
                requestsAMinute: Nullable(token.requestsAMinute), issuedAt: token.issuedAt.iso8601,
                expiresAt: Nullable(token.expiresAt?.iso8601), revokedAt: Nullable(token.revokedAt?.iso8601),
                lastUsedAt: Nullable(token.lastUsedAt?.iso8601),
                lastUsedFrom: Nullable(token.lastUsedFrom?.name))
        }
    }

    static let schema = Schema.named(
        "TokenList",
        .object([
            .init(
                "tokens",
                .list(
                    of: .object([
                        .init("id", .integer), .init("role", .values(of: Role.self)), .init("label", .text),
                        .init("supplier_number", Schema.businessNumber.orNull),
                        .init("programmes", .list(of: .text), "only of these; empty: of all"),
                        .init("regions", .list(of: .text), "only in these; empty: in all"),
                        .init("networks", .list(of: .text), "only from these; empty: from everywhere"),
                        .init("person_name", Schema.text.orNull, "whose it is; null for a program's"),
                        .init("requests_a_minute", Schema.count.orNull, "null: the limit of all"),
                        .init("issued_at", .instant), .init("expires_at", Schema.instant.orNull),
                        .init("revoked_at", Schema.instant.orNull),
                        .init("last_used_at", Schema.instant.orNull, "to the minute; null: never"),
                        .init(
                            "last_used_from", Schema.values(AddressClass.allCases.map(\.name)).orNull,
                            "what kind of network"),
                    ])))
        ]))
}

/// `GET /v1/me`: who asks, and what it may.
struct SelfView: Encodable, Sendable {
    let token: Int64
    let role: String
    let roleKo: String
    let label: String
    let personName: Nullable<String>
    let permissions: [String]
    let supplierNumber: Nullable<String>
    let programmes: Nullable<[String]>
    let regions: Nullable<[String]>
    let requestsAMinute: Nullable<Int>
    let expiresAt: Nullable<String>

    init(_ access: Access) {
        token = access.tokenID
        role = access.role.rawValue
        roleKo = access.role.korean
        label = access.label
        personName = Nullable(access.person?.name)
        permissions = access.role.permissions.map(\.rawValue).sorted()
        supplierNumber = Nullable(access.scope.supplierNumber)
        programmes = Nullable(access.scope.programmeCodes?.sorted())
        regions = Nullable(access.scope.regionCodes?.sorted())
        requestsAMinute = Nullable(access.requestsAMinute)
        expiresAt = Nullable(access.expiresAt?.iso8601)
    }

    static let schema = Schema.named(
        "Self",
        .object([
            .init("token", .integer), .init("role", .values(of: Role.self)), .init("role_ko", .text),
            .init("label", .text), .init("person_name", Schema.text.orNull, "null for a program"),
            .init("permissions", .list(of: .values(of: Permission.self))),
            .init("supplier_number", Schema.businessNumber.orNull, "only its builds; null: of all suppliers"),
            .init("programmes", Schema.list(of: .text).orNull, "only of these; null: of all"),
            .init("regions", Schema.list(of: .text).orNull, "only in these; null: in all"),
            .init("requests_a_minute", Schema.count.orNull, "null: the limit of all"),
            .init("expires_at", Schema.instant.orNull, "when the token ends"),
        ]))
}
