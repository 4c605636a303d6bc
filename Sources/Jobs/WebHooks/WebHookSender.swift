package import Curl
package import Domain
internal import ServiceLifecycle
package import Storage

/// Sends the due deliveries of one subscription, in the feed's order, until one fails.
///
/// The failed one waits for a try of its own, and later ones are sent before it: the feed's order holds while every
/// delivery is taken.
///
/// Recorded after sending: a crash in between repeats a delivery with the same id and never loses one.
package struct WebHookSender: Sendable {
    /// A claim lasts longer than so many deliveries may take.
    private static let batch = 20

    private let database: Database
    private let box: WebHookSecretBox
    private let networks: OutboundNetworks
    private let limits: HTTPLimits
    private let notice: WebHookNotice
    private let now: @Sendable () -> Timestamp
    private let observe: Observer

    /// - Parameter limits: of one try; of its answer the first bytes are kept in the log.
    package init(
        database: Database, box: WebHookSecretBox, networks: OutboundNetworks,
        limits: HTTPLimits = HTTPLimits(bodyBytes: 2_000), notice: WebHookNotice,
        now: @escaping @Sendable () -> Timestamp, observe: @escaping Observer
    ) {
        self.database = database
        self.box = box
        self.networks = networks
        self.limits = limits
        self.notice = notice
        self.now = now
        self.observe = observe
    }

    /// How long a claim must last.
    var claimSeconds: Int64 { Int64(Self.batch * (limits.totalMilliseconds / 1_000 + 5)) }

    /// Gives the number of deliveries that succeeded and whether one failed.
    func send(_ claim: WebHookClaim) async throws -> (delivered: Int, hasFailed: Bool) {
        var delivered = 0
        var failures = claim.failures
        for delivery in try await database.webHooks.dueDeliveries(claim.id, limit: Self.batch, now: now()) {
            guard !isEnding, let result = try await send(delivery, to: claim) else { break }
            let verdict = verdict(result, delivery, failures: failures)
            let outcome = try await database.webHooks.record(result, verdict, of: delivery, in: claim)
            guard verdict == .delivered else {
                observe(
                    .webHookDeferred(
                        subscription: claim.id, attempt: delivery.attempts + 1, reason: result.detail))
                try await judge(claim, result, failures: outcome.failures, since: outcome.since)
                try await database.webHooks.release(claim, now: now())
                return (delivered, true)
            }
            delivered += 1
            failures = 0
        }
        try await database.webHooks.release(claim, now: now())
        return (delivered, false)
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// One try; `nil` when our shutdown ended it and its result is unknown.
    private func send(_ delivery: WebHookDelivery, to claim: WebHookClaim) async throws -> WebHookTry? {
        let sentAt = now()
        let secrets = try await database.webHooks.secrets(claim.id, for: delivery.id, now: sentAt).map(
            box.open)
        let stamp = WebHookSignature.timestamp(sentAt)
        let signature = WebHookSignature.value(secrets: secrets, timestamp: stamp, body: delivery.payload)
        let request = HTTPRequest(
            .post, claim.url,
            headers: [
                HTTPRequest.Header("Content-Type", "application/json"),
                HTTPRequest.Header("Afterbuild-Event", delivery.event),
                HTTPRequest.Header("Afterbuild-Delivery", delivery.idempotencyID),
                HTTPRequest.Header("Afterbuild-Timestamp", stamp),
                HTTPRequest.Header("Afterbuild-Signature", signature),
            ], body: Array(delivery.payload.utf8))
        let isEncrypted = claim.url.lowercased().hasPrefix("https://")
        let client = HTTPClient { [networks] in networks.allows($0, isEncrypted: isEncrypted) }
        let outcome: Result<HTTPAnswer, HTTPFailure> = await cancelWhenGracefulShutdown { [limits] in
            do throws(HTTPFailure) {
                return .success(try await client.send(request, within: limits))
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .success(let answer):
            return WebHookTry(
                at: now(), outcome: (200..<300).contains(answer.status) ? "delivered" : "status",
                status: answer.status, milliseconds: answer.milliseconds,
                detail: "the receiver answered \(answer.status)", answer: answer.opening(limit: 400))
        case .failure(let failure):
            if failure.reason == .cancelled { return nil }
            return WebHookTry(
                at: now(), outcome: failure.reason.rawValue, status: nil, milliseconds: failure.milliseconds,
                detail: failure.description, answer: "")
        }
    }

    private func verdict(_ result: WebHookTry, _ delivery: WebHookDelivery, failures: Int) -> WebHookVerdict {
        if result.outcome == "delivered" { return .delivered }
        let hold = result.at.adding(seconds: WebHookBackOff.holdSeconds(failures: failures + 1))
        let next = WebHookBackOff.next(
            afterAttempt: delivery.attempts + 1, id: delivery.idempotencyID, now: result.at,
            expiresAt: delivery.expiresAt)
        guard let next, result.status != 410 else { return .givenUp(holdUntil: hold) }
        return .retried(at: next, holdUntil: hold)
    }

    /// Disables a subscription that wants no more, or that took nothing for as long as a delivery is tried.
    private func judge(
        _ claim: WebHookClaim, _ result: WebHookTry, failures: Int, since: Timestamp?
    ) async throws {
        let ending: WebHookEnding
        if result.status == 410 {
            ending = .gone
        } else if let since, failures >= WebHookBackOff.disablingFailures,
            since.adding(seconds: WebHookBackOff.lifetimeSeconds) <= result.at
        {
            ending = .failing
        } else {
            return
        }
        try await notice.disable(claim.id, host: hostName(claim.url), ending, now: result.at)
    }
}
