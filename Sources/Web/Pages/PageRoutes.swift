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
        let listing = BuildListing(
            try await builds(visibility, now: now), query: ListQuery(request.uri),
            seesSignals: visibility.seesSignals)
        return html(templates.html(ListPage(listing, now: now, frame: frame(access, now))))
    }

    func buildPage(_ code: String, _ request: Request) async throws -> Response {
        let now = now()
        guard let access = try await gate.access(of: request, now: now) else { return notSignedIn() }
        let visibility = Visibility(access)
        guard let status = try await status(of: code, visibility, now: now) else {
            return notice(.notFound, status: .notFound, access: access)
        }
        let card = try await database.reportCard(buildID: status.facts.id, now: now)
        let notes = try await database.keyNotes(buildID: status.facts.id)
        return html(
            templates.html(
                BuildPage(
                    status, card: card, keyNotes: notes, seesSignals: visibility.seesSignals,
                    frame: frame(access, now))))
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

    private func notSignedIn() -> Response {
        var response = notice(.notSignedIn, status: .unauthorized, access: nil)
        response.headers[.wwwAuthenticate] = "Bearer realm=\"afterbuild\""
        return response
    }

    private func frame(_ access: Access?, _ now: Timestamp) -> PageFrame {
        PageFrame(
            stylesheet: staticFiles.stylesheetAddress, testClock: isTestClock ? now : nil, access: access)
    }

    private func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
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
