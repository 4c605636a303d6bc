import Domain
import Logging

/// Turns observations into log lines: the only place where the program writes its log.
struct ObservationLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    @Sendable func observe(_ observation: Observation) {
        let line = line(for: observation)
        logger.log(level: line.level, "\(line.text)")
    }

    private func line(for observation: Observation) -> (level: Logger.Level, text: String) {
        switch observation {
        case .listening(let address):
            (.notice, "listening on \(address)")
        case .keysLoaded(let revision, let keys):
            (.info, "\(keys) keys loaded, registry revision \(revision)")
        case .keysNotRefreshed(let reason):
            (.warning, "keys not refreshed, the last ones stay in use: \(reason)")
        case .commitRetried(let records, let reason):
            (.warning, "commit of \(records) records is tried again: \(reason)")
        case .commitSettled(let records, let wasStored):
            (.warning, "commit of \(records) records was in doubt: \(wasStored ? "stored" : "not stored")")
        case .recordsNotStored(let records, let reason):
            (.error, "\(records) records NOT stored, senders were told AP1010: \(reason)")
        case .jobFinished(let job, let period, let detail):
            (.info, "job \(job) of \(period.wireText): \(detail)")
        case .jobFailed(let job, let period, let reason):
            (.error, "job \(job) of \(period.wireText) failed and is tried again: \(reason)")
        case .buildDayDiffers(let buildID, let day):
            (.critical, "build \(buildID) on \(day): stored figures differ from receipts")
        case .signalRaised(let buildCode, let rule):
            (.notice, "observation raised: \(rule.rawValue) at \(buildCode)")
        case .signalCleared(let buildCode, let rule):
            (.notice, "observation cleared: \(rule.rawValue) at \(buildCode)")
        case .mailDelivered(let recipients):
            (.info, "mail delivered to \(recipients) recipients")
        case .mailDeferred(let recipient, let attempt, let reason):
            (.warning, "mail to \(recipient) deferred after try \(attempt): \(reason)")
        case .mailRefused(let recipient, let reason):
            (.error, "mail to \(recipient) refused: \(reason)")
        case .requestFailed(let path, let reason):
            (.error, "request \(path) failed: \(reason)")
        case .databaseNotice(let notice):
            (.debug, "database: \(notice)")
        case .testClockInUse:
            (.warning, "TEST CLOCK IN USE: times are set from outside, nothing here is real")
        }
    }
}
