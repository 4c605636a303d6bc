package import Domain
import Postgres

/// A person as an issuer or a local account names them.
package struct PersonClaim: Sendable, Equatable {
    /// The address of the issuer; `local` for local accounts.
    package let issuer: String
    /// What the issuer calls the person, for ever.
    package let subject: String
    package let name: String
    /// Tells two people of one name apart.
    package let handle: String

    package static let localIssuer = "local"

    package init(issuer: String, subject: String, name: String, handle: String) {
        self.issuer = issuer
        self.subject = subject
        self.name = name
        self.handle = handle
    }
}

extension AccessStore {
    /// Opens a session for a person whose identity is proven.
    ///
    /// The person's token of this role is made when there is none, and those of other roles end, with their sessions:
    /// a lost role has no effect any more.
    /// - Parameter unusedHash: the hash of a discarded secret: the token cannot be used as a bearer token.
    package func signIn(
        _ claim: PersonClaim, role: Role, unusedHash: [UInt8], sessionHash: [UInt8], now: Timestamp,
        expiresAt: Timestamp
    ) async throws -> Access {
        try await write { session in
            let person = try put(claim, now: now, in: session)
            try session.run(
                Query("person_tokens_revoke"),
                [.int(person.id), .time(now), .text(role.rawValue)])
            let access = try token(of: person, role: role, unusedHash: unusedHash, now: now, in: session)
            try session.run(
                Query("session_insert"),
                [.bytes(sessionHash), .int(access.tokenID), .time(now), .time(expiresAt)])
            try session.audit(
                "sign in", of: "person \(person.id) \(role.rawValue)", IdentityDetails(issuer: claim.issuer),
                by: person.name, at: now)
            return access
        }
    }

    /// Ends the tokens and sessions of somebody to whom the issuer gives no role any more.
    ///
    /// Does nothing for a person who never signed in.
    package func endAccess(of claim: PersonClaim, now: Timestamp) async throws {
        try await write { session in
            guard let person = try person(of: claim, in: session) else { return }
            let ended = try session.run(
                Query("person_tokens_revoke"), [.int(person.id), .time(now), .text(nil)])
            guard ended > 0 else { return }
            try session.audit(
                "lose roles", of: "person \(person.id)", IdentityDetails(issuer: claim.issuer),
                by: person.name, at: now)
        }
    }

    private func token(
        of person: Person, role: Role, unusedHash: [UInt8], now: Timestamp, in session: borrowing Session
    ) throws -> Access {
        let find = accessQuery("person_token_find")
        let parameters: [Parameter] = [.int(person.id), .text(role.rawValue)]
        if let access = try session.first(find, parameters) { return access }
        _ = try database.tokens.insert(
            TokenDraft(role: role, label: person.name), hash: unusedHash, personID: person.id, now: now,
            in: session)
        guard let access = try session.first(find, parameters) else {
            throw UnexpectedRow(query: "person_token_find", column: "token_id")
        }
        return access
    }

    /// The person, inserted where new and locked: no other transaction gives them a token until this one ends.
    ///
    /// The name is the one of the first time: it stands in the history.
    func put(_ claim: PersonClaim, now: Timestamp, in session: borrowing Session) throws -> Person {
        try session.run(
            Query("person_insert"),
            [
                .text(claim.issuer), .text(claim.subject), .text(claim.name), .text(claim.handle), .time(now),
            ])
        guard let person = try person(of: claim, in: session) else {
            throw UnexpectedRow(query: "person_find", column: "person_id")
        }
        try session.run(Query("person_lock"), [.int(person.id)])
        return person
    }

    private func person(of claim: PersonClaim, in session: borrowing Session) throws -> Person? {
        try session.first(
            Query(reading: "person_find") {
                Person(id: try $0.int64("person_id"), name: try $0.string("shown_name"))
            },
            [.text(claim.issuer), .text(claim.subject)])
    }
}
