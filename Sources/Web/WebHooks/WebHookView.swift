import Contract
import Domain
import Storage

/// A subscription as its owner sees it; the secret is not part of it.
struct WebHookView: Encodable, Sendable {
    /// Whether deliveries are made, and whether they arrive.
    enum State: String, CaseIterable, Encodable, Sendable {
        case active, failing, paused, disabled
    }

    let id: Int64
    let url: String
    let description: String
    let events: [String]
    let programmes: [String]
    let builds: [String]
    let regions: [String]
    let state: State
    let disabledReason: Nullable<String>
    let failingSince: Nullable<String>
    let waiting: Int
    let position: String
    let oldSecretUntil: Nullable<String>
    let createdAt: String
    let changedAt: String

    init(_ hook: WebHook, now: Timestamp) {
        id = hook.id
        url = hook.url
        description = hook.description
        events = hook.filter.events
        programmes = hook.filter.programmes
        builds = hook.filter.builds
        regions = hook.filter.regions
        state =
            hook.disabledAt != nil
            ? .disabled : hook.pausedAt != nil ? .paused : hook.failures > 0 ? .failing : .active
        disabledReason = Nullable(hook.disabledReason)
        failingSince = Nullable(hook.failingSince?.iso8601)
        waiting = hook.waiting
        position = hook.position.description
        oldSecretUntil = Nullable(hook.oldSecretUntil.flatMap { $0 > now ? $0.iso8601 : nil })
        createdAt = hook.createdAt.iso8601
        changedAt = hook.changedAt.iso8601
    }

    static let schema = Schema.named(
        "WebHook",
        .object([
            .init("id", .integer), .init("url", .uri), .init("description", .text),
            .init("events", .list(of: .values(of: FeedKind.self)), "empty: all that the token may see"),
            .init("programmes", .list(of: .text), "empty: of all programmes"),
            .init("builds", .list(of: .text), "empty: of all builds, and changes of no build"),
            .init("regions", .list(of: .text), "empty: in all regions"),
            .init("state", .values(of: State.self), "failing: the last try failed, and there will be others"),
            .init(
                "disabled_reason", Schema.values(of: WebHookEnding.self).orNull,
                "why nothing is sent any more"),
            .init("failing_since", Schema.instant.orNull, "the first of the failures in a row"),
            .init("waiting", .count, "deliveries that are not settled"),
            .init("position", .text, "cursor of the change feed up to which deliveries were made"),
            .init(
                "old_secret_until", Schema.instant.orNull,
                "until then the secret before the last rotation signs too"),
            .init("created_at", .instant), .init("changed_at", .instant),
        ]))
}

/// All subscriptions of a token.
struct WebHookListView: Encodable, Sendable {
    let webhooks: [WebHookView]

    static let schema = Schema.named(
        "WebHookList", .object([.init("webhooks", .list(of: WebHookView.schema))]))
}

/// A subscription with its secret, which is shown this once.
struct WebHookSecretView: Encodable, Sendable {
    let webhook: WebHookView
    let secret: String

    static let schema = Schema.named(
        "WebHookWithSecret",
        .object([
            .init("webhook", WebHookView.schema),
            .init(
                "secret", .text(pattern: "^abh_[A-Za-z0-9_-]{43}$"),
                "the key of `Afterbuild-Signature`; never shown again"),
        ]))
}

/// A delivery that was put into the queue.
struct WebHookQueuedView: Encodable, Sendable {
    let delivery: Int64

    static let schema = Schema.named(
        "WebHookQueued", .object([.init("delivery", .integer, "its number in the log")]))
}

/// A page of the delivery log.
struct WebHookLogView: Encodable, Sendable {
    /// The states of a delivery, as the database has them.
    enum State: String, CaseIterable, Sendable {
        case waiting, delivered, cancelled
        case givenUp = "given_up"
    }

    struct EntryView: Encodable, Sendable {
        let delivery: Int64
        let idempotencyID: String
        let event: String
        let cursor: Nullable<String>
        let resendOf: Nullable<Int64>
        let state: String
        let payload: String
        let createdAt: String
        let nextAttemptAt: Nullable<String>
        let settledAt: Nullable<String>
        let attempts: [TryView]

        private enum CodingKeys: String, CodingKey {
            case delivery, event, cursor, resendOf, state, payload, createdAt, nextAttemptAt, settledAt
            case attempts
            case idempotencyID = "idempotencyId"
        }
    }

    struct TryView: Encodable, Sendable {
        let at: String
        let outcome: String
        let status: Nullable<Int>
        let milliseconds: Int
        let detail: String
        let answer: String
    }

    let deliveries: [EntryView]
    let next: Nullable<String>

    init(_ log: [WebHookLogEntry], next: String?) {
        self.next = Nullable(next)
        deliveries = log.map { entry in
            EntryView(
                delivery: entry.delivery.id, idempotencyID: entry.delivery.idempotencyID,
                event: entry.delivery.event,
                cursor: Nullable(entry.cursor?.description),
                resendOf: Nullable(entry.resendOf), state: entry.state, payload: entry.delivery.payload,
                createdAt: entry.createdAt.iso8601, nextAttemptAt: Nullable(entry.nextAttemptAt?.iso8601),
                settledAt: Nullable(entry.settledAt?.iso8601),
                attempts: entry.tries.map {
                    TryView(
                        at: $0.at.iso8601, outcome: $0.outcome, status: Nullable($0.status),
                        milliseconds: $0.milliseconds, detail: $0.detail, answer: $0.answer)
                })
        }
    }

    private static let attempt = Schema.object([
        .init("at", .instant),
        .init(
            "outcome", .text,
            "`delivered`, `status` for another status than 2xx, or why there was no answer, such as `timeLimit`"
        ),
        .init("status", Schema.integer.orNull, "the HTTP status of the answer"),
        .init("milliseconds", .count), .init("detail", .text),
        .init("answer", .text, "the beginning of the answer, without control characters"),
    ])

    static let schema = Schema.named(
        "WebHookLog",
        .object([
            .init(
                "deliveries",
                .list(
                    of: .object([
                        .init("delivery", .integer),
                        .init("idempotency_id", .text, "`Afterbuild-Delivery`, the same at every try"),
                        .init("event", .text, "the kind of the change, or `ping`"),
                        .init(
                            "cursor", Schema.text.orNull,
                            "its place in the feed; null for a test and a resend"),
                        .init("resend_of", Schema.integer.orNull, "the delivery that was sent once more"),
                        .init("state", .values(of: State.self)),
                        .init("payload", .text, "the signed bytes"), .init("created_at", .instant),
                        .init("next_attempt_at", Schema.instant.orNull),
                        .init("settled_at", Schema.instant.orNull),
                        .init("attempts", .list(of: attempt), "in their order"),
                    ])), "the newest first"),
            .init("next", Schema.text.orNull, "cursor of the next page; null where there is none"),
        ]))
}
