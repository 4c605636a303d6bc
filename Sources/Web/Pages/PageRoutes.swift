import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Render
import Storage

extension WebRoutes {
    func listPage(_ request: Request) async throws -> Response {
        let now = now()
        guard let access = try await gate.access(of: request, now: now) else { return notSignedIn() }
        let visibility = Visibility(access)
        let query = ListQuery(request.uri)
        let listing = BuildListing(
            try await builds(visibility, now: now), query: query, seesSignals: visibility.seesSignals)
        RequestTrace.current?.noteRead(builds: listing.builds.map(\.id), rows: listing.builds.count)
        // Its figures are of all builds: whoever sees some of them would take them for those.
        let hasOverview = visibility.seesSignals && query.isFrontPage && access.scope.isUnbounded
        let overview = hasOverview ? try await overview(now: now) : nil
        return html(
            templates.html(ListPage(listing, overview: overview, now: now, frame: frame(access, now))))
    }

    private func overview(now: Timestamp) async throws -> FleetOverview {
        let missingKeys = try await database.missingKeys(on: now.day, limit: 20)
        RequestTrace.current?.noteRead(builds: missingKeys.builds.map(\.id), rows: missingKeys.builds.count)
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

    func buildPage(_ code: String, _ request: Request) async throws -> Response {
        let now = now()
        guard let access = try await gate.access(of: request, now: now) else { return notSignedIn() }
        let visibility = Visibility(access)
        guard let status = try await status(of: code, visibility, now: now) else {
            return notice(.notFound, status: .notFound, access: access)
        }
        return try await buildPage(status, access, request)
    }

    /// - Parameter draft: the form that was refused.
    func buildPage(
        _ status: BuildStatus, _ access: Access, _ request: Request, draft: CaseDraft? = nil,
        answer: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let now = status.asOf
        let visibility = Visibility(access)
        RequestTrace.current?.noteRead(builds: [status.facts.id])
        let card = try await database.reportCard(buildID: status.facts.id, now: now)
        let notes = try await database.keyNotes(buildID: status.facts.id)
        let incidents =
            visibility.seesSignals ? try await database.incidents(ofBuild: status.facts.id) : []
        let cases = try await buildCases(status.facts.code, access, request, draft: draft, now: now)
        return html(
            templates.html(
                BuildPage(
                    status, card: card, keyNotes: notes, incidents: incidents, cases: cases,
                    seesSignals: visibility.seesSignals, frame: frame(access, now))), status: answer)
    }

    /// Looks nothing up and uses nothing up: previewers of mail programs follow links.
    func signInPage(_ secret: String) throws -> Response {
        guard SecretText.isWellFormed(secret, .link) else {
            return notice(.linkIsSpent, status: .gone, access: nil)
        }
        return notice(.signIn(action: "/sign-in/\(secret)"), status: .ok, access: nil)
    }

    func signIn(_ secret: String) async throws -> Response {
        guard SecretText.isWellFormed(secret, .link) else {
            return notice(.linkIsSpent, status: .gone, access: nil)
        }
        let now = now()
        let session = SecretText.make(.session)
        let access = try await database.signIn(
            linkHash: SecretText.hash(secret), sessionHash: SecretText.hash(session), now: now,
            expiresAt: now.adding(seconds: Int64(Gate.sessionSeconds)))
        guard access != nil else { return notice(.linkIsSpent, status: .gone, access: nil) }
        return redirect(cookie: gate.cookie(session))
    }

    func signOut(_ request: Request) async throws -> Response {
        if let session = gate.session(of: request) {
            try await database.signOut(sessionHash: SecretText.hash(session))
        }
        return redirect(cookie: gate.cookie(nil))
    }

    func notice(_ notice: Notice, status: HTTPResponse.Status, access: Access?) -> Response {
        html(templates.html(notice, frame: frame(access, now())), status: status)
    }

    func notSignedIn() -> Response {
        var response = notice(.notSignedIn, status: .unauthorized, access: nil)
        response.headers[.wwwAuthenticate] = "Bearer realm=\"afterbuild\""
        return response
    }

    func frame(_ access: Access?, _ now: Timestamp) -> PageFrame {
        PageFrame(
            stylesheet: staticFiles.stylesheetAddress, testClock: isTestClock ? now : nil, access: access)
    }

    func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .contentLanguage: "ko"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func redirect(cookie: Cookie) -> Response {
        var response = Response(status: .seeOther, headers: [.location: "/"])
        response.setCookie(cookie)
        return response
    }
}
