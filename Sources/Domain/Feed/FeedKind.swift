/// What a change of the feed is about.
///
/// In the feed is whatever changes by something that becomes known: a record, a decision, a finding. What moves by the
/// turn of the Korean day or with the records of the running day (a phase that begins, silence, figures of windows that
/// are not over) is not: every consumer knows the day, and 30,000 builds heard each minute would bury the rest.
package enum FeedKind: String, CaseIterable, Sendable {
    /// A build is in the registry that was not.
    case buildRegistered = "build.registered"
    /// What is on record of a build is another: registry, supplier, phases, suspension, recorded change, key.
    case buildChanged = "build.changed"
    /// Figures of a day or a window that was over are others than before, or the day was first known afterwards.
    case kpiRestated = "kpi.restated"
    case signalRaised = "signal.raised"
    case signalCleared = "signal.cleared"
    case caseOpened = "case.opened"
    case caseStepped = "case.stepped"
    /// An interval became known in which nothing could be received; it leaves the figures of every build.
    case outageFound = "outage.found"
    /// An outage turned out to be none, or another, which is then found.
    case outageRevised = "outage.revised"
    /// A build is among many that fell silent together; one change for each of them.
    case incidentOpened = "incident.opened"
    case incidentEnded = "incident.ended"
    /// A holiday was entered, changed or removed; it moves the expected days of every build.
    case calendarChanged = "calendar.changed"
    case policyActivated = "policy.activated"
    case exportMade = "export.made"

    package var korean: String {
        switch self {
        case .buildRegistered: "구축 등록"
        case .buildChanged: "구축 정보 변경"
        case .kpiRestated: "지표 정정"
        case .signalRaised: "신호 발생"
        case .signalCleared: "신호 해소"
        case .caseOpened: "검토 건 개시"
        case .caseStepped: "검토 건 진행"
        case .outageFound: "수집 장애 확인"
        case .outageRevised: "수집 장애 정정"
        case .incidentOpened: "동시 중단 확인"
        case .incidentEnded: "동시 중단 종료"
        case .calendarChanged: "휴일 변경"
        case .policyActivated: "판정 기준 시행"
        case .exportMade: "분기 자료 작성"
        }
    }

    package var english: String {
        switch self {
        case .buildRegistered: "build registered"
        case .buildChanged: "record of a build changed"
        case .kpiRestated: "figures restated"
        case .signalRaised: "signal raised"
        case .signalCleared: "signal cleared"
        case .caseOpened: "case opened"
        case .caseStepped: "step of a case"
        case .outageFound: "outage of the collector found"
        case .outageRevised: "outage of the collector revised"
        case .incidentOpened: "build fell silent together with many"
        case .incidentEnded: "incident ended"
        case .calendarChanged: "holidays changed"
        case .policyActivated: "policy activated"
        case .exportMade: "export made"
        }
    }

    /// What somebody must be permitted to read to be told of it.
    package var permission: Permission {
        switch self {
        case .buildRegistered, .buildChanged, .kpiRestated: .readBuilds
        case .signalRaised, .signalCleared, .incidentOpened, .incidentEnded: .readSignals
        case .caseOpened, .caseStepped: .readCases
        case .outageFound, .outageRevised: .readOutages
        case .calendarChanged: .readCatalogue
        case .policyActivated: .readPolicies
        case .exportMade: .readExports
        }
    }

    /// What the number beside the change names; `nil` where there is none.
    package var subject: String? {
        switch self {
        case .buildRegistered, .buildChanged, .kpiRestated, .calendarChanged: nil
        case .signalRaised, .signalCleared: "signal"
        case .caseOpened, .caseStepped: "case"
        case .outageFound, .outageRevised: "outage"
        case .incidentOpened, .incidentEnded: "incident"
        case .policyActivated: "policy"
        case .exportMade: "export"
        }
    }
}
