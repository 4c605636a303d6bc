package import Domain
import Render

/// What is wrong with a form; shown above it.
package struct CaseFormProblem: Error, Sendable, Equatable {
    package let korean: String

    package init(_ korean: String) {
        self.korean = korean
    }
}

/// A step as a form of a case's page sends it.
package struct CaseStepForm: Sendable, Equatable {
    package let act: CaseAct
    package let text: String
    package let documents: [CaseDocument]
    /// The number of the last step that the page showed.
    package let after: Int

    /// - Parameters:
    ///   - history: of the case, for the day that is announced where the form leaves it open.
    ///   - calendar: as it is known now.
    package init(
        _ fields: [String: String], history: CaseHistory, calendar: SharedCalendar, today: Day
    ) throws(CaseFormProblem) {
        guard let after = fields["after"].flatMap({ Int($0) }), (0...100_000).contains(after) else {
            throw CaseFormProblem("양식이 온전하지 않습니다. 화면을 새로 연 뒤 다시 보내 주십시오.")
        }
        self.after = after
        text = try caseText(fields["text"])
        documents = try caseDocuments(fields["documents"])
        switch fields["act"] {
        case "enter":
            let state = try Self.value(CaseState.self, fields["state"], "단계")
            let window = try Self.window(fields, state, history, calendar, today)
            if window != nil, !isFitForFirms(text) {
                throw CaseFormProblem(
                    "기업이 그대로 보는 내용입니다. \(agencyWords.joined(separator: "·")) 같은 말을 빼고 다시 적어 주십시오.")
            }
            act = .entered(state, reason: try Self.reason(fields), window: window)
        case "propose":
            act = .proposal(
                try Self.value(CaseState.self, fields["state"], "단계"), reason: try Self.reason(fields))
        case "approve":
            act = .approval(
                try Self.value(CaseState.self, fields["state"], "단계"), reason: try Self.reason(fields))
        case "finding": act = .finding(try Self.value(CaseFinding.self, fields["finding"], "결과"))
        case "reply":
            act = .reply(
                try Self.value(CaseParty.self, fields["party"], "기업"), declines: fields["declines"] != nil)
        case "delivery": act = .delivery(try Self.value(CaseParty.self, fields["party"], "기업"))
        case "hold": act = .holdBegun
        case "resume": act = .holdEnded
        case "note": act = .note
        default: throw CaseFormProblem("양식이 온전하지 않습니다. 화면을 새로 연 뒤 다시 보내 주십시오.")
        }
    }

    private static func value<Value: RawRepresentable<String>>(
        _ type: Value.Type, _ text: String?, _ name: String
    ) throws(CaseFormProblem) -> Value {
        guard let value = text.flatMap(Value.init(rawValue:)) else {
            throw CaseFormProblem("\(name)을(를) 목록에서 골라 주십시오.")
        }
        return value
    }

    private static func reason(_ fields: [String: String]) throws(CaseFormProblem) -> ClosingReason? {
        guard let text = fields["reason"], !text.isEmpty else { return nil }
        return try value(ClosingReason.self, text, "사유")
    }

    /// The window of the form, unchecked: `CaseHistory` checks it.
    private static func window(
        _ fields: [String: String], _ state: CaseState, _ history: CaseHistory, _ calendar: SharedCalendar,
        _ today: Day
    ) throws(CaseFormProblem) -> CaseWindow? {
        guard state.leastDays(answerDays: history.answerDays) != nil else { return nil }
        guard let days = fields["days"].flatMap({ Int($0) }), (1...3_650).contains(days) else {
            throw CaseFormProblem("일수를 숫자로 적어 주십시오.")
        }
        var addressees: Set<CaseParty> = []
        if fields["to_adopter"] != nil { addressees.insert(.adopter) }
        if fields["to_supplier"] != nil { addressees.insert(.supplier) }
        guard !addressees.isEmpty else { throw CaseFormProblem(CaseRefusal(.noAddressee).korean) }
        let earliest = history.announcement(days: days, today: today, calendar: calendar)
        return CaseWindow(
            addressees: addressees, days: days,
            dueOn: try formDay(fields["due"], "고지할 기한") ?? earliest)
    }
}

/// The text of a form without control characters; CR LF becomes LF.
package func caseText(_ typed: String?) throws(CaseFormProblem) -> String {
    let unified = (typed ?? "").split(separator: "\r\n", omittingEmptySubsequences: false).joined(
        separator: "\n")
    var text = ""
    text.unicodeScalars.append(
        contentsOf: unified.unicodeScalars.filter {
            $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
        })
    guard text.contains(where: { !$0.isWhitespace }) else { throw CaseFormProblem("내용을 적어 주십시오.") }
    guard text.unicodeScalars.count <= 20_000 else {
        throw CaseFormProblem("내용이 너무 깁니다. 20,000자까지 적고, 나머지는 문서로 남겨 주십시오.")
    }
    return text
}

/// A day of a form; `nil` where it was left open.
func formDay(_ typed: String?, _ name: String) throws(CaseFormProblem) -> Day? {
    guard let typed, !typed.isEmpty else { return nil }
    guard let day = Day(parsing: typed) else {
        throw CaseFormProblem("\(name)을(를) 2026-05-07처럼 적어 주십시오. 적은 값: \(typed)")
    }
    return day
}

/// Documents, one a line: SHA-256, a blank, the name.
package func caseDocuments(_ typed: String?) throws(CaseFormProblem) -> [CaseDocument] {
    var documents: [CaseDocument] = []
    for line in (typed ?? "").split(whereSeparator: \.isNewline) {
        let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard let hash = parts.first else { continue }
        guard parts.count == 2, let document = CaseDocument(hash: hash.lowercased(), name: String(parts[1]))
        else {
            throw CaseFormProblem("문서는 한 줄에 하나씩 SHA-256 64자리, 빈칸, 문서 이름을 적어 주십시오. 적은 값: \(line)")
        }
        documents.append(document)
    }
    return documents
}
