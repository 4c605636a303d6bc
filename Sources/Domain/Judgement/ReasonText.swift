/// The Korean sentence that states the numbers and the threshold of an outcome.
package enum ReasonText {
    /// The places that a template may name, each between braces.
    package static let places: [String] = [
        "window", "from", "to", "numerator", "denominator", "value", "favourable", "compared", "threshold",
        "reference", "circle", "peers", "median", "doubts",
    ]

    /// The words of `template` that stand between braces and are no place.
    package static func unknownPlaces(in template: String) -> [String] {
        template.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "}") else { return String(part.prefix(20)) }
            let name = String(part[..<end])
            return places.contains(name) ? nil : name
        }
    }

    package static func usual(for kind: RuleKind) -> String {
        switch kind {
        case .silent: "가동 예정일 {compared}일 동안 기록이 수신되지 않았습니다(기준 {threshold}일)."
        case .neverStarted: "구축완료 후 가동 예정일 {compared}일이 지나도록 사용 기록이 없습니다(기준 {threshold}일)."
        case .lowActiveDayRate:
            "{window} 가동 예정일 {denominator}일 가운데 {numerator}일 사용했습니다"
                + "({value}, 가장 유리하게 보아도 {favourable}, 기준 {threshold} 미만)."
        case .falling:
            "{window} 가동 예정일 {denominator}일 가운데 {numerator}일 사용하여, 가장 유리하게 보아도 초기 8주의 사용일 비율"
                + "({reference})의 {compared}입니다(기준 {threshold} 미만)."
        case .onlyLogIns:
            "{window}에 받은 기록 {denominator}건 가운데 로그인·로그아웃 이외의 기록이 {numerator}건입니다"
                + "({value}, 기준 {threshold} 미만)."
        case .belowPeers:
            "{circle}인 {peers}곳 가운데 사용일 비율이 같거나 낮은 곳이 {compared}입니다"
                + "(사용일 비율 {value}, 중앙값 {median}, 기준 {threshold} 미만)."
        case .feedDegraded:
            "{window}에 받은 기록 {denominator}건 가운데 {numerator}건이 늦게 도착했거나 거부되었습니다"
                + "({value}, 기준 {threshold} 이상)."
        case .evidencePoor: "사용 기록만으로는 판단하기 어려워 현장 확인이 필요합니다: {doubts}."
        case .levelShortfall: "확인된 수준이 목표 수준보다 {compared}단계 낮습니다(기준 {threshold}단계)."
        }
    }
}

extension RuleOutcome {
    /// The sentence of the rule's template with this outcome's numbers.
    package var reason: String {
        var text = ""
        // A new way of speaking is no share of anything.
        if rule.kind == .feedDegraded, let compared, compared > value?.value ?? 0 {
            return "\(rule.window.korean)에 기록이 이전과 다른 형식으로 수신되기 시작했습니다: 시스템이나 설정의 변경을 확인하세요."
        }
        var rest = Substring(rule.template ?? ReasonText.usual(for: rule.kind))
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            text += filling(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    private func filling(_ place: String) -> String {
        switch place {
        case "window": rule.window.korean
        case "from": window.lowerBound.description
        case "to": window.upperBound.description
        case "numerator": value?.numerator.map(String.init) ?? "?"
        case "denominator": value?.denominator.map(String.init) ?? "?"
        case "value": shown(value?.value)
        case "favourable": shown(value?.favourable)
        case "compared": shownAsThreshold(compared)
        case "threshold": shownAsThreshold(threshold)
        case "reference": shown(value?.reference)
        case "circle": peers?.circle.korean ?? "?"
        case "peers": peers.map { "\($0.count)" } ?? "?"
        case "median": shown(peers?.median)
        case "doubts": doubts.map(\.korean).joined(separator: ", ")
        default: "{\(place)}"
        }
    }

    /// A figure in the unit of its KPI.
    private func shown(_ number: Double?) -> String {
        guard let number else { return "?" }
        return value?.denominator == nil && peers == nil ? "\(Int(number))" : percent(number)
    }

    /// A number in the unit of the rule's threshold.
    private func shownAsThreshold(_ number: Double?) -> String {
        guard let number else { return "?" }
        switch rule.kind {
        case .silent, .neverStarted, .evidencePoor, .levelShortfall: return "\(Int(number))"
        case .belowPeers: return percent(number / 100)
        case .lowActiveDayRate, .falling, .onlyLogIns, .feedDegraded: return percent(number)
        }
    }
}

extension RuleKind {
    /// What would clear an observation of this rule.
    package var clearedBy: String {
        switch self {
        case .silent: "사용 기록이 한 건이라도 다시 수신되면 해제됩니다."
        case .lowActiveDayRate: "판정 기간의 사용일 비율이 기준 이상이 되면 해제됩니다."
        case .falling: "최근 사용일 비율이 초기 8주의 기준 비율 이상으로 돌아오면 해제됩니다."
        case .neverStarted: "첫 사용 기록이 수신되면 해제됩니다."
        case .onlyLogIns: "로그인·로그아웃 이외의 기록이 기준 이상 수신되면 해제됩니다."
        case .belowPeers: "유사 사업장 안의 순위가 기준 이상이 되면 해제됩니다."
        case .feedDegraded: "지연·거부된 기록의 비율이 기준 아래로 내려가면 해제됩니다."
        case .evidencePoor: "확인할 점이 없어지면 해제됩니다. 현장 확인 결과는 검토 건에 기록합니다."
        case .levelShortfall: "확인 수준이 목표 수준에 이르면 해제됩니다."
        }
    }
}
