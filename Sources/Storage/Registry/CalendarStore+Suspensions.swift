package import Domain
import Postgres

/// That a declaration or change was withdrawn: when, by whom and why.
package struct Withdrawal: Sendable, Equatable {
    package let at: Timestamp
    package let by: String
    package let reason: String
}

/// A suspension as `afterbuild suspension list` shows it.
package struct SuspensionListing: Sendable, Equatable {
    package let suspension: Suspension
    /// Business number and serial.
    package let site: String
    package let companyName: String
    /// The builds that stand there now.
    package let builds: String
    package let withdrawal: Withdrawal?
}

extension CalendarStore {
    /// Declares that the business of a build's site is suspended; `nil` when there is no such build.
    ///
    /// - Parameter to: inclusive; `nil` while the end is not known.
    package func declareSuspension(
        of code: String, from: Day, to: Day?, document: DocumentReference, actor: String, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            let id = try session.first(
                Query(reading: "suspension_insert") { try $0.int64("suspension_id") },
                [.text(code), .day(from), .day(to)] + document.parameters + [.text(actor), .time(now)])
            guard let id else { return nil }
            try session.audit(
                "suspension add", of: code,
                SuspensionDetails(suspensionId: id, from: "\(from)", document: document.name), by: actor,
                at: now)
            return id
        }
    }

    /// Gives an open suspension its end.
    ///
    /// The open one is withdrawn and the same one with an end takes its place, so that both stay on record.
    /// - Returns: the number of the new one; `nil` when there is no open one of this number that began by then.
    package func endSuspension(
        _ id: Int64, on end: Day, document: DocumentReference, actor: String, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            let successor = try session.first(
                Query(reading: "suspension_end") { try $0.int64("suspension_id") },
                [.int(id), .day(end)] + document.parameters + [.text(actor), .time(now)])
            guard let successor else { return nil }
            try session.run(
                Query("suspension_withdraw"),
                [.int(id), .text("ended on \(end), see \(successor)"), .text(actor), .time(now)])
            try session.audit(
                "suspension end", of: "suspension \(id)",
                SuspensionDetails(suspensionId: successor, to: "\(end)"), by: actor, at: now)
            return successor
        }
    }

    /// Takes a wrong suspension back; false when there is none of this number, or it was taken back before.
    package func withdrawSuspension(
        _ id: Int64, reason: String, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let count = try session.run(
                Query("suspension_withdraw"),
                [.int(id), .text(reason), .text(actor), .time(now)])
            guard count > 0 else { return false }
            try session.audit(
                "suspension withdraw", of: "suspension \(id)", ReasonDetails(reason: reason), by: actor,
                at: now)
            return true
        }
    }

    /// Suspensions in the order of their beginning, those that were withdrawn included.
    ///
    /// - Parameter code: only those of the site of this build.
    package func suspensions(of code: String? = nil, asOf: Timestamp? = nil) async throws
        -> [SuspensionListing]
    {
        try await read { session in
            try session.rows(
                Query(reading: "suspension_list") { row in
                    SuspensionListing(
                        suspension: Suspension(
                            id: try row.int64("suspension_id"), beganOn: try row.day("began_on"),
                            endedOn: try row.optionalDay("ended_on"),
                            document: DocumentReference(
                                name: try row.string("document"),
                                sha256: try row.optionalText("document_sha256")),
                            recordedBy: try row.string("recorded_by"), knownAt: try row.timestamp("known_at")),
                        site: try row.string("site"), companyName: try row.string("company_name"),
                        builds: try row.optionalText("builds") ?? "", withdrawal: try withdrawal(row))
                }, [.text(code), .time(asOf)])
        }
    }
}

/// Time, person and reason of a withdrawal; `nil` where there is none.
func withdrawal(_ row: borrowing RowReader) throws -> Withdrawal? {
    guard let time = try row.optionalTimestamp("withdrawn_at") else { return nil }
    return Withdrawal(
        at: time, by: try row.string("withdrawn_by"), reason: try row.string("withdrawal_reason"))
}

extension DocumentReference {
    /// Name and hash, as two parameters.
    var parameters: [Parameter] { [.text(name), .text(sha256.map { "\\x" + $0 })] }
}
