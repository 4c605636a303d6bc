import Domain

/// Failures of claiming jobs: each cause is observed once, until claims work again.
struct ClaimFailures {
    /// What the claims of one second came to.
    struct Round {
        var succeeded = 0
        /// One for each claim that failed.
        var reasons: [String] = []
    }

    private var count = 0
    private var causes: Set<String> = []

    /// Counts a round, and gives what is new: a cause, or that the failures are over.
    mutating func add(_ round: Round) -> [Observation] {
        count += round.reasons.count
        let new = round.reasons.filter { causes.insert($0).inserted }
        guard round.reasons.isEmpty, round.succeeded > 0, count > 0 else {
            return new.map { .jobsNotClaimed(reason: $0) }
        }
        defer { self = ClaimFailures() }
        return [.jobsClaimedAgain(failures: count)]
    }
}
