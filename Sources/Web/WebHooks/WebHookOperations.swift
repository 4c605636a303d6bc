package import Contract
package import Domain
import Hummingbird
package import Storage

/// Subscriptions of the caller's token: what is sent where, the log of it, and tests.
package struct WebHookOperations: Sendable {
    static let id = Parameter<Int64>.identifier("id", LocalizedText("the subscription", "구독 번호"))
    private static let rotationSeconds: Int64 = 86_400

    let database: Database
    private let box: WebHookSecretBox
    private let networks: OutboundNetworks

    /// - Parameters:
    ///   - box: the same that opens secrets where deliveries are signed.
    ///   - networks: the same that are called; a URL is refused here that would never be called there.
    package init(database: Database, box: WebHookSecretBox, networks: OutboundNetworks) {
        self.database = database
        self.box = box
        self.networks = networks
    }

    /// For `WebRoutes`.
    package var all: [Operation] { [list, create, show, change, delete, ping, rotate, log, resend] }

    private var list: Operation {
        Operation(
            "listWebHooks", .get, "/v1/webhooks", .webhooks, .permission(.manageWebHooks),
            LocalizedText("Web hooks", "웹훅 목록"),
            LocalizedText("The subscriptions of this token.", "이 토큰의 구독."),
            answers: [.init(.ok, WebHookListView.schema, "the subscriptions in the order of their making")]
        ) { request in
            let hooks = try await database.webHooks.list(ofToken: try request.access.tokenID)
            return try .json(WebHookListView(webhooks: hooks.map { WebHookView($0, now: request.now) }))
        }
    }

    private var create: Operation {
        Operation(
            "createWebHook", .post, "/v1/webhooks", .webhooks, .permission(.manageWebHooks),
            LocalizedText("Subscribe", "구독하기"),
            LocalizedText(
                """
                From now on every change that the token may see is sent to the URL as a POST, at least once, and in \
                the order of the feed while each is taken. `Afterbuild-Signature` holds `v1=` and the HMAC-SHA256, in hexadecimal, of the text \
                `Afterbuild-Timestamp`, a full stop and the body, under the secret; after a rotation two of them, \
                separated by a comma. `Afterbuild-Delivery` is the same at every try. 2xx is a success, 410 ends the \
                subscription, everything else is tried again for 48 hours, while later changes go \
                on: then `cursor` says the order. Redirects are not followed.
                """,
                "지금부터 이 토큰으로 볼 수 있는 변경을 한 번 이상 POST로 보내며, 실패가 없는 동안에는 피드 순서대로 보냅니다. 서명은 `Afterbuild-Timestamp`, 마침표, 본문을 이은 글의 HMAC-SHA256입니다. 실패한 전달은 48시간 동안 다시 보내며 그동안 뒤의 변경도 보내므로, 순서는 `cursor`로 확인합니다."
            ),
            body: WebHookForm.creation,
            answers: [.init(.created, WebHookSecretView.schema, "the subscription and its secret")],
            problems: [.conflict, .refusedValue]
        ) { request in
            let access = try request.access
            let draft = try WebHookForm(request.body).draft(
                changing: nil, networks: networks, role: access.role)
            let secret = SecretText.make(.hook)
            let id = try await database.webHooks.add(
                draft, token: access.tokenID, secret: try box.seal(secret),
                position: try await database.feed.newest(), actor: access.label, now: request.now)
            guard let id else {
                throw Problem(
                    .conflict,
                    LocalizedText(
                        "a token has \(WebHookStore.perToken) subscriptions at most; delete one first",
                        "토큰 하나의 구독은 \(WebHookStore.perToken)개까지입니다. 먼저 하나를 지우십시오"))
            }
            return try .json(
                WebHookSecretView(webhook: try await view(id, request), secret: secret), status: .created)
        }
    }

    private var show: Operation {
        Operation(
            "getWebHook", .get, "/v1/webhooks/{id}", .webhooks, .permission(.manageWebHooks),
            LocalizedText("One web hook", "구독 하나"),
            LocalizedText("A subscription of this token.", "이 토큰의 구독 하나."),
            parameters: [Self.id.declaration],
            answers: [.init(.ok, WebHookView.schema, "the subscription")], problems: [.unknownResource]
        ) { request in try .json(WebHookView(try await hook(of: request), now: request.now)) }
    }

    private var change: Operation {
        Operation(
            "changeWebHook", .patch, "/v1/webhooks/{id}", .webhooks, .permission(.manageWebHooks),
            LocalizedText("Change, pause or go on", "변경·일시 중지·재개"),
            LocalizedText(
                "What is given is changed; it holds for deliveries made from now on, a new URL also for those that wait.",
                "보낸 항목만 바뀝니다. 이후의 전달에 적용되며, 새 주소는 대기 중인 전달에도 적용됩니다."),
            parameters: [Self.id.declaration], body: WebHookForm.change,
            answers: [.init(.ok, WebHookView.schema, "the subscription as it is now")],
            problems: [.unknownResource, .refusedValue]
        ) { request in
            let (hook, access) = (try await hook(of: request), try request.access)
            let form = WebHookForm(request.body)
            if form.hasDraft {
                let old = WebHookDraft(url: hook.url, description: hook.description, filter: hook.filter)
                let draft = try form.draft(changing: old, networks: networks, role: access.role)
                _ = try await database.webHooks.change(
                    hook.id, to: draft, actor: access.label, now: request.now)
            }
            if let paused = form.paused {
                let end = Self.end(request.now)
                _ = try await database.webHooks.pause(
                    hook.id, paused, expiresAt: end, actor: access.label, now: request.now)
                if !paused, hook.disabledAt != nil {
                    _ = try await database.webHooks.enable(
                        hook.id, expiresAt: end, actor: access.label, now: request.now)
                }
            }
            return try .json(try await view(hook.id, request))
        }
    }

    private var delete: Operation {
        Operation(
            "deleteWebHook", .delete, "/v1/webhooks/{id}", .webhooks, .permission(.manageWebHooks),
            LocalizedText("Unsubscribe", "구독 끝내기"),
            LocalizedText("Nothing more is sent; what waits is cancelled.", "더 보내지 않으며, 대기 중인 전달은 취소됩니다."),
            parameters: [Self.id.declaration], answers: [.init(.noContent, nil, "it is deleted")],
            problems: [.unknownResource]
        ) { request in
            let hook = try await hook(of: request)
            _ = try await database.webHooks.delete(
                hook.id, actor: try request.access.label, now: request.now)
            return .empty()
        }
    }

    private var rotate: Operation {
        Operation(
            "rotateWebHookSecret", .post, "/v1/webhooks/{id}/rotate-secret", .webhooks,
            .permission(.manageWebHooks), LocalizedText("A new secret", "새 비밀키"),
            LocalizedText(
                "Deliveries are signed with the new and the old secret for 24 hours, then with the new one alone.",
                "24시간 동안 새 비밀키와 이전 비밀키로 함께 서명하고, 그 뒤에는 새 비밀키로만 서명합니다."),
            parameters: [Self.id.declaration],
            answers: [.init(.ok, WebHookSecretView.schema, "the subscription and its new secret")],
            problems: [.unknownResource]
        ) { request in
            let hook = try await hook(of: request)
            let secret = SecretText.make(.hook)
            _ = try await database.webHooks.rotateSecret(
                hook.id, to: try box.seal(secret),
                oldUntil: request.now.adding(seconds: Self.rotationSeconds),
                actor: try request.access.label, now: request.now)
            return try .json(WebHookSecretView(webhook: try await view(hook.id, request), secret: secret))
        }
    }

    /// When a delivery that is made now is given up.
    static func end(_ now: Timestamp) -> Timestamp { now.adding(seconds: WebHookBackOff.lifetimeSeconds) }

    /// The subscription in the path, if it is one of the caller's token.
    func hook(of request: OperationRequest) async throws -> WebHook {
        let id = try request.value(Self.id)
        let hooks = try await database.webHooks.list(ofToken: try request.access.tokenID, id: id)
        guard let hook = hooks.first else {
            throw Problem(
                .unknownResource,
                LocalizedText(
                    "there is no such subscription of this token; GET /v1/webhooks lists those that are",
                    "이 토큰의 구독이 아닙니다. GET /v1/webhooks에서 확인하십시오"))
        }
        return hook
    }

    private func view(_ id: Int64, _ request: OperationRequest) async throws -> WebHookView {
        guard let hook = try await database.webHooks.list(id: id).first else {
            throw Problem(.conflict, LocalizedText("it was deleted meanwhile", "그사이 삭제되었습니다"))
        }
        return WebHookView(hook, now: request.now)
    }
}
