package import Domain

/// The page of one case, for those who review it.
package struct CasePage: Sendable {
    let frame: PageFrame
    let caseTitle: String
    let code: String
    let buildAddress: String
    let dossierAddress: String
    let asOf: String
    let stateName: String
    let isOnlyRecorded: Bool
    let isHeld: Bool
    let facts: [BuildPage.Fact]
    let deadlines: [DeadlineLine]
    let hasDeadlines: Bool
    let stepLines: [StepLine]
    let choices: CaseChoices?
    let links: [LinkLine]
    let hasLinks: Bool
    let issued: Issued?
    let problem: String?
    let kept: String?

    struct LinkLine: Sendable {
        let to: String
        let asked: String
        let issuedAt: String
        let expires: String
        let uses: String

        init(_ link: ReviewedCase.Link) {
            to = "\(link.companyName) (\(link.party.korean))"
            asked = "\(link.ordinal)단계"
            issuedAt = minuteText(link.issuedAt)
            expires = minuteText(link.expiresAt)
            uses = "\(grouped(link.uses))건"
        }
    }

    /// A link that was just made, shown this once.
    package struct Issued: Sendable {
        let link: String
        let to: String
        let expires: String

        package init(link: String, party: CaseParty, companyName: String, expiresAt: Timestamp) {
            self.link = link
            to = "\(companyName) (\(party.korean))"
            expires = minuteText(expiresAt)
        }
    }

    /// - Parameters:
    ///   - actor: who looks at it; `nil` for roles that may read and not step, and then there are no forms.
    ///   - csrfToken: proves that a form was sent from this page.
    ///   - draft: what was refused.
    package init(
        _ reviewed: ReviewedCase, actor: CaseActor?, csrfToken: String, draft: CaseDraft? = nil,
        issued: Issued? = nil, frame: PageFrame
    ) {
        self.frame = frame
        self.issued = issued
        caseTitle = "검토 건 \(reviewed.id)"
        code = reviewed.buildCode
        buildAddress = "/builds/\(percentEncoded(reviewed.buildCode))"
        dossierAddress = "/v1/cases/\(reviewed.id)/dossier"
        asOf = minuteText(reviewed.now)
        stateName = reviewed.state.korean
        isOnlyRecorded = reviewed.state.isOnlyRecorded
        isHeld = reviewed.history.isHeld
        facts = caseFacts(reviewed)
        deadlines = reviewed.history.windows.reversed().map { DeadlineLine($0, of: reviewed) }
        hasDeadlines = !deadlines.isEmpty
        stepLines = reviewed.history.steps.reversed().map(StepLine.init)
        let choices = actor.map { CaseChoices(reviewed, actor: $0, csrfToken: csrfToken, draft: draft) }
        self.choices = choices
        problem = draft?.message
        // The page may no longer have the form: another person has changed the case's state meanwhile.
        let isShown = draft.map { draft in choices?.has(draft.formID) == true } ?? true
        kept = isShown ? nil : draft?.fields["text"]
        links = reviewed.links.reversed().map(LinkLine.init)
        hasLinks = !links.isEmpty
    }
}

/// What a case is about, as it was written down when it was opened.
func caseFacts(_ reviewed: ReviewedCase) -> [BuildPage.Fact] {
    [
        BuildPage.Fact(term: "구축 건", value: reviewed.buildCode),
        BuildPage.Fact(term: "협약일", value: reviewed.agreementDate.map(dayText) ?? "미등록"),
        BuildPage.Fact(term: "행위 시작일", value: dayText(reviewed.conductDate)),
        BuildPage.Fact(term: "적용 규정", value: reviewed.ruleVersion),
        BuildPage.Fact(term: "소명 기간", value: "\(reviewed.history.answerDays)일 이상"),
        BuildPage.Fact(term: "관찰 사항", value: "\(reviewed.history.signals)건"),
    ]
}
