package import Domain
import Postgres

/// One registry entry that an import made or changed.
package struct RegistryChange: Sendable, Equatable {
    /// company, project, party, site or build; change, where the file differs from a recorded change, which
    /// stays.
    package let entity: String
    package let key: String
    package let isNew: Bool
    /// `name: old -> new; …`; empty for a new entry.
    package let difference: String
}

/// Projects, builds and companies as the registry file names them, with what was declared of them.
package struct RegistryStore: Store {
    let database: Database

    /// Makes and updates companies, sites, projects, parties and builds from the rows of a registry file.
    ///
    /// One transaction; with `dryRun` it is rolled back after the differences were read.
    /// - Parameters:
    ///   - rows: checked rows.
    ///   - reason: stands in the history beside every changed entry.
    /// - Returns: every entry that is new or changed, and where recorded changes stay. Unchanged entries get no new
    ///   version.
    package func importFile(
        _ rows: [RegistryRow], dryRun: Bool, actor: String, reason: String, now: Timestamp
    ) async throws -> [RegistryChange] {
        let copy = RegistryCopy(rows)
        do {
            return try await write { session in
                _ = try session.run(
                    "select pg_advisory_xact_lock(hashtext('afterbuild.registry'))", as: "registry_lock")
                try session.run(Query("registry_staging_clear"))
                _ = try session.copyIn(RegistryCopy.sql, as: "copy_registry_staging", copy.buffer)
                let dated: [Parameter] = [.day(now.day), .bool(true)]
                try session.run(Query("registry_companies_upsert"))
                try session.run(Query("registry_projects_upsert"))
                try session.run(Query("registry_sites_upsert"))
                try session.run(Query("registry_builds_upsert"))
                try session.run(Query("registry_parties_close"), dated + [.text(nil)])
                try session.run(Query("registry_parties_insert"), dated)
                let changes = try addRegistryVersions(
                    actor: actor, reason: reason, now: now, in: session)
                let kept = try changesKept(today: now.day, in: session)
                try session.run(Query("registry_staging_clear"))
                if dryRun { throw DryRun(changes: changes + kept) }
                if !changes.isEmpty {
                    try session.run(Query("registry_revision_bump"))
                    try session.audit(
                        "registry import", of: "\(rows.count) rows",
                        RegistryImportDetails(changes: changes.count), by: actor, at: now)
                }
                return changes + kept
            }
        } catch let dryRun as DryRun {
            return dryRun.changes
        }
    }
}

extension RegistryStore {
    /// Adds a version of every staged entry that differs from its latest version.
    func addRegistryVersions(
        actor: String, reason: String, now: Timestamp, in session: borrowing Session
    ) throws -> [RegistryChange] {
        try session.rows(
            Query(reading: "registry_versions_add") {
                RegistryChange(
                    entity: try $0.string("entity"), key: try $0.string("entity_key"),
                    isNew: try $0.bool("is_new"),
                    difference: try $0.optionalText("difference") ?? "")
            }, [.time(now), .text(actor), .text(reason)])
    }

    /// Adds a version of every programme and holiday that differs from its latest version.
    static func addCalendarVersions(
        actor: String, reason: String, now: Timestamp, in session: borrowing Session
    ) throws {
        try session.run(
            Query("registry_calendar_versions_add"),
            [.time(now), .text(actor), .text(reason)])
    }

    fileprivate func changesKept(today: Day, in session: borrowing Session) throws -> [RegistryChange] {
        try session.rows(
            Query(reading: "registry_changes_kept") { row in
                let (column, byFile) = (try row.string("column_name"), try row.optionalText("by_file") ?? "-")
                return RegistryChange(
                    entity: "change", key: try row.string("project_code"), isNew: false,
                    difference: "\(column): the file says \(byFile), the recorded change "
                        + "\(try row.optionalText("in_force") ?? "-")")
            }, [.day(today)])
    }
}

/// Ends the transaction of a dry run and carries out what it found.
private struct DryRun: Error {
    let changes: [RegistryChange]
}

/// Registry rows as a binary COPY stream into `registry_staging`.
private struct RegistryCopy: Sendable {
    private(set) var buffer = CopyBuffer()

    static let sql = """
        copy registry_staging (line, build_code, project_code, programme_code, solution, system_kind, adopter_number,
            adopter_name, supplier_number, supplier_name, supplier_email, lead_number, lead_name, supervision_number,
            supervision_name, site_serial, site_name, region_code, address, ksic, size_class, headcount, workdays,
            shifts, works_on_holidays, shutdowns, agreed_on, build_from, build_to, extended_to, completed_on, as_to,
            final_evaluated_on, collect_from, collect_to, total_cost_krw, grant_krw, firm_krw, local_krw, target_level,
            confirmed_level, confirmed_on, intake_profile)
        from stdin (format binary)
        """

    init(_ rows: [RegistryRow]) {
        for row in rows { append(row) }
    }

    private mutating func append(_ row: RegistryRow) {
        buffer.startRow(columns: 43)
        buffer.append(int32: Int32(row.line))
        text(row.buildCode, row.project.code, row.project.programme, row.solution, row.systemKind)
        text(row.adopter.number.digits, row.adopter.name)
        text(row.supplier?.number.digits, row.supplier?.name, row.supplier?.email)
        text(row.lead?.number.digits, row.lead?.name)
        text(row.supervision?.number.digits, row.supervision?.name)
        buffer.append(int32: Int32(row.site.serial))
        text(row.site.name, row.site.region, row.site.address, row.site.ksic, row.site.sizeClass?.korean)
        buffer.append(int32: row.site.headcount.map(Int32.init(clamping:)))
        text(row.site.calendar.workdaysText, row.site.calendar.shifts)
        buffer.append(bool: row.site.calendar.worksOnHolidays)
        text(row.site.calendar.shutdownsText)
        let project = row.project
        date(project.agreedOn, project.buildFrom, project.buildTo, project.extendedTo, project.completedOn)
        date(project.asTo, project.finalEvaluatedOn, row.collectFrom, row.collectTo)
        for money in [project.totalCost, project.grant, project.firmMoney, project.localMoney] {
            buffer.append(int64: money.map(Int64.init))
        }
        text(project.targetLevel?.korean, project.confirmedLevel?.korean)
        date(project.confirmedOn)
        text(row.intakeProfile.code)
        buffer.endRow()
    }

    private mutating func text(_ values: String?...) {
        for value in values { buffer.append(text: value) }
    }

    private mutating func date(_ days: Day?...) {
        for day in days { buffer.append(date: day.map { Int($0.number) }) }
    }
}

extension RegistryStore {
    /// The number that every change of registry or keys raises.
    package func revision() async throws -> Int64 {
        try await read { session in
            try session.first(Query(reading: "registry_revision") { try $0.int64("revision") })
        } ?? 0
    }
}
