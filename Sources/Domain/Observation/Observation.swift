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
    /// Records could not be stored; their senders were told AP1010.
    case recordsNotStored(records: Int, reason: String)
    /// PostgreSQL does not take commits: receipts go to the spool from now on.
    case databaseAway(reason: String)
    /// PostgreSQL takes commits again.
    case databaseBack
    /// Everything in the spool is in PostgreSQL.
    case spoolDrained(batches: Int, records: Int)
    /// The spool holds more than half, and then more than nine tenths, of what it may.
    case spoolFilling(bytes: Int64, limit: Int64)
    /// The spool could not take a batch.
    case spoolFailed(reason: String)
    /// Bytes of the spool that are no whole batch; the file is kept aside.
    case spoolDamaged(file: String, reason: String)
    /// PostgreSQL refuses a spooled record for a reason that waiting does not mend; it is kept aside.
    case recordSetAside(file: String, reason: String)
    /// An interval in which nothing could be received.
    case outageRecorded(from: Timestamp, to: Timestamp, cause: String)
    /// PostgreSQL refuses what the heartbeat writes; outages are not seen until it takes it.
    case presenceNotRecorded(reason: String)
    /// Quarantined records were moved to their build.
    case quarantineMoved(order: Int64, moved: Int, left: Int)
    case metricsListening(address: String)
    /// `/metrics` cannot be answered; receiving goes on.
    case metricsNotListening(reason: String)
    /// The certificate was read again, because its files changed.
    case certificateLoaded(file: String, expires: Timestamp)
    case certificateNotLoaded(reason: String)
    /// The private PostgreSQL had ended and was started again.
    case clusterRestarted
    case clusterNotRestarted(reason: String)
    /// No job can start, for this reason; each is observed once until `jobsClaimedAgain`.
    case jobsNotClaimed(reason: String)
    /// Jobs start again, after so many failed claims.
    case jobsClaimedAgain(failures: Int)
    case jobFinished(job: String, period: Timestamp, detail: String)
    case jobFailed(job: String, period: Timestamp, reason: String)
    /// A stored build day differs from its receipts: a defect of ours.
    case buildDayDiffers(buildID: Int64, day: Day)
    /// A kept window differs from its build days: a defect of ours.
    case windowDiffers(buildCode: String, kind: WindowKind, days: ClosedRange<Day>)
    /// Lines of lists differed from what they are made of, and were made anew: a defect of ours.
    case buildListingDiffered(lines: Int)
    case signalRaised(buildCode: String, rule: RuleKind)
    case signalCleared(buildCode: String, rule: RuleKind)
    /// Many builds fell silent together; in place of as many observations there is this one.
    case incidentOpened(id: Int64, trait: String, builds: Int)
    /// So many of its builds were heard again that silence counts again for the others.
    case incidentEnded(id: Int64, heardAgain: Int, of: Int)
    /// Changes get no numbers at the moment: readers of the feed learn of them later.
    case feedNotSequenced(reason: String)
    case mailDelivered(recipients: Int)
    case mailDeferred(recipient: String, attempt: Int, reason: String)
    case mailRefused(recipient: String, reason: String)
    case webHooksDelivered(subscription: Int64, deliveries: Int)
    /// A receiver did not take a delivery; it is tried again.
    case webHookDeferred(subscription: Int64, attempt: Int, reason: String)
    /// Nothing more is sent to a receiver until somebody enables it.
    case webHookDisabled(subscription: Int64, reason: String)
    /// Web hooks stand still, for a reason that is ours.
    case webHooksNotSent(reason: String)
    case requestFailed(path: String, reason: String)
    case databaseNotice(String)
    /// The test clock is in use: nothing here is real.
    case testClockInUse
}

/// Receives observations; must not block.
package typealias Observer = @Sendable (Observation) -> Void
