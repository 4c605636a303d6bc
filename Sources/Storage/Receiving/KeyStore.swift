package import Domain
import Postgres

/// One live key as a collector holds it in memory.
package struct KeyEntry: Sendable {
    package let keyID: Int64
    package let buildID: Int64
    /// Keyed hash, 32 bytes.
    package let hash: [UInt8]
    package let collectFrom: Day?
    package let collectTo: Day?
    /// Set when the key was rotated: from then on it is as unknown as a revoked one.
    package let expiresAt: Timestamp?

    package init(
        keyID: Int64, buildID: Int64, hash: [UInt8], collectFrom: Day?, collectTo: Day?, expiresAt: Timestamp?
    ) {
        self.keyID = keyID
        self.buildID = buildID
        self.hash = hash
        self.collectFrom = collectFrom
        self.collectTo = collectTo
        self.expiresAt = expiresAt
    }

    package func isLive(at now: Timestamp) -> Bool { expiresAt.map { now < $0 } ?? true }
}

/// One key as `afterbuild key list` shows it.
///
/// The key itself is not stored.
package struct KeyListing: Sendable {
    package let keyID: Int64
    package let buildID: Int64
    package let buildCode: String
    /// The last four characters.
    package let hint: String
    package let origin: String
    package let issuedAt: Timestamp
    /// `nil`: from the opening of the collection window of its build.
    package let existedFrom: Day?
    package let revokedAt: Timestamp?
    /// Set by a rotation; it may lie in the future.
    package let expiresAt: Timestamp?
}

/// A way in which a key was used: where records came from, and in which form.
package struct KeyUse: Sendable, Hashable {
    package let keyID: Int64
    package let dialect: Int16
    /// `AddressClass` of the sender's own address; `nil` where it is not known.
    package let network: Int16?

    package init(keyID: Int64, dialect: Int16, network: Int16?) {
        self.keyID = keyID
        self.dialect = dialect
        self.network = network
    }
}

/// A key that an installed client already uses.
package struct ImportedKey: Sendable {
    package let buildCode: String
    /// Keyed hash, 32 bytes.
    package let hash: [UInt8]
    /// The last four characters.
    package let hint: String
    /// The first day on which it existed; `nil`: from the opening of the collection window of its build.
    package let since: Day?

    package init(buildCode: String, hash: [UInt8], hint: String, since: Day? = nil) {
        self.buildCode = buildCode
        self.hash = hash
        self.hint = hint
        self.since = since
    }
}

/// What stands in the way of a key import; nothing was imported.
package struct KeyImportProblem: Sendable, Equatable {
    /// Position in the list that was given, from 0.
    package let index: Int
    package let reason: String
}

/// Keys of installed clients.
package struct KeyStore: Store {
    let database: Database

    /// All live keys, read together with the revision that they are the state of.
    package func snapshot() async throws -> (revision: Int64, keys: [KeyEntry]) {
        try await read { session in
            // The revision first: a change in between is then seen as a newer revision, and read again.
            let revision = try session.first(
                Query(reading: "registry_revision") { try $0.int64("revision") })
            let keys = try session.rows(
                Query(reading: "key_snapshot") { row in
                    KeyEntry(
                        keyID: try row.int64("key_id"), buildID: try row.int64("build_id"),
                        hash: try row.optionalBytes("key_hash") ?? [],
                        collectFrom: try row.optionalDay("collect_from"),
                        collectTo: try row.optionalDay("collect_to"),
                        expiresAt: try row.optionalTimestamp("expires_at"))
                })
            return (revision ?? 0, keys)
        }
    }

    /// Registers a new key of a build; `nil` when there is no such build.
    package func add(
        buildCode: String, hash: [UInt8], hint: String, actor: String, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            let id = try session.first(
                Query(reading: "key_insert") { try $0.int64("key_id") },
                [.text(buildCode), .bytes(hash), .text(hint), .text("issued"), .time(now)])
            guard let id else { return nil }
            try database.feed.announceKeys([id], now: now, in: session)
            try session.run(Query("registry_revision_bump"))
            try session.audit("key issue", of: buildCode, KeyDetails(keyId: id), by: actor, at: now)
            return id
        }
    }

    /// Registers a new key of a build and lets its other live keys end at `expiresAt`, unless they end sooner.
    ///
    /// - Returns: the new key, and how many others end; `nil` when there is no such build.
    package func rotate(
        of buildCode: String, hash: [UInt8], hint: String, expiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> (keyID: Int64, expiring: Int)? {
        try await write { session in
            // The old keys first, so that the new one is not among them.
            let expiring = try session.rows(
                Query(reading: "key_expire") { try $0.int64("key_id") },
                [.text(buildCode), .time(expiresAt)]
            ).sorted()
            let id = try session.first(
                Query(reading: "key_insert") { try $0.int64("key_id") },
                [.text(buildCode), .bytes(hash), .text(hint), .text("issued"), .time(now)])
            guard let id else { return nil }
            try database.feed.announceKeys([id], now: now, in: session)
            try session.run(Query("registry_revision_bump"))
            try session.audit(
                "key rotate", of: buildCode,
                KeyDetails(keyId: id, expiring: expiring, expiresAt: expiresAt.iso8601), by: actor, at: now)
            return (id, expiring.count)
        }
    }

    /// Every way in which any key was ever used.
    package func uses() async throws -> [KeyUse] {
        try await read { session in
            try session.rows(
                Query(reading: "key_uses") {
                    KeyUse(
                        keyID: try $0.int64("key_id"),
                        dialect: Int16(truncatingIfNeeded: try $0.int64("dialect")),
                        network: try $0.optionalInt("network").map { Int16(truncatingIfNeeded: $0) })
                })
        }
    }

    /// Registers keys that an installed fleet already uses.
    ///
    /// All or none.
    ///
    /// A key that its build already has is not a problem: the import may be repeated. It keeps the day since which it
    /// exists, so another day is a problem.
    /// - Returns: how many keys are new, or the problems.
    package func importKeys(
        _ keys: [ImportedKey], actor: String, now: Timestamp
    ) async throws -> (added: Int, problems: [KeyImportProblem]) {
        let codes = keys.map(\.buildCode)
        let hashes = Parameter.textArray(keys.map { byteaText($0.hash) })
        let hints = keys.map(\.hint)
        return try await write { session in
            var problems = try session.rows(
                Query(reading: "build_codes_missing") {
                    KeyImportProblem(
                        index: try $0.int("ordinal") - 1,
                        reason:
                            "no build \(try $0.string("code")): import it with afterbuild registry import first"
                    )
                }, [.textArray(codes)])
            let holders = try session.rows(
                Query(reading: "key_holders") {
                    (
                        code: try $0.string("code"), index: try $0.int("ordinal") - 1,
                        revokedAt: try $0.optionalTimestamp("revoked_at"),
                        expiresAt: try $0.optionalTimestamp("expires_at"),
                        existedFrom: try $0.optionalDay("existed_from")
                    )
                }, [hashes])
            for holder in holders {
                if codes[holder.index] != holder.code {
                    problems.append(
                        KeyImportProblem(
                            index: holder.index, reason: "this key already belongs to build \(holder.code)"))
                } else if let revokedAt = holder.revokedAt {
                    problems.append(
                        KeyImportProblem(
                            index: holder.index,
                            reason: "this key was revoked on \(revokedAt.day) and stays so; issue a new one"))
                } else if let expiresAt = holder.expiresAt, expiresAt <= now {
                    problems.append(
                        KeyImportProblem(
                            index: holder.index,
                            reason: "this key expired on \(expiresAt.day), after a rotation; issue a new one")
                    )
                } else if let since = keys[holder.index].since, since != holder.existedFrom {
                    let known = holder.existedFrom?.description ?? "the opening of the collection window"
                    problems.append(
                        KeyImportProblem(
                            index: holder.index,
                            reason:
                                "since is \(since), but this key is registered since \(known) and keeps that; "
                                + "leave the cell empty"))
                }
            }
            guard problems.isEmpty else { return (0, problems.sorted { $0.index < $1.index }) }
            let added = try session.rows(
                Query(reading: "key_import") { try $0.int64("key_id") },
                [
                    .textArray(codes), hashes, .textArray(hints), .time(now),
                    .textArray(keys.map { $0.since?.description }),
                ])
            try database.feed.announceKeys(added, now: now, in: session)
            try session.run(Query("registry_revision_bump"))
            try session.audit("key import", of: "\(added.count) keys", by: actor, at: now)
            return (added.count, [])
        }
    }

    /// Keys of one build, or of all.
    package func list(of buildCode: String?) async throws -> [KeyListing] {
        try await read { session in
            try session.rows(
                Query(reading: "key_list") {
                    KeyListing(
                        keyID: try $0.int64("key_id"), buildID: try $0.int64("build_id"),
                        buildCode: try $0.string("code"),
                        hint: try $0.string("hint"), origin: try $0.string("origin"),
                        issuedAt: try $0.timestamp("issued_at"),
                        existedFrom: try $0.optionalDay("existed_from"),
                        revokedAt: try $0.optionalTimestamp("revoked_at"),
                        expiresAt: try $0.optionalTimestamp("expires_at"))
                }, [.text(buildCode)])
        }
    }

    /// Ends a key's life; false when it has no such life.
    package func revoke(_ keyID: Int64, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            let revoked = try session.first(
                Query(reading: "key_revoke") { try $0.int64("key_id") }, [.int(keyID), .time(now)])
            guard revoked != nil else { return false }
            try database.feed.announceKeys([keyID], now: now, in: session)
            try session.run(Query("registry_revision_bump"))
            try session.audit("key revoke", of: "key \(keyID)", by: actor, at: now)
            return true
        }
    }
}

/// The text form of `bytea`, which an array parameter needs.
func byteaText(_ bytes: [UInt8]) -> String { "\\x" + hexText(bytes) }

extension KeyStore {
    /// - Parameter asOf: those that were noted until this instant; `nil`: all.
    func notes(
        ofBuild buildID: Int64, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [KeyNote] {
        try session.rows(
            Query(reading: "key_notes") {
                KeyNote(
                    keyID: try $0.int64("key_id"), hint: try $0.string("hint"),
                    dialect: Dialect(code: Int16(truncatingIfNeeded: try $0.int64("dialect"))),
                    network: try $0.optionalInt("network").flatMap {
                        AddressClass(rawValue: Int16(truncatingIfNeeded: $0))
                    },
                    seenAt: try $0.timestamp("seen_at"), isNewDialect: try $0.bool("is_new_dialect"),
                    isNewNetwork: try $0.bool("is_new_network"))
            }, [.int(buildID), .time(asOf)])
    }
}
