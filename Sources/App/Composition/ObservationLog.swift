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
        case .recordsNotStored(let records, let reason):
            (.error, "\(records) records NOT stored, senders were told AP1010: \(reason)")
        case .databaseAway(let reason):
            (.error, "database away, receipts go to the spool: \(reason)")
        case .databaseBack:
            (.notice, "database takes commits again")
        case .spoolDrained(let batches, let records):
            (.notice, "spool drained: \(batches) batches, \(records) records")
        case .spoolFilling(let bytes, let limit):
            (.warning, "spool holds \(bytes) of \(limit) bytes")
        case .spoolFailed(let reason):
            (.error, "spool cannot take records: \(reason)")
        case .spoolDamaged(let file, let reason):
            (.critical, "spool file \(file) is damaged and kept aside: \(reason)")
        case .recordSetAside(let file, let reason):
            (.critical, "PostgreSQL refuses a record, it is kept in \(file): \(reason)")
        case .outageRecorded(let from, let to, let cause):
            (.error, "outage from \(from.wireText) to \(to.wireText): \(cause)")
        case .presenceNotRecorded(let reason):
            (.error, "heartbeat not recorded, outages cannot be seen: \(reason)")
        case .quarantineMoved(let order, let moved, let left):
            (.notice, "quarantine order \(order): \(moved) records moved, \(left) left")
        case .metricsListening(let address):
            (.notice, "metrics at \(address)")
        case .metricsNotListening(let reason):
            (.warning, "metrics are not answered: \(reason)")
        case .certificateLoaded(let file, let expires):
            (.notice, "certificate \(file) loaded, expires \(expires.wireText)")
        case .certificateNotLoaded(let reason):
            (.error, "certificate not loaded, the last one stays in use: \(reason)")
        case .clusterRestarted:
            (.warning, "the private PostgreSQL had ended and was started again")
        case .clusterNotRestarted(let reason):
            (.error, "the private PostgreSQL has ended and could not be started: \(reason)")
        case .jobsNotClaimed, .jobsClaimedAgain, .jobFinished, .jobFailed, .buildDayDiffers, .windowDiffers,
            .buildListingDiffered,
            .signalRaised, .signalCleared,
            .incidentOpened, .incidentEnded, .mailDelivered, .mailDeferred, .mailRefused, .webHooksDelivered,
            .webHookDeferred, .webHookDisabled, .webHooksNotSent:
            jobLine(for: observation)
        case .feedNotSequenced(let reason):
            (.error, "changes get no numbers, the change feed stands still until they do: \(reason)")
        case .requestFailed(let path, let reason):
            (.error, "request \(path) failed: \(reason)")
        case .databaseNotice(let notice):
            (.debug, "database: \(notice)")
        case .testClockInUse:
            (.warning, "TEST CLOCK IN USE: times are set from outside, nothing here is real")
        }
    }

    /// What background jobs did and found.
    private func jobLine(for observation: Observation) -> (level: Logger.Level, text: String) {
        switch observation {
        case .jobsNotClaimed(let reason):
            (.error, "no job can start until claims work again: \(reason)")
        case .jobsClaimedAgain(let failures):
            (.notice, "jobs start again, after \(failures) failed claims")
        case .jobFinished(let job, let period, let detail):
            (.info, "job \(job) of \(period.wireText): \(detail)")
        case .jobFailed(let job, let period, let reason):
            (.error, "job \(job) of \(period.wireText) failed and is tried again: \(reason)")
        case .buildDayDiffers(let buildID, let day):
            (.critical, "build \(buildID) on \(day): stored figures differ from receipts")
        case .windowDiffers(let buildCode, let kind, let days):
            (
                .critical,
                "build \(buildCode), \(kind.rawValue) from \(days.lowerBound): kept figures differ from build days"
            )
        case .buildListingDiffered(let lines):
            (.error, "\(lines) lines of lists differed from what they are made of, and were made anew")
        case .signalRaised(let buildCode, let rule):
            (.notice, "observation raised: \(rule.rawValue) at \(buildCode)")
        case .signalCleared(let buildCode, let rule):
            (.notice, "observation cleared: \(rule.rawValue) at \(buildCode)")
        case .incidentOpened(let id, let trait, let builds):
            (.warning, "incident \(id) opened: \(builds) builds fell silent together: \(trait)")
        case .incidentEnded(let id, let heardAgain, let builds):
            (.notice, "incident \(id) ended: \(heardAgain) of \(builds) builds are heard again")
        case .mailDelivered(let recipients):
            (.info, "mail delivered to \(recipients) recipients")
        case .mailDeferred(let recipient, let attempt, let reason):
            (.warning, "mail to \(recipient) deferred after try \(attempt): \(reason)")
        case .mailRefused(let recipient, let reason):
            (.error, "mail to \(recipient) refused: \(reason)")
        case .webHooksDelivered(let subscription, let deliveries):
            (.debug, "web hook \(subscription): \(deliveries) deliveries taken")
        case .webHookDeferred(let subscription, let attempt, let reason):
            (.info, "web hook \(subscription): try \(attempt) failed: \(reason)")
        case .webHookDisabled(let subscription, let reason):
            (.warning, "web hook \(subscription) disabled: \(reason)")
        case .webHooksNotSent(let reason):
            (.error, "web hooks are not sent: \(reason)")
        default:
            (.critical, "\(observation)")
        }
    }
}
