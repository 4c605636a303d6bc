import Concurrency
import Contract
import Domain
import HTTPTypes
import Hummingbird
import Render
import Storage

extension WebRoutes {
    private static let formCookie = "form"
    private static let authorizationCookie = "journey"
    private static let formBytes = 16 * 1_024
    private static let formSeconds = 3_600

    private static let secret = Parameter<String>.text("secret", in: .path)
    private static let state = Parameter<String>.text("state")
    private static let code = Parameter<String>.text("code")
    private static let error = Parameter<String>.text("error")

    var signInPages: [RouteDeclaration] {
        [
            RouteDeclaration(.get, "/sign-in", .open) { try await signInPage($0, status: .ok) },
            RouteDeclaration(
                .post, "/sign-in", .open, body: .form(bytes: Self.formBytes), handler: signInByPassword),
            RouteDeclaration(.get, "/sign-in/oidc", .open, handler: setOut),
            RouteDeclaration(
                .get, "/sign-in/oidc/callback", .open,
                parameters: [Self.state, Self.code, Self.error].map(\.declaration), handler: finishSignIn),
            RouteDeclaration(
                .get, "/sign-in/{secret}", .open, parameters: [Self.secret.declaration],
                handler: signInPage),
            RouteDeclaration(
                .post, "/sign-in/{secret}", .open, parameters: [Self.secret.declaration], handler: signIn),
            RouteDeclaration(.post, "/sign-out", .open, handler: signOut),
        ]
    }

    // MARK: One-time links

    /// Looks nothing up and uses nothing up: previewers of mail programs follow links.
    private func signInPage(_ request: OperationRequest) throws -> OperationAnswer {
        let secret = try request.value(Self.secret)
        guard SecretText.isWellFormed(secret, .link) else { return spentLink }
        return notice(.signIn(action: "/sign-in/\(secret)"), status: .ok)
    }

    private func signIn(_ request: OperationRequest) async throws -> OperationAnswer {
        let secret = try request.value(Self.secret)
        guard SecretText.isWellFormed(secret, .link) else { return spentLink }
        let session = SecretText.make(.session)
        let access = try await database.access.signIn(
            linkHash: SecretText.hash(secret), sessionHash: SecretText.hash(session), now: request.now,
            expiresAt: request.now.adding(seconds: Int64(RequestAuthenticator.sessionSeconds)))
        guard access != nil else { return spentLink }
        return redirect(setting: authenticator.cookie(session))
    }

    private var spentLink: OperationAnswer { notice(.linkIsSpent, status: .gone) }

    private func signOut(_ request: OperationRequest) async throws -> OperationAnswer {
        if let session = authenticator.session(in: request.cookies) {
            try await database.access.signOut(sessionHash: SecretText.hash(session))
        }
        return redirect(setting: authenticator.cookie(nil))
    }

    private func redirect(setting cookies: Cookie...) -> OperationAnswer {
        var answer = OperationAnswer.redirect(to: "/")
        for cookie in cookies { answer.response.setCookie(cookie) }
        return answer
    }

    // MARK: Name and password

    private func signInPage(
        _ request: OperationRequest, status: HTTPResponse.Status, name: String = "", isChanging: Bool = false,
        problem: String? = nil
    ) async throws -> OperationAnswer {
        let hasAccounts = try await database.accounts.hasAny()
        let secret = formSecret(of: request) ?? SecretText.make(.form)
        let page = SignInPage(
            issuerAddress: issuer == nil ? nil : "/sign-in/oidc",
            form: hasAccounts
                ? SignInPage.Form(
                    key: csrfToken(secret), name: name, isChanging: isChanging, problem: problem) : nil,
            frame: frame(nil, request.now))
        var answer = OperationAnswer.page(templates.html(page), status: status)
        if hasAccounts {
            answer.response.setCookie(
                authenticator.shortCookie(Self.formCookie, secret, seconds: Self.formSeconds))
        }
        return answer
    }

    /// Ties the form to the browser that asked for it, against login CSRF.
    private func formSecret(of request: OperationRequest) -> String? {
        authenticator.shortCookie(Self.formCookie, in: request.cookies).flatMap {
            SecretText.isWellFormed($0, .form) ? $0 : nil
        }
    }

    private func csrfToken(_ secret: String) -> String {
        hexText(SecretText.hash("afterbuild form \(secret)"))
    }

    private func signInByPassword(_ request: OperationRequest) async throws -> OperationAnswer {
        let fields = request.form?.fields ?? [:]
        guard let secret = formSecret(of: request), RequestAuthenticator.isSameOrigin(request.headers),
            fields["key"] == csrfToken(secret)
        else { throw Problem.failedCSRFCheck }
        let name = fields["name"] ?? ""
        let isChanging = fields["new"] != nil
        guard !isChanging || fields["new"] == fields["again"] else {
            return try await signInPage(
                request, status: .unprocessableContent, name: name, isChanging: true,
                problem: "새 비밀번호 두 개가 서로 다릅니다. 다시 적어 주십시오.")
        }
        let now = request.now
        let session = SecretText.make(.session)
        let outcome = try await passwords.signIn(
            name: name, password: fields["password"] ?? "", newPassword: fields["new"],
            from: request.address, sessionHash: SecretText.hash(session), now: now,
            expiresAt: now.adding(seconds: Int64(RequestAuthenticator.sessionSeconds)))
        if case .signedIn = outcome { return signedIn(session, spending: Self.formCookie) }
        let refusal = Self.refusal(outcome)
        return try await signInPage(
            request, status: refusal.status, name: name, isChanging: isChanging || refusal.isChanging,
            problem: refusal.text)
    }

    private static func refusal(
        _ outcome: PasswordAuthenticator.Outcome
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

    private func signedIn(_ session: String, spending cookie: String) -> OperationAnswer {
        redirect(setting: authenticator.cookie(session), authenticator.shortCookie(cookie, nil, seconds: 0))
    }

    // MARK: The agency's issuer

    private func setOut(_ request: OperationRequest) async throws -> OperationAnswer {
        let issuer = try countedStep(request)
        let now = request.now
        let authorization = OIDCAuthorizationRequest.begin(now: now)
        do {
            var answer = OperationAnswer.redirect(to: try await issuer.address(for: authorization, now: now))
            answer.response.setCookie(
                authenticator.shortCookie(
                    Self.authorizationCookie, authorization.cookie, seconds: OIDCAuthorizationRequest.seconds)
            )
            return answer
        } catch {
            return refused(error, .badGateway)
        }
    }

    /// The issuer, unless there is none or the address asks it too often.
    private func countedStep(_ request: OperationRequest) throws -> OIDCClient {
        guard let issuer else { throw Problem.unknownPath }
        if let refused = limits.countSignInStep(request.address) {
            throw Problem.tooMany(seconds: refused.reset)
        }
        return issuer
    }

    private func finishSignIn(_ request: OperationRequest) async throws -> OperationAnswer {
        let issuer = try countedStep(request)
        let now = request.now
        do {
            let authorization = authenticator.shortCookie(Self.authorizationCookie, in: request.cookies)
                .flatMap {
                    OIDCAuthorizationRequest(cookie: $0, now: now)
                }
            guard let authorization, request[Self.state] == authorization.state else {
                throw OIDCProblem.authorizationRequest
            }
            guard let code = request[Self.code], !code.isEmpty else {
                throw OIDCProblem.refused(Self.knownError(request[Self.error]))
            }
            let identity = try await issuer.identity(code: code, authorization, now: now)
            guard let role = Role.named(by: identity.roles) else {
                try await database.access.endAccess(of: identity.claim, now: now)
                return spent(
                    notice(
                        .noRole(name: identity.claim.name, claim: issuer.roleClaim), status: .forbidden))
            }
            let session = SecretText.make(.session)
            _ = try await database.access.signIn(
                identity.claim, role: role, unusedHash: SecretText.hash(SecretText.make(.token)),
                sessionHash: SecretText.hash(session), now: now,
                expiresAt: now.adding(seconds: Int64(RequestAuthenticator.sessionSeconds)))
            return signedIn(session, spending: Self.authorizationCookie)
        } catch let problem as OIDCProblem {
            if case .issuer = problem { return spent(refused(problem, .badGateway)) }
            return spent(refused(problem, .forbidden))
        }
    }

    private func refused(_ problem: OIDCProblem, _ status: HTTPResponse.Status) -> OperationAnswer {
        onError(problem, "GET /sign-in/oidc")
        if problem == .busy {
            var answer = notice(.issuerIsBusy, status: .serviceUnavailable)
            answer.response.headers[.retryAfter] = "10"
            return answer
        }
        return notice(.issuerRefused, status: status)
    }

    private func spent(_ answer: OperationAnswer) -> OperationAnswer {
        var answer = answer
        answer.response.setCookie(authenticator.shortCookie(Self.authorizationCookie, nil, seconds: 0))
        return answer
    }

    /// The error code if the specifications define it: callers of the address can send any text, which must not reach
    /// the log.
    private static func knownError(_ text: String?) -> String {
        let known = [
            "access_denied", "invalid_request", "unauthorized_client", "unsupported_response_type",
            "invalid_scope", "server_error", "temporarily_unavailable", "interaction_required",
            "login_required", "account_selection_required", "consent_required",
        ]
        return text.flatMap { known.contains($0) ? $0 : nil } ?? "no code and no known error"
    }
}
