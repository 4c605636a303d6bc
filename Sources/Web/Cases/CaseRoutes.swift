import Crypto
import Domain
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Render
import Storage

extension WebRoutes {
    func addCases<Context: RequestContext>(to router: Router<Context>) {
        router.get("/cases") { request, _ in try await caseList(request) }
        router.get("/cases/:id") { request, context in
            try await casePage(context.parameters.get("id"), request)
        }
        router.post("/cases/:id/steps") { request, context in
            try await addStep(context.parameters.get("id"), request)
        }
        router.post("/cases/:id/links") { request, context in
            try await issueLink(context.parameters.get("id"), request)
        }
        router.post("/builds/:code/cases") { request, context in
            try await openCase(try context.parameters.require("code"), request)
        }
        router.get("/reply/:token") { request, context in
            try await replyPage(try context.parameters.require("token"))
        }
        router.post("/reply/:token") { request, context in
            try await takeReply(try context.parameters.require("token"), request)
        }
    }

    // MARK: Lists

    private func caseList(_ request: Request) async throws -> Response {
        let now = now()
        guard let access = try await gate.access(of: request, now: now) else { return notSignedIn() }
        let asked = formFields(request.uri.query ?? "")["state"] ?? ""
        let state = CaseState(rawValue: asked)
        guard let cases = try await cases(asked, access, now: now) else {
            return notice(.notFound, status: .notFound, access: access)
        }
        RequestTrace.current?.noteRead(builds: cases.map(\.buildID), rows: cases.count)
        return html(
            templates.html(
                CaseListPage(
                    cases.map(ListedCase.init), state: state, includesClosed: asked == "all",
                    isForAgency: access.role.seesCases, now: now, frame: frame(access, now))))
    }

    /// `nil` for roles that see no cases at all.
    ///
    /// - Parameter asked: a state, `all`, or nothing for the cases that are not closed.
    private func cases(_ asked: String, _ access: Access, now: Timestamp) async throws -> [CaseSummary]? {
        var filter = CaseFilter()
        filter.limit = 500
        if access.role == .supplier {
            guard let number = access.supplierNumber else { return [] }
            filter.supplierNumber = number
            filter.includesClosed = true
        } else {
            guard access.role.seesCases else { return nil }
            filter.state = CaseState(rawValue: asked)
            filter.includesClosed = asked == "all" || filter.state == .closed
            filter.scope = access.scope
        }
        return try await database.cases(filter, now: now)
    }

    // MARK: One case

    private func casePage(_ id: String?, _ request: Request) async throws -> Response {
        let now = now()
        guard let access = try await gate.access(of: request, now: now) else { return notSignedIn() }
        guard let reviewed = try await reviewed(id, access, now: now) else {
            return notice(.notFound, status: .notFound, access: access)
        }
        return casePage(reviewed, access, request)
    }

    func casePage(
        _ reviewed: ReviewedCase, _ access: Access, _ request: Request, draft: CaseDraft? = nil,
        issued: CasePage.Issued? = nil, answer: HTTPResponse.Status = .ok
    ) -> Response {
        html(
            templates.html(
                CasePage(
                    reviewed, actor: access.role.stepsCases ? CaseActor(access) : nil,
                    formKey: gate.formKey(of: request), draft: draft, issued: issued,
                    frame: frame(access, now()))), status: answer)
    }

    /// `nil` where there is no such case, and for roles that may not read it.
    func reviewed(_ id: String?, _ access: Access, now: Timestamp) async throws -> ReviewedCase? {
        guard let file = try await caseFile(id, access, now: now) else { return nil }
        return try await reviewed(file, now: now)
    }

    /// `nil` where there is no such case, for roles that read none, and for a build out of scope.
    func caseFile(_ id: String?, _ access: Access, now: Timestamp) async throws -> CaseFile? {
        guard access.role.seesCases, let id = id.flatMap({ Int64($0) }),
            let file = try await database.caseFile(id, now: now)
        else { return nil }
        if !access.scope.isUnbounded {
            guard let facts = try await database.facts(of: file.buildCode, today: now.day),
                Visibility(access).includes(facts)
            else { return nil }
        }
        RequestTrace.current?.noteRead(builds: [file.buildID], caseID: file.id)
        return file
    }

    func reviewed(_ file: CaseFile, now: Timestamp) async throws -> ReviewedCase {
        ReviewedCase(
            id: file.id, buildCode: file.buildCode, agreementDate: file.agreementDate,
            conductDate: file.conductDate, ruleVersion: file.ruleVersion, history: file.history,
            calendar: file.calendar,
            links: try await database.replyLinks(of: file.id).map {
                ReviewedCase.Link(
                    ordinal: $0.ordinal, party: $0.party, companyName: $0.companyName, issuedAt: $0.issuedAt,
                    expiresAt: $0.expiresAt, uses: $0.uses)
            }, now: now)
    }

    /// The cases of a build for its page; `nil` for roles that see none.
    func buildCases(
        _ code: String, _ access: Access, _ request: Request, draft: CaseDraft?, now: Timestamp
    ) async throws -> BuildCases? {
        guard access.role.seesCases else { return nil }
        var filter = CaseFilter()
        filter.buildCode = code
        filter.includesClosed = true
        return BuildCases(
            try await database.cases(filter, now: now).map(ListedCase.init), code: code,
            agreementDate: try await database.agreementDate(ofBuild: code),
            formKey: access.role.stepsCases ? gate.formKey(of: request) : nil, draft: draft)
    }

    /// Everything for the committee in one document.
    func dossier(_ file: CaseFile, _ status: BuildStatus, now: Timestamp) async throws -> Response {
        let document = templates.html(
            Dossier(
                try await reviewed(file, now: now), status: status,
                incidents: try await database.incidents(ofBuild: file.buildID),
                signals: status.signals.filter { file.signals.contains($0.id) },
                policies: try await database.policies(ofCase: file.id).map {
                    Dossier.Policy(
                        name: $0.name, version: $0.version, isOfficial: $0.isOfficial, author: $0.author,
                        approver: $0.approver, effectiveFrom: $0.effectiveFrom, source: $0.source)
                }, isTestClock: isTestClock))
        var response = html(document)
        response.headers[.contentSecurityPolicy] = Self.policy(of: document)
        return response
    }

    /// Lets the browser follow the one style sheet that stands in the document, and nothing else.
    private static func policy(of document: String) -> String {
        let start = document.firstRange(of: "<style>")?.upperBound ?? document.endIndex
        let end = document.firstRange(of: "</style>")?.lowerBound ?? document.endIndex
        let style = start <= end ? document[start..<end] : ""
        let hash = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(hash)'; img-src data:; form-action 'none'; "
            + "frame-ancestors 'none'; base-uri 'none'"
    }
}

extension ListedCase {
    init(_ summary: CaseSummary) {
        self.init(
            id: summary.id, buildCode: summary.buildCode, state: summary.state, enteredAt: summary.enteredAt,
            dueOn: summary.dueOn, reason: summary.reason, signals: summary.signals)
    }
}
