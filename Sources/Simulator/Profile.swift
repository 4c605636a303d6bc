/// How a synthetic build behaves over the months.
package enum Profile: String, CaseIterable, Sendable {
    /// Used on nearly every working day.
    case healthy
    /// Used less from week to week.
    case fading
    /// Used, then given up for good.
    case abandoned
    /// Nothing at all in the off season: four weeks of use, three weeks without.
    case seasonal
    /// Strictly within one shift.
    case oneShift
    /// Day and night shift: the night's use falls on two calendar days.
    case twoShift
    /// Sends the whole day in one run at 23:59 or after midnight: late arrivals, sometimes days late.
    case nightlyBatch
    /// Everybody works under one account from one address.
    case sharedAccount
    /// Writes the time of sending into every record of a run, so that equal tuples are distinct events.
    case sendTimeStamps
    /// Was completed and tested, and never used.
    case neverStarted
    /// Works Wednesday to Sunday.
    case weekendWorker

    /// Whether a record arrives within seconds of the action.
    package var sendsAtOnce: Bool { self != .nightlyBatch && self != .sendTimeStamps }

    /// The profiles of a fleet in order, repeated: the first eleven differ, and the usual ones come more often.
    static let cycle: [Profile] = [
        .healthy, .fading, .nightlyBatch, .abandoned, .twoShift, .sharedAccount, .sendTimeStamps, .oneShift,
        .seasonal, .neverStarted, .weekendWorker, .healthy, .healthy, .oneShift, .nightlyBatch, .healthy,
        .fading,
        .twoShift, .healthy, .abandoned, .healthy, .oneShift, .healthy,
    ]
}
