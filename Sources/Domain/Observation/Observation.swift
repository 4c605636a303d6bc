/// Everything an operator may learn while Afterbuild runs.
///
/// Features emit these; one place turns them into log lines, another may turn them into metrics, and tests collect
/// them. Each case has a paragraph in the runbook.
package enum Observation: Sendable, Equatable {
    /// The service answers requests at this address.
    case listening(address: String)
    /// The key snapshot was read again, because the registry changed.
    case keysLoaded(revision: Int64, keys: Int)
    case keysNotRefreshed(reason: String)
    /// A batch could not be committed and is tried again.
    case commitRetried(records: Int, reason: String)
    /// A COMMIT's outcome was unknown and has been settled by its batch id.
    case commitSettled(records: Int, wasStored: Bool)
    /// Records could not be stored; their senders were told AP1010.
    case recordsNotStored(records: Int, reason: String)
    case jobFinished(job: String, period: Timestamp, detail: String)
    case jobFailed(job: String, period: Timestamp, reason: String)
    /// A stored build day differs from its receipts: a defect of ours.
    case buildDayDiffers(buildID: Int64, day: Day)
    case signalRaised(buildCode: String, rule: RuleKind)
    case signalCleared(buildCode: String, rule: RuleKind)
    case mailDelivered(recipients: Int)
    case mailDeferred(recipient: String, attempt: Int, reason: String)
    case mailRefused(recipient: String, reason: String)
    case requestFailed(path: String, reason: String)
    case databaseNotice(String)
    /// The test clock is in use: nothing here is real.
    case testClockInUse
}

/// Receives observations; must not block.
package typealias Observer = @Sendable (Observation) -> Void
