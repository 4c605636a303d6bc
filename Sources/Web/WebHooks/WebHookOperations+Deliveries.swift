import Contract
import Domain
import Hummingbird
import Storage

extension WebHookOperations {
    private static let delivery = Parameter<Int64>.identifier(
        "delivery", LocalizedText("the delivery", "전달 번호"))
    private static let state = Parameter<WebHookLogView.State>.choice(
        "state", LocalizedText("only deliveries in this state", "이 상태의 전달만"), example: .waiting)
    private static let limit = PageCursor.limit(200, usual: 50)

    var ping: Operation {
        Operation(
            "pingWebHook", .post, "/v1/webhooks/{id}/ping", .webhooks, .permission(.manageWebHooks),
            LocalizedText("Send a test", "시험 전달"),
            LocalizedText(
                "Puts a delivery with the event `ping` into the queue; the log says what came of it.",
                "`ping` 전달을 대기열에 넣습니다. 결과는 전달 기록에서 볼 수 있습니다."),
            parameters: [Self.id.declaration],
            answers: [.init(.accepted, WebHookQueuedView.schema, "it is in the queue")],
            problems: [.unknownResource, .conflict]
        ) { request in
            let hook = try await sendingHook(of: request)
            let actor = try request.access.label
            let delivery = try await Self.unlessFull {
                try await database.webHooks.ping(
                    hook.id, payload: WebHookPing.payload(subscription: hook.id, now: request.now),
                    expiresAt: Self.end(request.now), actor: actor, now: request.now)
            }
            return try .json(WebHookQueuedView(delivery: delivery), status: .accepted)
        }
    }

    var log: Operation {
        Operation(
            "listWebHookDeliveries", .get, "/v1/webhooks/{id}/deliveries", .webhooks,
            .permission(.manageWebHooks), LocalizedText("Delivery log", "전달 기록"),
            LocalizedText(
                "What was sent in the last 90 days, every try with its answer.", "지난 90일간의 전달과 시도, 응답."),
            parameters: [
                Self.id.declaration, Self.state.declaration, Self.limit.declaration,
                PageCursor.parameter.declaration,
            ],
            answers: [.init(.ok, WebHookLogView.schema, "a page of the log")],
            problems: [.unknownResource, .badCursor]
        ) { request in
            let hook = try await hook(of: request)
            let limit = request[Self.limit] ?? 50
            let entries = try await database.webHooks.log(
                hook.id, before: try request.cursor(1).flatMap { Int64($0.values[0]) },
                state: request[Self.state]?.rawValue, limit: limit)
            let next =
                entries.count == limit
                ? entries.last.map { PageCursor(["\($0.delivery.id)"]).text(for: request.listName) } : nil
            return try .json(
                WebHookLogView(entries, next: next),
                reads: .init(
                    builds: Set(entries.compactMap(\.buildID)).sorted(), rows: entries.count))
        }
    }

    var resend: Operation {
        Operation(
            "resendWebHookDelivery", .post, "/v1/webhooks/{id}/deliveries/{delivery}/resend", .webhooks,
            .permission(.manageWebHooks), LocalizedText("Send once more", "다시 보내기"),
            LocalizedText(
                "Puts the same bytes into the queue as a delivery with an id and 48 hours of its own.",
                "같은 내용을 새 전달로 대기열에 넣습니다. 새 식별자와 48시간의 기한을 가집니다."),
            parameters: [Self.id.declaration, Self.delivery.declaration],
            answers: [.init(.accepted, WebHookQueuedView.schema, "it is in the queue")],
            problems: [.unknownResource, .conflict]
        ) { request in
            let hook = try await sendingHook(of: request)
            let (delivery, actor) = (try request.value(Self.delivery), try request.access.label)
            let again = try await Self.unlessFull {
                try await database.webHooks.resend(
                    delivery, of: hook.id, expiresAt: Self.end(request.now), actor: actor, now: request.now)
            }
            guard let again else {
                throw Problem(
                    .unknownResource,
                    LocalizedText(
                        "the subscription has no such delivery; its log lists those of the last 90 days",
                        "이 구독의 전달이 아닙니다. 전달 기록에는 지난 90일의 전달이 있습니다"))
            }
            return try .json(WebHookQueuedView(delivery: again), status: .accepted)
        }
    }

    private static func unlessFull<Value>(_ send: () async throws -> Value) async throws -> Value {
        do {
            return try await send()
        } catch is WebHookStore.WebHookFull {
            let most = WebHookStore.waitingMax
            throw Problem(
                .conflict,
                LocalizedText(
                    "\(most) deliveries wait for this subscription; its log shows them with state=waiting",
                    "이 구독에 대기 중인 전달이 \(most)건입니다. 전달 기록에서 state=waiting으로 볼 수 있습니다"))
        }
    }

    /// A subscription to which things are sent at the moment.
    private func sendingHook(of request: OperationRequest) async throws -> WebHook {
        let hook = try await hook(of: request)
        guard hook.pausedAt == nil, hook.disabledAt == nil else {
            throw Problem(
                .conflict,
                LocalizedText(
                    "the subscription is \(hook.disabledAt == nil ? "paused" : "disabled"); PATCH it with "
                        + "\"paused\": false first",
                    "구독이 중지되어 있습니다. 먼저 \"paused\": false로 PATCH하십시오"))
        }
        return hook
    }
}
