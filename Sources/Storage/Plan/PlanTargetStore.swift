package import Domain
import Postgres

/// A declared target as it was known for a while.
package struct PlanTargetVersion: Sendable, Equatable {
    package let target: PlanTarget
    package let version: Int
    package let knownAt: Timestamp
    /// Without a later version it was taken back then.
    package let supersededAt: Timestamp?
    package let reason: String
    package let recordedBy: String
}

/// What an import of declared targets did, or would do.
package struct PlanImport: Sendable, Equatable {
    package enum Change: Sendable, Equatable {
        case new(PlanTarget)
        /// Nothing but its result was added.
        case completed(PlanTarget)
        case corrected(from: PlanTarget, to: PlanTarget)
        case withdrawn(PlanTarget)
    }

    /// In the order of the file, what is taken back last.
    package let changes: [Change]
    package let unchanged: Int
}

/// Why declared targets were not imported.
package enum PlanRefusal: Error, Sendable, Equatable {
    /// Codes of projects that are not in the registry, in the order of the file.
    case unknownProjects([String])
    /// Declared targets would change, and no reason was given.
    case correctionNeedsReason([PlanImport.Change])
}

/// Targets of the business plan.
package struct PlanTargetStore: Store {
    let database: Database

    /// Replaces the declared targets of the named projects by `targets`: all of them, or none.
    ///
    /// - Parameters:
    ///   - reason: needed where something changes or is taken back; a first result is no correction.
    ///   - dryRun: whether only to say what would be done.
    /// - Throws: `PlanRefusal`.
    package func importFile(
        _ targets: [PlanTarget], dryRun: Bool, reason: String?, actor: String, now: Timestamp
    ) async throws -> PlanImport {
        try await write { session in
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.plan'))", as: "plan_lock")
            let codes = Set(targets.map(\.projectCode))
            let projects = Dictionary(
                uniqueKeysWithValues: try session.rows(
                    Query(reading: "plan_projects") { (try $0.string("code"), try $0.int64("project_id")) },
                    [.textArray(codes.sorted())]))
            var named: Set<String> = []
            let unknown = targets.map(\.projectCode).filter {
                projects[$0] == nil && named.insert($0).inserted
            }
            guard unknown.isEmpty else { throw PlanRefusal.unknownProjects(unknown) }
            let known = try list(ofProjects: codes, asOf: nil, in: session)
            let plan = PlanImport(targets, known: known.values.flatMap(\.self))
            let corrections = plan.changes.filter(\.isCorrection)
            guard reason != nil || corrections.isEmpty else {
                throw PlanRefusal.correctionNeedsReason(corrections)
            }
            if !dryRun {
                try record(
                    plan, projects, reason: reason, actor: actor, now: now, in: session)
                try session.audit(
                    "plan import", of: codes.sorted().joined(separator: ", "),
                    PlanImportDetails(new: plan.changes.count, corrected: corrections.count), by: actor,
                    at: now)
            }
            return plan
        }
    }

    /// The declared targets of projects by their codes, each in the order of the classes.
    ///
    /// - Parameter asOf: what was known at this instant; `nil`: what is known.
    package func list(
        ofProjects codes: Set<String>, asOf: Timestamp? = nil
    ) async throws -> [String: [PlanTarget]] {
        try await read { session in
            try list(ofProjects: codes, asOf: asOf, in: session)
        }
    }

    /// Every version of the declared targets of a project, or of the project of a build, oldest first.
    package func versions(of code: String) async throws -> [PlanTargetVersion] {
        try await read { session in
            try session.rows(
                Query(reading: "plan_target_versions") { row in
                    PlanTargetVersion(
                        target: try readPlanTarget(row), version: try row.int("version"),
                        knownAt: try row.timestamp("known_at"),
                        supersededAt: try row.optionalTimestamp("superseded_at"),
                        reason: try row.string("reason"), recordedBy: try row.string("recorded_by"))
                }, [.text(code)])
        }
    }
}

extension PlanTargetStore {
    func list(
        ofProjects codes: Set<String>, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [String: [PlanTarget]] {
        guard !codes.isEmpty else { return [:] }
        let found = try session.rows(
            Query(reading: "plan_targets", readPlanTarget),
            [.textArray(codes.sorted()), .time(asOf)])
        return Dictionary(grouping: found, by: \.projectCode).mapValues { $0.sorted { $0.key < $1.key } }
    }

    fileprivate func record(
        _ plan: PlanImport, _ projects: [String: Int64], reason: String?, actor: String, now: Timestamp,
        in session: borrowing Session
    ) throws {
        let closed = plan.changes.compactMap(\.before)
        if !closed.isEmpty {
            try session.run(
                Query("plan_targets_close"),
                [
                    .intArray(closed.compactMap { projects[$0.projectCode] }),
                    .textArray(closed.map(\.planClass.rawValue)), .textArray(closed.map(\.name)), .time(now),
                ])
        }
        let added = plan.changes.compactMap { change in change.after.map { (change, $0) } }
        guard !added.isEmpty else { return }
        let targets = added.map(\.1)
        try session.run(
            Query("plan_targets_insert"),
            [
                .intArray(targets.compactMap { projects[$0.projectCode] }),
                .textArray(targets.map(\.planClass.rawValue)), .textArray(targets.map(\.name)),
                .textArray(targets.map(\.unit)), .textArray(targets.map(\.direction.rawValue)),
                .textArray(targets.map { "\($0.base)" }), .textArray(targets.map { "\($0.target)" }),
                .textArray(targets.map { "\($0.weight)" }),
                .textArray(targets.map { $0.result.map { "\($0)" } }),
                .textArray(targets.map { $0.measuredOn?.description }), .time(now),
                .textArray(added.map { $0.0.reason(given: reason) }), .text(actor),
            ])
    }
}

extension PlanImport {
    fileprivate init(_ targets: [PlanTarget], known: [PlanTarget]) {
        let earlier = Dictionary(uniqueKeysWithValues: known.map { ($0.key, $0) })
        var changes: [Change] = []
        var unchanged = 0
        for target in targets {
            switch earlier[target.key] {
            case nil: changes.append(.new(target))
            case target?: unchanged += 1
            case let before? where before.isCompleted(by: target): changes.append(.completed(target))
            case let before?: changes.append(.corrected(from: before, to: target))
            }
        }
        let kept = Set(targets.map(\.key))
        changes += known.filter { !kept.contains($0.key) }
            .sorted { $0.key < $1.key }
            .map(Change.withdrawn)
        self.init(changes: changes, unchanged: unchanged)
    }
}

extension PlanImport.Change {
    /// Whether something that was declared is so no longer.
    package var isCorrection: Bool {
        switch self {
        case .new, .completed: false
        case .corrected, .withdrawn: true
        }
    }

    /// The version that it closes has the same key.
    fileprivate var before: PlanTarget? {
        switch self {
        case .new: nil
        case .completed(let target), .withdrawn(let target), .corrected(let target, _): target
        }
    }

    fileprivate var after: PlanTarget? {
        switch self {
        case .withdrawn: nil
        case .new(let target), .completed(let target), .corrected(_, let target): target
        }
    }

    fileprivate func reason(given reason: String?) -> String {
        switch self {
        case .new: "first declared"
        case .completed: "result of the final evaluation"
        case .corrected, .withdrawn: reason ?? "correction"
        }
    }
}

private func readPlanTarget(_ row: borrowing RowReader) throws -> PlanTarget {
    guard let planClass = PlanClass(rawValue: try row.string("class")),
        let direction = PlanDirection(rawValue: try row.string("direction"))
    else { throw UnexpectedRow(query: "plan_targets", column: "class") }
    return PlanTarget(
        projectCode: try row.string("code"), planClass: planClass, name: try row.string("name"),
        unit: try row.string("unit"), direction: direction, base: try row.double("base"),
        target: try row.double("target"),
        weight: try row.double("weight"), result: try row.optionalDouble("result"),
        measuredOn: try row.optionalDay("measured_on"))
}
