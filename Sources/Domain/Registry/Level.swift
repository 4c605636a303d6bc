/// A level of one of the two official scales.
///
/// The scales measure different things and are never compared.
package enum Level: String, CaseIterable, Hashable, Sendable {
    case basic = "BASIC"
    case middle1 = "MID1"
    case middle2 = "MID2"
    case high = "HIGH"
    case level1 = "LEVEL1"
    case level2 = "LEVEL2"
    case level3 = "LEVEL3"
    case level4 = "LEVEL4"
    case level5 = "LEVEL5"

    /// The standard that defines a level.
    package enum Scale: String, CaseIterable, Hashable, Sendable {
        /// KS X 9001-1, 구축시스템 스마트화 수준: what was built.
        case builtSystem = "KS X 9001-1"
        /// KS X 9001-3, 기업제조혁신역량 수준: what the firm is capable of.
        case capability = "KS X 9001-3"
    }

    package var scale: Scale {
        switch self {
        case .basic, .middle1, .middle2, .high: .builtSystem
        case .level1, .level2, .level3, .level4, .level5: .capability
        }
    }

    /// 1 is the lowest of its scale.
    package var rank: Int {
        switch self {
        case .basic, .level1: 1
        case .middle1, .level2: 2
        case .middle2, .level3: 3
        case .high, .level4: 4
        case .level5: 5
        }
    }

    /// The stored and seeded code.
    package var code: String { rawValue }

    package var korean: String {
        switch self {
        case .basic: "기초"
        case .middle1: "중간1"
        case .middle2: "중간2"
        case .high: "고도"
        case .level1, .level2, .level3, .level4, .level5: "Level \(rank)"
        }
    }

    /// Reads the Korean name or the code; case and blanks do not matter.
    package init?(parsing text: String) {
        let wanted = text.uppercased().filter { $0 != " " }
        guard
            let found = Self.allCases.first(where: {
                $0.code == wanted || $0.korean.uppercased().filter { $0 != " " } == wanted
            })
        else { return nil }
        self = found
    }
}
