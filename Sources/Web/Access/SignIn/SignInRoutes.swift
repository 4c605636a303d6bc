import Domain
import HTTPTypes
import Hummingbird
import Render
import Storage

extension WebRoutes {
    private static let formCookie = "form"
    private static let journeyCookie = "journey"
    private static let formBytes = 16 * 1_024
    private static let formSeconds = 3_600

    func addSignIn<Context: RequestContext>(to router: Router<Context>) {
        router.get("/sign-in") { request, _ in try await signInChoice(request) }
        router.post("/sign-in") { request, _ in try await signInByPassword(request) }
        router.get("/sign-in/oidc") { _, _ in try await setOut() }
        router.get("/sign-in/oidc/callback") { request, _ in try await comeBack(request) }
    }

    // MARK: Name and password

    private func signInChoice(_ request: Request) async throws -> Response {
        try await signInPage(request, status: .ok)
    }

    private func signInPage(
        _ request: Request, status: HTTPResponse.Status, name: String = "", isChanging: Bool = false,
        problem: String? = nil
    ) async throws -> Response {
        let hasAccounts = try await database.hasAccounts()
        let secret = formSecret(of: request) ?? SecretText.make(.form)
        let page = SignInPage(
            issuerAddress: issuer == nil ? nil : "/sign-in/oidc",
            form: hasAccounts
                ? SignInPage.Form(
                    key: formKey(secret), name: name, isChanging: isChanging, problem: problem) : nil,
            frame: frame(nil, now()))
        var response = html(templates.html(page), status: status)
        if hasAccounts {
            response.setCookie(gate.shortCookie(Self.formCookie, secret, seconds: Self.formSeconds))
        }
        return response
    }

    /// Ties the form to the browser that asked for it: nobody can sign somebody else's browser in.
    private func formSecret(of request: Request) -> String? {
        gate.shortCookie(Self.formCookie, of: request).flatMap {
            SecretText.isWellFormed($0, .form) ? $0 : nil
        }
    }

    private func formKey(_ secret: String) -> String {
        hexText(SecretText.hash("afterbuild form \(secret)"))
    }

    private func signInByPassword(_ request: Request) async throws -> Response {
        guard let body = try await collected(request, upTo: Self.formBytes) else {
            return notice(.tooLarge(megabytes: 1), status: .contentTooLarge, access: nil)
        }
        let fields = formFields(String(buffer: body))
        guard let secret = formSecret(of: request), Gate.isSameOrigin(request),
            fields["key"] == formKey(secret)
        else { return notice(.foreignForm, status: .forbidden, access: nil) }
        let name = fields["name"] ?? ""
        let isChanging = fields["new"] != nil
        guard !isChanging || fields["new"] == fields["again"] else {
            return try await signInPage(
                request, status: .unprocessableContent, name: name, isChanging: true,
                problem: "새 비밀번호 두 개가 서로 다릅니다. 다시 적어 주십시오.")
        }
        let now = now()
        let session = SecretText.make(.session)
        let outcome = try await passwords.signIn(
            name: name, password: fields["password"] ?? "", newPassword: fields["new"],
            from: RequestTrace.current?.address, sessionHash: SecretText.hash(session), now: now,
            expiresAt: now.adding(seconds: Int64(Gate.sessionSeconds)))
        if case .signedIn = outcome { return signedIn(session, spending: Self.formCookie) }
        let refusal = Self.refusal(outcome)
        return try await signInPage(
            request, status: refusal.status, name: name, isChanging: isChanging || refusal.isChanging,
            problem: refusal.text)
    }

    private static func refusal(
        _ outcome: PasswordDesk.Outcome
    ) -> (status: HTTPResponse.Status, isChanging: Bool, text: String) {
        switch outcome {
        case .signedIn, .wrong: (.unauthorized, false, "이름이나 비밀번호가 맞지 않습니다.")
        case .wait:
            (.tooManyRequests, false, "여러 번 틀려 잠시 로그인을 받지 않습니다. 몇 분 뒤에 다시 시도하거나 관리자에게 비밀번호를 새로 받으십시오.")
        case .busy:
            (.tooManyRequests, false, "한꺼번에 로그인하는 사람이 많습니다. 잠시 뒤 다시 시도해 주십시오.")
        case .mustChange:
            (.ok, true, "처음 받은 비밀번호입니다. 새 비밀번호를 정해야 로그인할 수 있습니다.")
        case .newPasswordRefused(let fault): (.unprocessableContent, true, fault.korean)
        case .newPasswordIsOld: (.unprocessableContent, true, "지금 비밀번호와 다른 비밀번호를 정해 주십시오.")
        }
    }

    private func signedIn(_ session: String, spending cookie: String) -> Response {
        var response = Response(status: .seeOther, headers: [.location: "/"])
        response.setCookie(gate.cookie(session))
        response.setCookie(gate.shortCookie(cookie, nil, seconds: 0))
        return response
    }

    // MARK: The agency's issuer

    private func setOut() async throws -> Response {
        guard let issuer else { return notice(.notFound, status: .notFound, access: nil) }
        if let refused = desk.limits.countSignInStep(RequestTrace.current?.address) {
            return tooMany(seconds: refused.reset)
        }
        let now = now()
        let journey = OIDCJourney.begin(now: now)
        do {
            var response = Response(
                status: .seeOther, headers: [.location: try await issuer.address(for: journey, now: now)])
            response.setCookie(
                gate.shortCookie(Self.journeyCookie, journey.cookie, seconds: OIDCJourney.seconds))
            return response
        } catch {
            return refused(error, .badGateway)
        }
    }

    private func comeBack(_ request: Request) async throws -> Response {
        guard let issuer else { return notice(.notFound, status: .notFound, access: nil) }
        if let refused = desk.limits.countSignInStep(RequestTrace.current?.address) {
            return tooMany(seconds: refused.reset)
        }
        let now = now()
        let fields = formFields(request.uri.query ?? "")
        do {
            let journey = gate.shortCookie(Self.journeyCookie, of: request).flatMap {
                OIDCJourney(cookie: $0, now: now)
            }
            guard let journey, fields["state"] == journey.state else { throw OIDCProblem.journey }
            guard let code = fields["code"], !code.isEmpty else {
                throw OIDCProblem.refused(Self.knownError(fields["error"]))
            }
            let identity = try await issuer.identity(code: code, journey, now: now)
            guard let role = Role.named(by: identity.roles) else {
                try await database.endAccess(of: identity.claim, now: now)
                return spent(
                    notice(
                        .noRole(name: identity.claim.name, claim: issuer.roleClaim), status: .forbidden,
                        access: nil))
            }
            let session = SecretText.make(.session)
            _ = try await database.signIn(
                identity.claim, role: role, unusedHash: SecretText.hash(SecretText.make(.token)),
                sessionHash: SecretText.hash(session), now: now,
                expiresAt: now.adding(seconds: Int64(Gate.sessionSeconds)))
            return signedIn(session, spending: Self.journeyCookie)
        } catch let problem as OIDCProblem {
            if case .issuer = problem { return spent(refused(problem, .badGateway)) }
            return spent(refused(problem, .forbidden))
        }
    }

    /// The page for a request too many.
    func tooMany(seconds: Int) -> Response {
        var response = notice(.tooMany(seconds: seconds), status: .tooManyRequests, access: nil)
        response.headers[.retryAfter] = "\(seconds)"
        return response
    }

    private func refused(_ problem: OIDCProblem, _ status: HTTPResponse.Status) -> Response {
        onError(problem, "GET /sign-in/oidc")
        if problem == .busy {
            var response = notice(.issuerIsBusy, status: .serviceUnavailable, access: nil)
            response.headers[.retryAfter] = "10"
            return response
        }
        return notice(.issuerRefused, status: status, access: nil)
    }

    private func spent(_ response: Response) -> Response {
        var response = response
        response.setCookie(gate.shortCookie(Self.journeyCookie, nil, seconds: 0))
        return response
    }

    /// Only words of the specifications reach the log: whoever calls the address writes the rest.
    private static func knownError(_ text: String?) -> String {
        let known = [
            "access_denied", "invalid_request", "unauthorized_client", "unsupported_response_type",
            "invalid_scope", "server_error", "temporarily_unavailable", "interaction_required",
            "login_required", "account_selection_required", "consent_required",
        ]
        return text.flatMap { known.contains($0) ? $0 : nil } ?? "no code and no known error"
    }
}
