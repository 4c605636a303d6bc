package import Domain
import Postgres

/// Which builds are listed: those that meet every condition that is given.
package struct BuildFilter: Sendable, Hashable {
    package var programmeCodes: Set<String>?
    /// 지원유형, such as 고도화1, as the programme's catalogue has it.
    package var supportType: String?
    package var phase: Phase?
    /// Ten digits: builds of which this company's contract as supplier is in force.
    package var supplierNumber: String?
    /// The two digits of a 시도.
    package var regionCodes: Set<String>?
    /// Only for whom signals are: a list that is filtered by them tells of them.
    package var signals: SignalState?
    /// Builds of which the registry or a declaration says something since.
    package var since: Timestamp?
    package var codes: Set<String>?

    package init() {}

    package enum SignalState: Sendable, Hashable {
        case open, none
        case rule(RuleKind)
        case severity(Severity)
    }
}

/// In which order builds are listed.
package struct BuildOrder: Sendable, Hashable {
    package enum Key: String, CaseIterable, Sendable {
        case code
        /// The last day of the phase that each build is in; those without one last.
        case phaseEnd = "phase_end"
        /// The last sign of life; those without one first. Upwards the longest silence stands first.
        case lastSign = "last_sign"
    }

    package let key: Key
    package let isDescending: Bool

    package init(_ key: Key, isDescending: Bool = false) {
        self.key = key
        self.isDescending = isDescending
    }

    package static let byCode = BuildOrder(.code)
}

/// Where a list goes on: behind the build of this id, which had this place in the order.
///
/// Good for the same order only. Builds that come or go meanwhile neither repeat nor hide another.
package struct BuildCursor: Sendable, Hashable {
    package let key: String
    package let id: Int64

    package init(key: String, id: Int64) {
        self.key = key
        self.id = id
    }

    /// The id first: a code may hold any character.
    package var text: String { "\(id).\(key)" }

    /// Reads `text`.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[0]), id > 0, !parts[1].isEmpty, !parts[1].contains("\0")
        else { return nil }
        self.init(key: String(parts[1]), id: id)
    }
}

/// One build of a page, before anything is read of it.
struct FleetPlace {
    let id: Int64
    let phase: Phase
    let key: String

    var cursor: BuildCursor { BuildCursor(key: key, id: id) }
}

extension SQLFiles {
    /// The builds of one page of a list in its order.
    func fleetPage(
        _ scope: AccessScope, _ filter: BuildFilter, _ order: BuildOrder, after cursor: BuildCursor?,
        limit: Int, today: Day, in session: borrowing Session
    ) throws -> [FleetPlace] {
        try rows(
            Query(reading: "fleet_page") { row in
                guard let phase = Phase(rawValue: try row.string(1)) else {
                    throw UnexpectedRow(query: "fleet_page", column: 1)
                }
                return FleetPlace(id: try row.int64(0), phase: phase, key: try row.string(2))
            }, in: session,
            [
                .day(today), codes(scope.programmeCodes), .text(scope.supplierNumber),
                codes(scope.regionCodes), codes(filter.programmeCodes), .text(filter.supportType),
                .text(filter.phase?.rawValue), .text(filter.supplierNumber), codes(filter.regionCodes),
                .text(filter.signals?.text), .time(filter.since), codes(filter.codes),
                .text(order.key.rawValue), .bool(order.isDescending), .text(cursor?.key), .int(cursor?.id),
                .int(Int64(limit)),
            ])
    }

    /// Facts of builds that are named by their ids, in the order of the ids as they are given.
    func facts(of ids: [Int64], today: Day, in session: borrowing Session) throws -> [BuildFacts] {
        guard !ids.isEmpty else { return [] }
        let found = try rows(
            Query(reading: "build_facts_of", readFacts), in: session, [.day(today), .intArray(ids)])
        let facts = Dictionary(
            uniqueKeysWithValues: try withDeclarations(found, today: today, asOf: nil, in: session)
                .map { ($0.id, $0) })
        return ids.compactMap { facts[$0] }
    }
}

extension BuildFilter.SignalState {
    fileprivate var text: String {
        switch self {
        case .open: "open"
        case .none: "none"
        case .rule(let rule): rule.rawValue
        case .severity(let severity): severity.rawValue
        }
    }
}
