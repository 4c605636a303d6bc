package import Domain
import Postgres

extension CaseStore {
    /// Stores a link by which a firm may reply to a step that asks it.
    ///
    /// - Parameter hash: of a random token, 32 bytes; the token itself goes into the message and nowhere else.
    /// - Returns: the link's id.
    /// - Throws: `CaseRefusal`, where the step does not ask this firm or the firm has no such part in the build.
    package func addReplyLink(
        hash: [UInt8], to caseID: Int64, ordinal: Int, party: CaseParty, companyNumber: String,
        expiresAt: Timestamp, by access: Access, now: Timestamp
    ) async throws -> Int64 {
        guard access.may(.stepCases) else { throw CaseRefusal(.role) }
        return try await caseRefusals {
            try await write { session in
                let id = try session.single(
                    Query(reading: "case_link_insert") { try $0.int64("link_id") },
                    [
                        .bytes(hash), .int(caseID), .int(Int64(ordinal)), .text(party.rawValue),
                        .text(companyNumber), .time(now), .time(expiresAt),
                    ])
                try session.audit(
                    "case link", of: "case \(caseID)",
                    CaseLinkDetails(link: id, ordinal: ordinal, party: party.rawValue), by: access.label,
                    at: now)
                return id
            }
        }
    }

    /// What a link leads to; `nil` when it is unknown or expired, the case is closed, or the firm no longer has that part in
    /// the build.
    package func replyCase(hash: [UInt8], now: Timestamp) async throws -> ReplyCase? {
        try await read { session in
            guard let link = try replyLink(hash: hash, now: now, in: session),
                let file = try file(link.caseID, now: now, in: session),
                let facts = try database.registry.facts(of: [file.buildID], today: now.day, in: session).first
            else { return nil }
            let signals = try database.signals.list(of: [file.buildID], includingCleared: true, in: session)
            return ReplyCase(
                link: link, file: file, adopterName: facts.adopterName,
                signals: signals.map(\.signal).filter { file.signals.contains($0.id) })
        }
    }

    /// A firm's reply by its link.
    ///
    /// - Returns: the step as it is stored.
    /// - Throws: `CaseRefusal`, and then nothing was written.
    package func reply(
        linkHash: [UInt8], text: String, documents: [CaseDocument], declines: Bool, now: Timestamp
    ) async throws -> CaseStep {
        // A firm answers what it was asked, whatever else is written meanwhile.
        for _ in 0..<4 {
            do {
                return try await replyOnce(linkHash, text, documents, declines, now)
            } catch let refusal as CaseRefusal where refusal.reason == .stale {
                continue
            }
        }
        return try await replyOnce(linkHash, text, documents, declines, now)
    }

    private func replyOnce(
        _ linkHash: [UInt8], _ text: String, _ documents: [CaseDocument], _ declines: Bool, _ now: Timestamp
    ) async throws -> CaseStep {
        try await caseRefusals {
            try await write { session in
                guard let link = try replyLink(hash: linkHash, now: now, in: session),
                    let file = try file(link.caseID, now: now, in: session)
                else { throw CaseRefusal(.link) }
                let step = CaseStep(
                    ordinal: file.history.steps.count + 1, at: now,
                    actor: .firm(link.party, name: link.companyName, linkID: link.id),
                    act: .reply(link.party, declines: declines), text: text, documents: documents)
                try add(step, to: file, now: now, in: session)
                return step
            }
        }
    }
}

extension CaseStore {
    func replyLink(hash: [UInt8], now: Timestamp, in session: borrowing Session) throws -> CaseReplyLink? {
        let query = Query(reading: "case_link_find") { row in
            let party: CaseParty = try row.value("party")
            return CaseReplyLink(
                id: try row.int64("link_id"), caseID: try row.int64("case_id"),
                ordinal: try row.int("ordinal"),
                buildCode: try row.string("build_code"), party: party,
                companyNumber: try row.string("company_number"),
                companyName: try row.string("company_name"), expiresAt: try row.timestamp("expires_at"),
                uses: try row.int("replies"))
        }
        return try session.first(query, [.bytes(hash), .time(now), .day(now.day)])
    }
}
