package import Domain
package import Storage

/// Says that a subscription was disabled: to the log, to the audit, and to staff by mail.
package struct WebHookNotice: Sendable {
    private let database: Database
    private let recipients: [String]
    private let observe: Observer

    package init(database: Database, recipients: [String], observe: @escaping Observer) {
        self.database = database
        self.recipients = recipients
        self.observe = observe
    }

    /// Disables the subscription, once.
    func disable(_ id: Int64, host: String, _ ending: WebHookEnding, now: Timestamp) async throws {
        let isNew = try await database.webHooks.disable(
            id, reason: ending.rawValue, isFinal: ending.isFinal,
            message: message(id, host: host, ending, now: now), actor: "afterbuild", now: now)
        if isNew { observe(.webHookDisabled(subscription: id, reason: ending.rawValue)) }
    }

    private func message(_ id: Int64, host: String, _ ending: WebHookEnding, now: Timestamp) -> OutboxMessage?
    {
        guard !recipients.isEmpty else { return nil }
        let rest =
            ending.isFinal
            ? "대기 중이던 전달은 취소하였습니다."
            : "대기 중인 전달은 그대로 두었으며, 다시 시작하면 중단된 지점부터 이어서 보냅니다."
        return OutboxMessage(
            idempotencyKey: "webhook-disabled-\(id)-\(now.microseconds)", kind: "webhook",
            subject: "[확인 필요] 웹훅 구독 \(id)번의 전달을 중단하였습니다",
            body: """
                웹훅 구독 \(id)번의 전달을 중단하였습니다.

                수신 서버: \(host)
                사유: \(ending.korean)
                중단 시각: \(now.wireText)

                \(rest)
                전달 기록은 afterbuild webhook show \(id) 명령으로 볼 수 있고, 원인을 해결한 뒤 \
                afterbuild webhook enable \(id) 명령으로 다시 시작합니다.

                """,
            recipients: recipients)
    }
}

/// The host of a URL that was accepted once, for people to read.
func hostName(_ url: String) -> String {
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    return String(rest.prefix { $0 != "/" && $0 != "?" })
}
