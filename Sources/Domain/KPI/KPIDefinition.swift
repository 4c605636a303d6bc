/// What a KPI is: all that has to be said to defend a figure of it.
package struct KPIDefinition: Sendable, Equatable {
    package let kpi: KPI
    /// Grows with every change that can change a figure.
    package let version: Int
    package let group: Group
    package let korean: String
    package let english: String
    /// In Korean words, shown beside every figure.
    package let formula: String
    package let unit: String
    package let koreanUnit: String
    package let direction: Direction
    /// The windows for which it is made of one build; empty where it is made of many builds or of no window.
    package let windows: Set<WindowKind>
    package let validity: Validity
    /// The practice that it follows.
    package let source: String
    package let reach: Reach

    /// Which days a figure reads besides those of its window.
    package enum Reach: Sendable {
        case window
        /// Those since the last sign of life, which may lie before the window.
        case lastSign
        /// Those since the first one on which anything could be expected.
        case beginning
        /// Those since the beginning, and the period of the same length before the window.
        case periodBefore
        /// Those by which builds are ranked among their peers.
        case peers
    }

    /// Where it stands on pages.
    package enum Group: String, CaseIterable, Sendable {
        case use, depth, quality

        package var korean: String {
            switch self {
            case .use: "사용"
            case .depth: "깊이"
            case .quality: "자료 품질"
            }
        }
    }

    /// Which way a figure favours the build.
    package enum Direction: String, Sendable {
        case higher, lower
        /// Says something about the build or its feed, but nothing for or against it.
        case neither
    }

    /// What the 10-minute feed leaves of a figure.
    package enum Validity: String, Sendable {
        /// Both feeds say the same.
        case both
        /// The 10-minute feed says a lower bound.
        case lowerBoundOnTenMinutes = "lower_bound_on_10min"
        /// The 10-minute feed chooses which record it keeps: compare a build with itself only.
        case biasedOnTenMinutes = "biased_on_10min"
        /// Says nothing on the 10-minute feed.
        case fullOnly = "full_only"

        /// A sentence for pages of a build on the 10-minute feed; `nil` where nothing is to be said.
        package var koreanCaveat: String? {
            switch self {
            case .both: nil
            case .lowerBoundOnTenMinutes: "10분 수신 방식에서는 하한"
            case .biasedOnTenMinutes: "10분 수신 방식에서는 치우치므로 같은 구축 건의 추이만 비교"
            case .fullOnly: "10분 수신 방식에서는 산출하지 않음"
            }
        }
    }

    package init(
        _ kpi: KPI, version: Int = 1, _ group: Group, korean: String, english: String, formula: String,
        unit: String, koreanUnit: String, direction: Direction, windows: Set<WindowKind>, validity: Validity,
        source: String, reach: Reach = .window
    ) {
        self.reach = reach
        self.kpi = kpi
        self.version = version
        self.group = group
        self.korean = korean
        self.english = english
        self.formula = formula
        self.unit = unit
        self.koreanUnit = koreanUnit
        self.direction = direction
        self.windows = windows
        self.validity = validity
        self.source = source
    }

    /// What stands for a code that the catalogue lacks; a test sees to it that there is none.
    init(undefined kpi: KPI) {
        self.init(
            kpi, version: 0, .quality, korean: kpi.rawValue, english: kpi.rawValue, formula: "", unit: "",
            koreanUnit: "", direction: .neither, windows: [], validity: .both, source: "")
    }
}
