import Contract
import Domain
import HTTPTypes
import Render
import Storage

extension WebRoutes {
    private func draft(_ fields: [String: String], _ message: String) -> CaseDraft {
        CaseDraft(formID: fields["form"] ?? "", fields: fields, message: message)
    }

    // MARK: Steps

    func addStep(_ request: OperationRequest) async throws -> OperationAnswer {
        let (access, now) = (try request.access, request.now)
        let fields = request.form?.fields ?? [:]
        let file = try await caseFile(request)
        let number = file.id
        do {
            try checkName(of: access)
            let form = try CaseStepForm(
                fields, history: file.history, calendar: file.calendar, today: now.day)
            _ = try await database.cases.addStep(
                form.act, text: form.text, documents: form.documents, to: number, after: form.after,
                by: access, now: now)
            return .redirect(to: "/cases/\(number)")
        } catch {
            return try await refused(error, number, request, fields)
        }
    }

    /// The page again, with what was typed and what would be right.
    private func refused(
        _ error: any Error, _ id: Int64, _ request: OperationRequest, _ fields: [String: String]
    ) async throws -> OperationAnswer {
        let refusal = try refusal(error)
        let file = try await database.cases.file(id, for: Visibility(request.access), now: request.now)
        guard let file else { throw Problem.unknownCase }
        return try await casePage(
            file, request, draft: draft(fields, refusal.message),
            answer: refusal.status)
    }

    /// Every step names a person.
    private func checkName(of access: Access) throws(CaseFormProblem) {
        guard access.label.contains(where: { !$0.isWhitespace }) else {
            throw CaseFormProblem("이름이 없는 토큰으로 로그인했습니다. 이름(--label)을 붙여 발급한 토큰으로 다시 로그인해 주십시오.")
        }
    }

    /// The message and status for the form's page; other errors are thrown again.
    private func refusal(_ error: any Error) throws -> (message: String, status: HTTPResponse.Status) {
        switch error {
        case let problem as CaseFormProblem: (problem.korean, .unprocessableContent)
        case let refusal as CaseRefusal: (refusal.korean, .conflict)
        default: throw error
        }
    }

    // MARK: Links

    func issueLink(_ request: OperationRequest) async throws -> OperationAnswer {
        let (access, now) = (try request.access, request.now)
        let fields = request.form?.fields ?? [:]
        let file = try await caseFile(request)
        let visibility = Visibility(access)
        guard let facts = try await database.registry.facts(of: file.buildCode, for: visibility, now: now)
        else {
            throw Problem.unknownBuild
        }
        let number = file.id
        do {
            try checkName(of: access)
            let target = try linkTarget(fields["target"], file, facts, today: now.day)
            let secret = SecretText.make(.reply)
            _ = try await database.cases.addReplyLink(
                hash: SecretText.hash(secret), to: number, ordinal: target.ordinal, party: target.party,
                companyNumber: target.companyNumber, expiresAt: target.expiresAt, by: access, now: now)
            let issued = CasePage.Issued(
                link: "\(publicURL)/reply/\(secret)", party: target.party, companyName: target.companyName,
                expiresAt: target.expiresAt)
            return try await casePage(file, request, issued: issued)
        } catch {
            return try await refused(error, number, request, fields)
        }
    }

    private struct LinkTarget {
        let ordinal: Int
        let party: CaseParty
        let companyNumber: String
        let companyName: String
        let expiresAt: Timestamp
    }

    /// A link is good for two weeks after the last day: late answers are read, too.
    private func linkTarget(
        _ asked: String?, _ file: CaseFile, _ facts: BuildFacts, today: Day
    ) throws(CaseFormProblem) -> LinkTarget {
        let parts = (asked ?? "").split(separator: " ")
        guard parts.count == 2, let ordinal = Int(parts[0]),
            let party = CaseParty(rawValue: String(parts[1])),
            let opened = file.history.windows.first(where: { $0.ordinal == ordinal })
        else { throw CaseFormProblem("요청과 기업을 목록에서 골라 주십시오.") }
        let company = party == .adopter ? facts.adopterNumber : facts.supplierNumber
        guard let company, let name = party == .adopter ? facts.adopterName : facts.supplierName else {
            throw CaseFormProblem("등록된 공급기업이 없습니다. 등록 정보를 먼저 고쳐 주십시오.")
        }
        let last = file.history.lastDay(of: opened, today: today, calendar: file.calendar)
        return LinkTarget(
            ordinal: ordinal, party: party, companyNumber: company, companyName: name,
            expiresAt: max(last, today).adding(days: 15).start)
    }

    // MARK: Opening

    func openCase(_ request: OperationRequest) async throws -> OperationAnswer {
        let (access, now) = (try request.access, request.now)
        let fields = request.form?.fields ?? [:]
        let code = try request.value(Self.buildCode)
        guard let status = try await database.figures.status(of: code, for: Visibility(access), now: now)
        else {
            throw Problem.unknownBuild
        }
        do {
            try checkName(of: access)
            let opening = try opening(fields, status)
            guard
                let id = try await database.cases.open(
                    opening, as: .observation, text: try caseText(fields["text"]), by: access, now: now)
            else { throw Problem.unknownBuild }
            return .redirect(to: "/cases/\(id)")
        } catch {
            let refusal = try refusal(error)
            return try await buildPage(
                code, request, draft: draft(fields, refusal.message), answer: refusal.status)
        }
    }

    private func opening(
        _ fields: [String: String], _ status: BuildStatus
    ) throws(CaseFormProblem) -> CaseOpening {
        guard let signal = status.signals?.first(where: { "\($0.id)" == fields["signal"] }) else {
            throw CaseFormProblem("관찰 사항을 찾을 수 없습니다. 화면을 새로 연 뒤 다시 보내 주십시오.")
        }
        guard signal.clearedAt == nil else {
            throw CaseFormProblem("그사이 해제된 관찰 사항입니다. 열린 관찰 사항에서 시작해 주십시오.")
        }
        let rules = try caseText(fields["rules"])
        guard let days = fields["answer_days"].flatMap({ Int($0) }), (10...365).contains(days) else {
            throw CaseFormProblem("소명 기간은 10일 이상의 숫자로 적어 주십시오.")
        }
        return CaseOpening(
            buildCode: status.facts.code, signals: [signal.id],
            agreementDate: try formDay(fields["agreed"], "협약일"),
            conductDate: try formDay(fields["conduct"], "행위 시작일") ?? signal.window.lowerBound,
            ruleVersion: rules, answerDays: days)
    }
}
