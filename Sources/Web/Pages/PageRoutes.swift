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

    /// Any text; what is no build code is answered as an unknown build.
    static let buildCode = Parameter<String>.text("code", in: .path)
    private static let fileName = Parameter<String>.text("name", in: .path)

    private func listPage(_ request: OperationRequest) async throws -> OperationAnswer {
        let (access, now) = (try request.access, request.now)
        let visibility = Visibility(access)
        let query = ListQuery(request.values)
        let listing = try await listing(query, for: visibility, now: now)
        var reads = OperationAnswer.Reads(
            builds: listing.page.lines.map(\.facts.id), rows: listing.page.lines.count)
        let overview = query.isFrontPage ? try await overview(for: visibility, now: now) : nil
        if let missing = overview?.missingKeys.builds { reads.add(missing.map(\.id), rows: missing.count) }
        return .page(
            templates.html(
                ListPage(listing.shown, overview: overview, now: now, frame: frame(access, now))),
            reads: reads)
    }

    private func listing(
        _ query: ListQuery, for visibility: Visibility, now: Timestamp
    ) async throws -> (page: Storage.BuildPage, shown: BuildListing) {
        let filter = BuildFilter(query)
        // Three statements of some 10 to 20 ms each for 30,000 builds, side by side.
        async let listed = database.fleet.builds(
            for: visibility, filter, order: BuildOrder(.signals), at: BuildPlace(query.place),
            limit: BuildListing.buildsPerPage, now: now)
        async let counted = database.fleet.countBuilds(for: visibility, now: now)
        async let found =
            filter.words == nil
            ? nil : database.fleet.countBuilds(for: visibility, filter, now: now).all
        let (page, counts) = try await (listed, counted)
        let matching =
            try await found ?? counts.matching(phase: filter.phase, isOpenOnly: query.isOpenOnly)
        return (
            page,
            BuildListing(
                page.lines.map(\.summary), query: query, previous: page.previous?.text,
                next: page.next?.text, matching: matching, counts: counts)
        )
    }

    /// `nil` where the caller may not see figures of all builds.
    private func overview(for visibility: Visibility, now: Timestamp) async throws -> FleetOverview? {
        guard visibility.seesFleet else { return nil }
        let missingKeys = try await database.signals.missingKeys(on: now.day, limit: 20, for: visibility)
        let incidents = try await database.incidents.list(openOnly: true, for: visibility, now: now)
        return FleetOverview(
            incidents: incidents.map { incident in
                FleetOverview.Incident(
                    traitName: incident.traitName, members: incident.members, sharing: incident.sharing,
                    heardAgain: incident.heardAgain, lastSigns: incident.lastSigns,
                    openedAt: incident.openedAt)
            },
            openByRule: try await database.signals.openObservations(for: visibility),
            outcomes: try await database.cases.outcomes(for: visibility).rules.compactMap { outcome in
                RuleKind(rawValue: outcome.rule).map {
                    FleetOverview.RuleOutcomes(
                        rule: $0, raised: outcome.raised, examined: outcome.examined,
                        innocent: outcome.explained, confirmed: outcome.confirmed)
                }
            }, missingKeys: missingKeys)
    }

    private func buildPage(_ request: OperationRequest) async throws -> OperationAnswer {
        try await buildPage(try request.value(Self.buildCode), request)
    }

    /// Throws when there is no such build, or not for the caller.
    ///
    /// - Parameter draft: the form that was refused.
    func buildPage(
        _ code: String, _ request: OperationRequest, draft: CaseDraft? = nil,
        answer: HTTPResponse.Status = .ok
    ) async throws -> OperationAnswer {
        let (access, now) = (try request.access, request.now)
        let visibility = Visibility(access)
        guard let status = try await database.figures.status(of: code, for: visibility, now: now),
            let record = try await database.builds.record(of: code, for: visibility, now: now)
        else { throw Problem.unknownBuild }
        let cases = record.cases.map { cases in
            BuildCases(
                cases.map(ListedCase.init), code: code, agreementDate: record.agreementDate,
                csrfToken: access.may(.stepCases) ? authenticator.csrfToken(request.cookies) : nil,
                draft: draft)
        }
        return .page(
            templates.html(
                BuildPage(
                    status, card: record.card, keyNotes: record.keyNotes, incidents: record.incidents,
                    cases: cases, frame: frame(access, now))), status: answer,
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
            case .failedCSRFCheck: .failedCSRFCheck
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

extension BuildPlace {
    /// A cursor that cannot be read asks for the first page.
    fileprivate init(_ place: ListQuery.Place) {
        self =
            switch place {
            case .first: .first
            case .after(let text, _): BuildCursor(parsing: text).map(BuildPlace.after) ?? .first
            case .before(let text, _): BuildCursor(parsing: text).map(BuildPlace.before) ?? .first
            case .last: .last
            }
    }
}

extension BuildFilter {
    fileprivate init(_ query: ListQuery) {
        self.init()
        words = query.text.isEmpty ? nil : query.text
        phase = query.phase
        hasOpenSignals = query.isOpenOnly ? true : nil
    }
}
