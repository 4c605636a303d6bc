package import Domain

/// The cases of a build, and what its page needs to open another.
package struct BuildCases: Sendable {
    let cases: [ListedCase]
    private let code: String
    private let agreementDate: Day?
    private let csrfToken: String?
    private let draft: CaseDraft?

    /// - Parameters:
    ///   - cases: newest first, closed ones too.
    ///   - agreementDate: 협약일 of the registry, to begin with.
    ///   - csrfToken: proves that a form was sent from this page; `nil` for roles that open no case.
    ///   - draft: what was refused.
    package init(
        _ cases: [ListedCase], code: String, agreementDate: Day?, csrfToken: String?, draft: CaseDraft? = nil
    ) {
        self.cases = cases
        self.code = code
        self.agreementDate = agreementDate
        self.csrfToken = csrfToken
        self.draft = draft
    }

    /// The form that opens a case about an observation.
    func form(for signal: RaisedSignal) -> CaseForm? {
        guard let csrfToken else { return nil }
        return CaseForm(
            "open-\(signal.id)", action: "/builds/\(percentEncoded(code))/cases", title: "검토 건 열기",
            note: "관찰 단계로 시작합니다. 기업에는 아무것도 알리지 않습니다.",
            hidden: [("key", csrfToken), ("signal", "\(signal.id)")],
            fields: [
                .area("text", "여는 까닭"),
                .line("rules", "적용 규정", hint: "기관이 적용하는 규정의 이름과 판"),
                .line("conduct", "행위 시작일", kind: "date", text: "\(signal.window.lowerBound)"),
                .line(
                    "agreed", "협약일", kind: "date", text: agreementDate.map { "\($0)" } ?? "",
                    isRequired: false),
                .line("answer_days", "소명 기간(일)", hint: "10일 이상", kind: "number", text: "10", least: 10),
            ], button: "검토 건 열기", draft: draft)
    }
}

/// The cases of a build as lines with links.
struct CaseLines: Sendable {
    let lines: [Line]
    let hasLines: Bool

    struct Line: Sendable {
        let address: String
        let title: String
        let stateName: String
        let entered: String
    }

    init(_ cases: [ListedCase]) {
        lines = cases.map {
            Line(
                address: "/cases/\($0.id)", title: "검토 건 \($0.id)",
                stateName: $0.state.korean + ($0.reason.map { " (\($0.korean))" } ?? ""),
                entered: "\($0.enteredAt.day)부터")
        }
        hasLines = !lines.isEmpty
    }
}
