import Contract
import Domain
import Jobs
import Storage
import Web

extension Installation {
    /// Seals the secrets of web hooks, where they are made and where they sign.
    private var webHookBox: WebHookSecretBox { WebHookSecretBox(secret: secrets.quarantine) }

    /// The operations under `/v1/webhooks`.
    func webHookOperations(_ database: Database) -> [Operation] {
        WebHookOperations(database: database, box: webHookBox, networks: settings.webhookNetworks).all
    }

    /// What plans and sends deliveries while the program serves.
    func webHookService(now: @escaping @Sendable () -> Timestamp) -> WebHookService {
        let notice = WebHookNotice(database: database, recipients: settings.alertTo, observe: log.observe)
        return WebHookService(
            database: database,
            planner: WebHookPlanner(
                database: database, feed: WebHookFeed(database: database), notice: notice),
            sender: WebHookSender(
                database: database, box: webHookBox, networks: settings.webhookNetworks, notice: notice,
                now: now, observe: log.observe),
            now: now, sleep: SystemClock.sleep, observe: log.observe)
    }
}
