package import Domain
import Postgres

/// Cases, their steps and reply links.
package struct CaseStore: Store {
    let database: Database

    /// Opens a case with its first step, observation or signal.
    ///
    /// - Returns: its id; `nil` where no build has the code, or the caller may not see it.
    /// - Throws: `CaseRefusal`, and then nothing was written.
    package func open(
        _ opening: CaseOpening, as state: CaseState, text: String, by access: Access, now: Timestamp
    ) async throws -> Int64? {
        try await caseRefusals {
            try await write { session in
                guard
                    try isVisible(
                        opening.buildCode, to: Visibility(access), now: now, in: session)
                else { return nil }
                let id = try session.first(
                    Query(reading: "case_insert") { try $0.int64("case_id") },
                    [
                        .text(opening.buildCode), .day(opening.agreementDate), .day(opening.conductDate),
                        .text(opening.ruleVersion), .int(Int64(opening.answerDays)),
                    ])
                guard let id else { return nil }
                try session.run(
                    Query("case_signal_insert"), [.int(id), .intArray(opening.signals)])
                let step = CaseStep(
                    ordinal: 1, at: now, actor: CaseActor(access), act: .entered(state), text: text)
                guard let file = try file(id, now: now, in: session) else {
                    throw UnexpectedRow(query: "case_show", column: "case_id")
                }
                try add(step, to: file, now: now, in: session)
                return id
            }
        }
    }

    /// Adds a step to a case.
    ///
    /// - Parameter ordinal: the number of the last step that the actor has seen: a case that went on meanwhile
    ///   refuses it as stale.
    /// - Returns: the step as it is stored; `nil` where there is no such case, or the caller may not see it.
    /// - Throws: `CaseRefusal`, and then nothing was written.
    package func addStep(
        _ act: CaseAct, text: String, documents: [CaseDocument] = [], to caseID: Int64, after ordinal: Int,
        by access: Access, now: Timestamp
    ) async throws -> CaseStep? {
        let step = CaseStep(
            ordinal: ordinal + 1, at: now, actor: CaseActor(access), act: act, text: text,
            documents: documents)
        return try await caseRefusals {
            try await write { session in
                guard let file = try file(caseID, now: now, in: session),
                    try isVisible(file.buildCode, to: Visibility(access), now: now, in: session)
                else { return nil }
                try add(step, to: file, now: now, in: session)
                return step
            }
        }
    }

    /// A case with all its steps; `nil` where there is none, or not for the caller.
    package func file(_ id: Int64, for visibility: Visibility, now: Timestamp) async throws -> CaseFile? {
        try await read { session in try file(id, for: visibility, now: now, in: session) }
    }

    /// Cases, newest first; `nil` where the caller may read none.
    package func list(
        _ filter: CaseFilter, for visibility: Visibility, now: Timestamp
    ) async throws -> [CaseSummary]? {
        try await read { session in try list(filter, for: visibility, now: now, in: session) }
    }

    /// What became of the signals of each rule, and how many of the closed cases were innocent.
    ///
    /// - Returns: nothing where the caller may not see figures of all builds.
    package func outcomes(for visibility: Visibility) async throws -> CaseOutcomes {
        guard visibility.seesFleet else {
            return CaseOutcomes(rules: [], closedCases: 0, innocentCases: 0, confirmedCases: 0)
        }
        func codes(_ outcome: ClosingReason.Outcome) -> Parameter {
            .textArray(ClosingReason.allCases.filter { $0.outcome == outcome }.map(\.rawValue))
        }
        let parameters = [codes(.innocent), codes(.confirmed)]
        return try await read { session in
            let rules = try session.rows(
                Query(reading: "case_outcomes") { row in
                    CaseOutcomes.Rule(
                        rule: try row.string("rule"), raised: try row.int("raised"),
                        examined: try row.int("examined"),
                        explained: try row.int("explained"), confirmed: try row.int("confirmed"))
                }, parameters)
            let totals = try session.single(
                Query(reading: "case_outcome_totals") { row in
                    CaseOutcomes(
                        rules: rules, closedCases: try row.int("closed"),
                        innocentCases: try row.int("innocent"),
                        confirmedCases: try row.int("confirmed"))
                }, parameters)
            return totals
        }
    }

    /// Checks and writes a step with its line of the audit.
    ///
    /// `CaseHistory` checks first, because its refusals name days; PostgreSQL checks again and decides.
    func add(
        _ step: CaseStep, to file: CaseFile, now: Timestamp, in session: borrowing Session
    ) throws {
        let caseID = file.id
        try file.history.check(step, calendar: file.calendar)
        let columns = CaseActColumns(step.act)
        var token: Int64?
        var link: Int64?
        let role: String
        switch step.actor {
        case .staff(let id, _, let staffRole): (token, role) = (id, staffRole.rawValue)
        case .firm(let party, _, let id): (link, role) = (id, party.rawValue)
        }
        try session.run(
            Query("case_step_insert"),
            [
                .int(caseID), .int(Int64(step.ordinal)), .time(step.at), .text(columns.kind),
                .text(step.actor.name), .text(role), .int(token), .int(link), .text(columns.state?.rawValue),
                .text(columns.reason), .text(columns.party?.rawValue),
                .textArray((columns.window?.addressees ?? []).sorted().map(\.rawValue)),
                .int(columns.window.map { Int64($0.days) }), .day(columns.window?.dueOn), .text(step.text),
                .textArray(step.documents.map(\.hash)), .textArray(step.documents.map(\.name)),
            ])
        let what = [columns.kind, columns.state?.rawValue].compactMap { $0 }.joined(separator: " ")
        try session.audit(
            "case step", of: "case \(caseID)", CaseStepDetails(ordinal: step.ordinal, what: what),
            by: step.actor.name, at: now)
    }
}

extension CaseStore {
    /// The case, where the caller reads cases and its build is one of the caller's.
    func file(
        _ id: Int64, for visibility: Visibility, now: Timestamp, in session: borrowing Session
    ) throws -> CaseFile? {
        guard visibility.cases == .all, let file = try file(id, now: now, in: session),
            try isVisible(file.buildCode, to: visibility, now: now, in: session)
        else { return nil }
        return file
    }

    /// Whether a build of this code is one of the caller's.
    func isVisible(
        _ code: String, to visibility: Visibility, now: Timestamp, in session: borrowing Session
    ) throws -> Bool {
        try visibility.seesEveryBuild
            || database.builds.visibleBuild(code, for: visibility, now: now, in: session) != nil
    }

    /// Cases, newest first; `nil` where the caller may read none.
    func list(
        _ filter: CaseFilter, for visibility: Visibility, now: Timestamp, in session: borrowing Session
    ) throws -> [CaseSummary]? {
        guard let scope = visibility.scope else { return visibility.cases == .none ? nil : [] }
        let supplier: String?
        switch visibility.cases {
        case .none: return nil
        case .addressed(let number): supplier = number
        case .all: supplier = nil
        }
        let query = Query(reading: "case_list") { row in
            let state: CaseState = try row.value("state")
            return CaseSummary(
                id: try row.int64("case_id"), buildCode: try row.string("build_code"),
                openedAt: try row.timestamp("opened_at"),
                state: state, enteredAt: try row.timestamp("entered_at"),
                dueOn: try row.optionalDay("due_on"),
                reason: try row.optionalText("reason").flatMap(ClosingReason.init(rawValue:)),
                signals: try row.int("signals"),
                buildID: try row.int64("build_id"))
        }
        return try session.rows(
            query,
            [
                .text(filter.buildCode), .bool(filter.includesClosed), .text(supplier), .day(now.day),
                .int(filter.before), .int(Int64(filter.limit)), .text(filter.state?.rawValue),
                codes(scope.programmeCodes), codes(scope.regionCodes),
            ])
    }

    func file(_ id: Int64, now: Timestamp, in session: borrowing Session) throws -> CaseFile? {
        let steps = try session.rows(Query(reading: "case_steps", readCaseStep), [.int(id)])
        let calendar = try database.calendar.sharedCalendar(now: now, in: session)
        let query = Query(reading: "case_show") { row in
            let signals = try row.integers("signals").map(Int64.init)
            return CaseFile(
                id: try row.int64("case_id"), buildID: try row.int64("build_id"),
                buildCode: try row.string("build_code"),
                signals: signals, agreementDate: try row.optionalDay("agreement_date"),
                conductDate: try row.day("conduct_date"),
                ruleVersion: try row.string("rule_version"),
                history: CaseHistory(
                    signals: signals.count, answerDays: try row.int("answer_days"), steps: steps),
                calendar: calendar)
        }
        return try session.first(query, [.int(id)])
    }
}

/// Gives what PostgreSQL refused by a state of class AB as the refusal that it is.
func caseRefusals<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as PostgresError {
        if let reason = CaseRefusal.Reason(rawValue: error.sqlState) {
            throw CaseRefusal(reason, error.detail.flatMap { Day(parsing: $0) })
        }
        // Two steps of one number, in transactions that did not see each other.
        if error.isUniqueViolation, error.query == "case_step_insert" { throw CaseRefusal(.stale) }
        throw error
    }
}
