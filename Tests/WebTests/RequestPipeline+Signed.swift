import Contract
import Domain
import Testing
import Web

extension RequestPipeline {
    /// A pipeline in which everybody is `access`; what fails in it is an issue of the test.
    init(
        as access: Access, now: Timestamp,
        limits: RequestLimits = RequestLimits(requestsAMinute: 10_000, uptime: { .zero }),
        record: @escaping @Sendable (AccessLogEntry) async throws -> Void = { _ in }
    ) {
        self.init(
            authenticator: Authenticator(
                access: { _, _, _ in access }, hasWellFormedCredential: { _ in false }),
            address: { _, _ in nil }, record: record,
            limits: limits, now: { now },
            cause: WebRoutes.cause,
            onError: { error, path in Issue.record("\(path): \(error)") })
    }
}
