/// What the interface and the pages let somebody do.
package enum Permission: String, CaseIterable, Sendable {
    /// The KPI catalogue, the calendar and the programmes: published definitions without data of any build.
    case readCatalogue = "read_catalogue"
    /// Status, KPIs, days, timeline, phases and companies of the builds in scope.
    case readBuilds = "read_builds"
    /// Observations and signals, and whatever gives them away: an order, a filter, a count, an as-of answer.
    case readSignals = "read_signals"
    /// Whole phases at once: for those who evaluate them.
    case readPhases = "read_phases"
    case readCases = "read_cases"
    case stepCases = "step_cases"
    /// By which rules and thresholds signals are raised.
    case readPolicies = "read_policies"
    case readOutages = "read_outages"
    /// The change feed, as far as what changed may be read.
    case readChanges = "read_changes"
    case readExports = "read_exports"
    /// Web hooks of one's own token.
    case manageWebHooks = "manage_web_hooks"
    case manageTokens = "manage_tokens"
    case readAccessLog = "read_access_log"
}

extension Role {
    /// What the role may do, within the scope of the account or token that has it.
    package var permissions: Set<Permission> {
        switch self {
        // 열람자, staff that looks on: what was observed, not what is written about firms in cases.
        case .viewer: Self.reading
        // 평가위원, from outside the agency: what a visit needs. Cases are the agency's own deliberation.
        case .evaluator: Self.reading
        // 담당자: works on cases, and takes files out for that.
        case .officer: Self.reading.union([.readCases, .stepCases, .readExports])
        // 승인자: the second pair of eyes on cases; reads what it approves.
        case .approver: Self.reading.union([.readCases, .stepCases, .readExports])
        // 관리자: tokens and accounts. Does not judge, and is not among those whom the log is read by: it makes them.
        case .administrator: Self.reading.union([.readCases, .readExports, .manageTokens])
        // 공급기업: its own builds. Never learns of a suspicion, a threshold or a case before a person tells it.
        case .supplier: [.readCatalogue, .readBuilds, .readOutages, .readChanges, .manageWebHooks]
        // 보고 담당자: files and figures for reports, in which no observation has a place.
        case .exporter: [.readCatalogue, .readBuilds, .readPhases, .readOutages, .readChanges, .readExports]
        // 감사자: reads everything, alone the access log, and changes nothing.
        case .auditor:
            Self.reading.subtracting([.manageWebHooks])
                .union([.readCases, .readExports, .readAccessLog])
        }
    }

    /// Whether the role belongs to the agency and may see signals.
    ///
    /// A supplier must never learn of a suspicion from us before a person has decided to tell it.
    package var seesSignals: Bool { permissions.contains(.readSignals) }

    private static let reading: Set<Permission> = [
        .readCatalogue, .readBuilds, .readPhases, .readSignals, .readPolicies, .readOutages, .readChanges,
        .manageWebHooks,
    ]
}
