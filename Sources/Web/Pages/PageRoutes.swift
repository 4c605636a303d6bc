package import Contract
import Domain
import HTTPTypes
import Render
import Storage

extension WebRoutes {
    /// Every page, and what its forms are sent to.
    package var pages: [RouteDeclaration] { buildPages + casePages + replyPages + signInPages + otherPages }

    private var buildPages: [RouteDeclaration] {
        [
            RouteDeclaration(
                .get, "/", .permission(.readBuilds), parameters: ListQuery.parameters, handler: listPage),
            RouteDeclaration(
                .get, "/builds/{code}", .permission(.readBuilds), parameters: [Self.buildCode.declaration],
                handler: buildPage),
        ]
    }

    private var otherPages: [RouteDeclaration] {
        [
            RouteDeclaration(.get, "/docs", .open, parameters: [Self.docsLanguage.declaration]) {
                docsPage($0)
            },
            RouteDeclaration(
                .get, "/static/{name}", .open,
                parameters: [Self.fileName.declaration, StaticFiles.askedVersion.declaration]
            ) { try staticFile(try $0.value(Self.fileName), $0) },
        ]
    }

    /// As whoever follows a link sends it; a code that cannot be one is no build.
    static let buildCode = Parameter<String>.text("code", in: .path)
    private static let fileName = Parameter<String>.text("name", in: .path)

    private func listPage(_ request: OperationRequest) async throws -> OperationAnswer {
        let (access, now) = (try request.access, request.now)
        let visibility = Visibility(access)
        let query = ListQuery(request.values)
        let listing = BuildListing(
            try await builds(visibility, now: now), query: query, seesSignals: visibility.seesSignals)
        var reads = OperationAnswer.Reads(builds: listing.builds.map(\.id), rows: listing.builds.count)
        // Its figures are of all builds: whoever sees some of them would take them for those.
        let hasOverview = visibility.seesSignals && query.isFrontPage && access.scope.isUnbounded
        let overview = hasOverview ? try await overview(now: now) : nil
        if let missing = overview?.missingKeys.builds { reads.add(missing.map(\.id), rows: missing.count) }
        return .page(
            templates.html(ListPage(listing, overview: overview, now: now, frame: frame(access, now))),
            reads: reads)
    }

    private func overview(now: Timestamp) async throws -> FleetOverview {
        let missingKeys = try await database.missingKeys(on: now.day, limit: 20)
        return FleetOverview(
            incidents: try await database.incidents(openOnly: true, now: now).map { incident in
                FleetOverview.Incident(
                    traitName: incident.traitName, members: incident.members, sharing: incident.sharing,
                    heardAgain: incident.heardAgain, lastSigns: incident.lastSigns,
                    openedAt: incident.openedAt)
            },
            openByRule: try await database.openObservations(),
            outcomes: try await database.caseOutcomes().rules.compactMap { outcome in
                RuleKind(rawValue: outcome.rule).map {
                    FleetOverview.RuleOutcomes(
                        rule: $0, raised: outcome.raised, examined: outcome.examined,
                        innocent: outcome.explained, confirmed: outcome.confirmed)
                }
            }, missingKeys: missingKeys)
    }

    private func buildPage(_ request: OperationRequest) async throws -> OperationAnswer {
        let code = try request.value(Self.buildCode)
        guard let status = try await status(of: code, Visibility(request.access), now: request.now) else {
            throw Problem.unknownBuild
        }
        return try await buildPage(status, request)
    }

    /// - Parameter draft: the form that was refused.
    func buildPage(
        _ status: BuildStatus, _ request: OperationRequest, draft: CaseDraft? = nil,
        answer: HTTPResponse.Status = .ok
    ) async throws -> OperationAnswer {
        let (access, now) = (try request.access, status.asOf)
        let visibility = Visibility(access)
        let card = try await database.reportCard(buildID: status.facts.id, now: now)
        let notes = try await database.keyNotes(buildID: status.facts.id)
        let incidents =
            visibility.seesSignals ? try await database.incidents(ofBuild: status.facts.id) : []
        let cases = try await buildCases(status.facts.code, access, request, draft: draft, now: now)
        return .page(
            templates.html(
                BuildPage(
                    status, card: card, keyNotes: notes, incidents: incidents, cases: cases,
                    seesSignals: visibility.seesSignals, frame: frame(access, now))), status: answer,
            reads: .init(builds: [status.facts.id]))
    }

    private func staticFile(_ name: String, _ request: OperationRequest) throws -> OperationAnswer {
        guard let response = staticFiles.answer(name, to: request) else { throw Problem.unknownPath }
        return .stream(response, reads: nil)
    }

    func notice(_ notice: Notice, status: HTTPResponse.Status, access: Access? = nil) -> OperationAnswer {
        .page(templates.html(notice, frame: frame(access, now())), status: status)
    }

    func frame(_ access: Access?, _ now: Timestamp) -> PageFrame {
        PageFrame(
            stylesheet: staticFiles.stylesheetAddress, testClock: isTestClock ? now : nil, access: access)
    }
}

extension Notice {
    /// What a browser is shown of a problem.
    init(_ problem: Problem, _ route: RouteDeclaration) {
        self =
            switch problem.kind {
            case .unauthorized: .notSignedIn
            case .tooManyRequests:
                .tooMany(seconds: problem.headers[.retryAfter].flatMap { Int($0) } ?? 1)
            case .bodyTooLarge: .tooLarge(megabytes: max(1, route.formLimit / 1_048_576))
            case .foreignForm: .foreignForm
            case .unavailable, .tookTooLong: .unavailable
            case .failure: .failure
            default: .notFound
            }
    }
}

extension RouteDeclaration {
    /// Bytes; zero where the route takes no form.
    fileprivate var formLimit: Int {
        guard case .form(let bytes) = body else { return 0 }
        return bytes
    }
}
