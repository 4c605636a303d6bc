import Contract
import Crypto
import Domain
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Render
import Storage

extension WebRoutes {
    static let caseID = Parameter<String>.text("id", in: .path)
    private static let listedState = Parameter<String>.text("state")

    var casePages: [RouteDeclaration] {
        let form = RouteDeclaration.Body.form(bytes: 512 * 1_024)
        return [
            RouteDeclaration(
                .get, "/cases", .signedIn, parameters: [Self.listedState.declaration], handler: caseList),
            RouteDeclaration(
                .get, "/cases/{id}", .permission(.readCases), parameters: [Self.caseID.declaration]
            ) { try await casePage(try await caseFile($0), $0) },
            RouteDeclaration(
                .post, "/cases/{id}/steps", .permission(.stepCases), parameters: [Self.caseID.declaration],
                body: form, handler: addStep),
            RouteDeclaration(
                .post, "/cases/{id}/links", .permission(.stepCases), parameters: [Self.caseID.declaration],
                body: form, handler: issueLink),
            RouteDeclaration(
                .post, "/builds/{code}/cases", .permission(.stepCases),
                parameters: [Self.buildCode.declaration], body: form, handler: openCase),
        ]
    }

    // MARK: Lists

    private func caseList(_ request: OperationRequest) async throws -> OperationAnswer {
        let (access, now) = (try request.access, request.now)
        let visibility = Visibility(access)
        let isForAgency = visibility.cases == .all
        // A firm has no filter: it sees every case in which it was asked.
        let asked = isForAgency ? request[Self.listedState] ?? "" : "all"
        var filter = CaseFilter()
        filter.limit = 500
        filter.state = CaseState(rawValue: asked)
        filter.includesClosed = asked == "all" || filter.state == .closed
        guard let cases = try await database.cases.list(filter, for: visibility, now: now) else {
            throw Problem.unknownPath
        }
        return .page(
            templates.html(
                CaseListPage(
                    cases.map(ListedCase.init), state: filter.state, includesClosed: asked == "all",
                    isForAgency: isForAgency, now: now, frame: frame(access, now))),
            reads: .init(builds: cases.map(\.buildID), rows: cases.count))
    }

    // MARK: One case

    func casePage(
        _ file: CaseFile, _ request: OperationRequest, draft: CaseDraft? = nil,
        issued: CasePage.Issued? = nil, answer: HTTPResponse.Status = .ok
    ) async throws -> OperationAnswer {
        let access = try request.access
        return .page(
            templates.html(
                CasePage(
                    try await reviewed(file, now: request.now),
                    actor: access.may(.stepCases) ? CaseActor(access) : nil,
                    csrfToken: authenticator.csrfToken(request.cookies), draft: draft, issued: issued,
                    frame: frame(access, request.now))), status: answer,
            reads: .init(builds: [file.buildID], caseID: file.id))
    }

    /// Throws for a case that does not exist, for roles that read none, and for a build out of scope.
    func caseFile(_ request: OperationRequest) async throws -> CaseFile {
        let visibility = Visibility(try request.access)
        guard let id = Int64(try request.value(Self.caseID)),
            let file = try await database.cases.file(id, for: visibility, now: request.now)
        else { throw Problem.unknownCase }
        return file
    }

    func reviewed(_ file: CaseFile, now: Timestamp) async throws -> ReviewedCase {
        ReviewedCase(
            id: file.id, buildCode: file.buildCode, agreementDate: file.agreementDate,
            conductDate: file.conductDate, ruleVersion: file.ruleVersion, history: file.history,
            calendar: file.calendar,
            links: try await database.cases.replyLinks(of: file).map {
                ReviewedCase.Link(
                    ordinal: $0.ordinal, party: $0.party, companyName: $0.companyName, issuedAt: $0.issuedAt,
                    expiresAt: $0.expiresAt, uses: $0.uses)
            }, now: now)
    }

    /// Everything for the committee in one document.
    func dossier(
        _ file: CaseFile, _ status: BuildStatus, for visibility: Visibility, now: Timestamp
    ) async throws -> OperationAnswer {
        let document = templates.html(
            Dossier(
                try await reviewed(file, now: now), status: status,
                incidents: try await database.builds.incidents(
                    ofBuild: file.buildID, for: visibility, now: now),
                signals: (status.signals ?? []).filter { file.signals.contains($0.id) },
                policies: try await database.cases.policies(of: file).map {
                    Dossier.Policy(
                        name: $0.name, version: $0.version, isOfficial: $0.isOfficial, author: $0.author,
                        approver: $0.approver, effectiveFrom: $0.effectiveFrom, source: $0.source)
                }, isTestClock: isTestClock))
        var answer = OperationAnswer.page(
            document, reads: .init(builds: [file.buildID], caseID: file.id))
        answer.response.headers[.contentSecurityPolicy] = Self.policy(of: document)
        return answer
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
