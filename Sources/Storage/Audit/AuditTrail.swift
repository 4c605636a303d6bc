import Domain
import Postgres

extension Session {
    /// Writes down who did what, in the transaction that does it.
    ///
    /// - Parameters:
    ///   - action: a verb of the command line or of a page, such as `key revoke`.
    ///   - subject: what it was done to, such as `key 7` or a build's code.
    ///   - details: encoded with keys in snake case.
    borrowing func audit(
        _ action: String, of subject: String, _ details: some Encodable = NoDetails(), by actor: String,
        at now: Timestamp
    ) throws {
        try run(
            Query("audit_insert"),
            [.time(now), .text(actor), .text(action), .text(subject), .text(try json(details))])
    }
}

/// No details: the subject is enough.
struct NoDetails: Encodable {}

struct ReasonDetails: Encodable {
    let reason: String
}

struct HolidayDetails: Encodable {
    let name: String
    let reason: String
}

struct OutageDetails: Encodable {
    let from: String
    let to: String
    let reason: String
}

struct SuspensionDetails: Encodable {
    let suspensionId: Int64
    var from: String?
    var to: String?
    var document: String?
}

struct ChangeDetails: Encodable {
    let changeId: Int64
    let kind: String
    let effectiveOn: String
    let document: String
}

struct RegistryImportDetails: Encodable {
    let changes: Int
}

struct PlanImportDetails: Encodable {
    let new: Int
    let corrected: Int
}

struct FileImportDetails: Encodable {
    /// Of the file's bytes.
    let sha256: String
    let lines: Int
    let counted: Int
    let batches: [String]
}

struct KeyDetails: Encodable {
    let keyId: Int64
    /// Numbers of the keys that a rotation ends at `expiresAt`.
    var expiring: [Int64]?
    var expiresAt: String?
}

struct IdentityDetails: Encodable {
    /// `iss` of the identity provider.
    let issuer: String
}

struct ResendDetails: Encodable {
    let delivery: Int64
    /// The new delivery of the same payload.
    let again: Int64
}

struct CaseStepDetails: Encodable {
    let ordinal: Int
    let what: String
}

struct CaseLinkDetails: Encodable {
    let link: Int64
    let ordinal: Int
    let party: String
}
