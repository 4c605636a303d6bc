package import Domain
import Postgres

/// A change as it was recorded, or as it was on record already.
package struct RecordedChange: Sendable, Equatable {
    package let id: Int64
    /// Whether it needed approval or confirmation; `nil` where the same change was on record already.
    package let changeClass: ChangeClass?
}

/// What stands in the way of a change.
package struct ChangeRefusal: Error, Sendable, Equatable {
    /// Position in the list that was given, from 0.
    package let index: Int
    package let reason: String
}

/// None of the changes was recorded.
package struct ChangesRefused: Error, Sendable {
    package let refusals: [ChangeRefusal]
}

/// A change as `afterbuild change list` shows it.
package struct ChangeListing: Sendable, Equatable {
    package let change: ChangeEvent
    package let withdrawal: Withdrawal?
}

/// Why a change cannot be withdrawn.
package enum ChangeNotWithdrawn: Error, Sendable, Equatable {
    /// There is none of this number, or it was withdrawn before.
    case unknown
    /// A later change of the supplier stands on it.
    case laterChange(Int64)
}

/// Changes of projects and builds: recorded, withdrawn, listed.
package struct ChangeStore: Store {
    let database: Database

    /// Records changes, all of them or none, and moves the supplier where one changes it.
    ///
    /// A change that is on record already is not recorded again.
    /// - Throws: `ChangesRefused` with every change that cannot be.
    package func record(
        _ drafts: [ChangeDraft], actor: String, now: Timestamp
    ) async throws -> [RecordedChange] {
        try await write { session in
            try lockRegistry(in: session)
            var recorded: [RecordedChange] = []
            var refusals: [ChangeRefusal] = []
            for (index, draft) in drafts.enumerated() {
                switch try record(draft, index, actor: actor, now: now, in: session) {
                case .success(let change): recorded.append(change)
                case .failure(let refusal): refusals.append(refusal)
                }
            }
            guard refusals.isEmpty else { throw ChangesRefused(refusals: refusals) }
            try session.run(Query("registry_revision_bump"))
            return recorded
        }
    }

    /// Takes a change back; a supplier that it brought gives way to the one before.
    ///
    /// - Throws: `ChangeNotWithdrawn`.
    package func withdraw(
        _ id: Int64, reason: String, actor: String, now: Timestamp
    ) async throws {
        try await write { session in
            try lockRegistry(in: session)
            let found = try session.first(
                Query(reading: "change_withdrawable") { row in
                    Withdrawable(
                        project: try row.int64("project_id"),
                        supplierBefore: try row.optionalText("supplier_before"),
                        supplierAfter: try row.optionalText("supplier_after"),
                        effectiveOn: try row.day("effective_on"),
                        later: try row.optionalInt("later"))
                }, [.int(id)])
            guard let found else { throw ChangeNotWithdrawn.unknown }
            if let later = found.later { throw ChangeNotWithdrawn.laterChange(later) }
            try session.run(
                Query("change_withdrawal_insert"),
                [.int(id), .text(reason), .text(actor), .time(now)])
            if let supplier = found.supplierAfter {
                try takeBack(
                    supplier, of: found.project, since: found.effectiveOn, from: found.supplierBefore,
                    in: session)
                try stage(found.project, supplier: (nil, nil, nil), in: session)
                try addVersions(
                    reason: "change \(id) withdrawn: \(reason)", actor: actor, now: now, in: session)
            }
            try session.run(Query("registry_revision_bump"))
            try session.audit(
                "change withdraw", of: "change \(id)", ReasonDetails(reason: reason), by: actor, at: now)
        }
    }

    /// Changes in the order of the days on which they take effect, those that were withdrawn included.
    ///
    /// - Parameter code: only those of this project, or of this build and its project.
    package func list(of code: String? = nil, asOf: Timestamp? = nil) async throws -> [ChangeListing] {
        try await read { session in
            try session.rows(
                Query(reading: "change_list") { row in
                    ChangeListing(
                        change: try changeEvent(row), withdrawal: try withdrawal(row))
                }, [.text(code), .time(asOf)])
        }
    }
}

/// What the registry says of the project or build that a change names.
private struct ChangeTarget {
    let project: Int64
    let projectCode: String
    let build: Int64?
    let asMonths: Int
    let buildFrom: Day?
    let completedOn: Day?
    /// The one without an end, which may yet begin.
    let supplier: Supplier?

    struct Supplier {
        let number: String
        let name: String
        let since: Day
    }
}

private struct Withdrawable {
    let project: Int64
    let supplierBefore: String?
    let supplierAfter: String?
    let effectiveOn: Day
    let later: Int64?
}

/// A change with what the registry adds to it.
private struct ChangeRecord {
    var before: String?
    var after: String
    var supplierBefore: String?
    var supplierAfter: String?
    var buildTo: Day?
    var asTo: Day?
    var amount: Int?
}

extension ChangeStore {
    private func lockRegistry(in session: borrowing Session) throws {
        _ = try session.run(
            "select pg_advisory_xact_lock(hashtext('afterbuild.registry'))", as: "registry_lock")
    }

    private func record(
        _ draft: ChangeDraft, _ index: Int, actor: String, now: Timestamp, in session: borrowing Session
    ) throws -> Result<RecordedChange, ChangeRefusal> {
        func refused(_ reason: String) -> Result<RecordedChange, ChangeRefusal> {
            .failure(ChangeRefusal(index: index, reason: reason))
        }
        guard let target = try target(draft.code, in: session) else {
            return refused("no build or project \(draft.code); afterbuild registry import makes them")
        }
        let build = draft.kind.isOfProject ? nil : target.build
        var record: ChangeRecord
        switch draft.detail {
        case .supplier(let number, let name, _):
            record = ChangeRecord(after: "\(name) (\(number))", supplierAfter: number.digits)
        case .period(let buildTo, let asTo):
            if let problem = problem(buildTo, asTo, target) { return refused(problem) }
            record = periodRecord(buildTo, asTo, target)
        case .cost(let amount, let after): record = ChangeRecord(after: after, amount: amount)
        case .words(_, let after): record = ChangeRecord(after: after)
        }
        let same = try session.first(
            Query(reading: "change_find_same") { try $0.int64("change_id") },
            [
                .int(target.project), .int(build), .text(draft.kind.rawValue), .text(record.after),
                .day(draft.effectiveOn),
            ])
        if let same { return .success(RecordedChange(id: same, changeClass: nil)) }
        if case .supplier(let number, let name, let email) = draft.detail {
            let moved = try moveSupplier(
                of: target, to: (number.digits, name, email), on: draft.effectiveOn,
                reason: draft.document.name, actor: actor, now: now, in: session)
            switch moved {
            case .success(let before):
                record.supplierBefore = before?.number
                record.before = before.map { "\($0.name) (\(dashed($0.number)))" }
            case .failure(let refusal): return refused(refusal.reason)
            }
        }
        record.before = draft.before ?? record.before
        return .success(
            try insert(record, draft, target: target, build: build, actor: actor, now: now, in: session))
    }

    private func insert(
        _ record: ChangeRecord, _ draft: ChangeDraft, target: ChangeTarget, build: Int64?, actor: String,
        now: Timestamp, in session: borrowing Session
    ) throws -> RecordedChange {
        let change = try session.single(
            Query(reading: "change_insert") { row in
                let changeClass: ChangeClass = try row.value("class")
                return RecordedChange(id: try row.int64("change_id"), changeClass: changeClass)
            },
            [
                .int(target.project), .int(build), .text(draft.kind.rawValue), .text(record.before),
                .text(record.after), .text(record.supplierBefore), .text(record.supplierAfter),
                .day(record.buildTo), .day(record.asTo), .int(record.amount.map(Int64.init)),
                .day(draft.effectiveOn),
            ] + draft.document.parameters + [.text(actor), .time(now)])
        try session.audit(
            "change add", of: draft.code,
            ChangeDetails(
                changeId: change.id, kind: draft.kind.rawValue, effectiveOn: "\(draft.effectiveOn)",
                document: draft.document.name), by: actor, at: now)
        return change
    }

    private func target(_ code: String, in session: borrowing Session) throws -> ChangeTarget? {
        try session.first(
            Query(reading: "change_target") { row in
                var supplier: ChangeTarget.Supplier?
                if let number = try row.optionalText("supplier_number") {
                    supplier = ChangeTarget.Supplier(
                        number: number, name: try row.string("supplier_name"),
                        since: try row.day("supplier_from"))
                }
                return ChangeTarget(
                    project: try row.int64("project_id"), projectCode: try row.string("project_code"),
                    build: try row.optionalInt("build_id"),
                    asMonths: try row.int("as_months"), buildFrom: try row.optionalDay("build_from"),
                    completedOn: try row.optionalDay("completed_on"), supplier: supplier)
            }, [.text(code)])
    }

    private func problem(_ buildTo: Day?, _ asTo: Day?, _ target: ChangeTarget) -> String? {
        if let buildTo, let buildFrom = target.buildFrom, buildTo < buildFrom {
            return "the new 구축종료일 \(buildTo) is before 구축시작일 \(buildFrom)"
        }
        if let asTo, let completedOn = target.completedOn, asTo < completedOn {
            return "the new 집중AS종료일 \(asTo) is before 구축완료일 \(completedOn)"
        }
        return nil
    }

    /// A new end of the build moves the 집중AS phase of a build that is completed; before that, completion does.
    private func periodRecord(_ buildTo: Day?, _ asTo: Day?, _ target: ChangeTarget) -> ChangeRecord {
        var asTo = asTo
        if asTo == nil, let buildTo, let completedOn = target.completedOn, buildTo >= completedOn {
            asTo = buildTo.adding(months: target.asMonths)
        }
        let texts = [buildTo.map { "구축종료일 \($0)" }, asTo.map { "집중AS종료일 \($0)" }].compactMap { $0 }
        return ChangeRecord(after: texts.joined(separator: ", "), buildTo: buildTo, asTo: asTo)
    }

    /// Closes the party of the old supplier the day before and opens that of the new one, as an import does.
    ///
    /// Where the registry file named the new one first, the day of the change corrects the day of the import.
    /// - Returns: the old supplier.
    private func moveSupplier(
        of target: ChangeTarget, to new: (number: String, name: String, email: String?), on day: Day,
        reason: String, actor: String, now: Timestamp, in session: borrowing Session
    ) throws -> Result<ChangeTarget.Supplier?, ChangeRefusal> {
        func refused(_ reason: String) -> Result<ChangeTarget.Supplier?, ChangeRefusal> {
            .failure(ChangeRefusal(index: 0, reason: reason))
        }
        var before = target.supplier
        if let supplier = target.supplier, supplier.number == new.number {
            guard supplier.since >= day else {
                return refused("\(supplier.name) is the supplier since \(supplier.since) already")
            }
            before = try session.first(
                Query(reading: "change_supplier_before") {
                    ChangeTarget.Supplier(
                        number: try $0.string("number"), name: try $0.string("name"),
                        since: try $0.day("valid_from"))
                }, [.int(target.project), .day(supplier.since)])
            try takeBack(
                new.number, of: target.project, since: supplier.since, from: before?.number, in: session)
        }
        if let before, before.since >= day {
            return refused(
                "\(before.name) is the supplier from \(before.since) on; a change takes effect after that day, or "
                    + "the later one is withdrawn first")
        }
        try stage(target.project, supplier: new, in: session)
        let dated: [Parameter] = [.day(day), .bool(false)]
        try session.run(Query("registry_companies_upsert"))
        try session.run(Query("registry_parties_close"), dated + [.text(before?.number)])
        try session.run(Query("registry_parties_insert"), dated)
        try addVersions(reason: reason, actor: actor, now: now, in: session)
        return .success(before)
    }

    private func takeBack(
        _ number: String, of project: Int64, since day: Day, from before: String?,
        in session: borrowing Session
    ) throws {
        try session.run(
            Query("registry_supplier_take_back"),
            [.int(project), .text(number), .text(before), .day(day)])
    }

    private func stage(
        _ project: Int64, supplier: (number: String?, name: String?, email: String?),
        in session: borrowing Session
    ) throws {
        try session.run(Query("registry_staging_clear"))
        try session.run(
            Query("registry_project_stage"),
            [.int(project), .text(supplier.number), .text(supplier.name), .text(supplier.email)])
    }

    private func addVersions(
        reason: String, actor: String, now: Timestamp, in session: borrowing Session
    ) throws {
        _ = try database.registry.addRegistryVersions(actor: actor, reason: reason, now: now, in: session)
        try session.run(Query("registry_staging_clear"))
    }
}

/// `1234567890` as `123-45-67890`.
private func dashed(_ number: String) -> String {
    "\(number.prefix(3))-\(number.dropFirst(3).prefix(2))-\(number.suffix(5))"
}

func changeEvent(_ row: borrowing RowReader) throws -> ChangeEvent {
    ChangeEvent(
        id: try row.int64("change_id"), projectCode: try row.string("project_code"),
        buildCode: try row.optionalText("build_code"), kind: try row.value("kind"),
        changeClass: try row.value("class"), before: try row.optionalText("before"),
        after: try row.string("after"), supplierBefore: try row.optionalText("supplier_before"),
        supplierAfter: try row.optionalText("supplier_after"), buildTo: try row.optionalDay("build_to"),
        asTo: try row.optionalDay("as_to"), amount: try row.optionalInt("amount_krw").map { Int($0) },
        effectiveOn: try row.day("effective_on"),
        document: DocumentReference(
            name: try row.string("document"), sha256: try row.optionalText("document_sha256")),
        recordedBy: try row.string("recorded_by"), knownAt: try row.timestamp("known_at"))
}
