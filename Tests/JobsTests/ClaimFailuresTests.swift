import Domain
import Testing

@testable import Jobs

@Suite struct ClaimFailuresTests {
    @Test func eachCauseIsToldOnceAndTheEndWithTheNumberOfFailures() {
        var failures = ClaimFailures()
        #expect(failures.add(round(succeeded: 3)) == [])
        #expect(failures.add(round(failed: "away", "away")) == [.jobsNotClaimed(reason: "away")])
        #expect(failures.add(round(failed: "away")) == [])
        #expect(failures.add(round(failed: "refused", "away")) == [.jobsNotClaimed(reason: "refused")])
        #expect(failures.add(round(succeeded: 1)) == [.jobsClaimedAgain(failures: 5)])
        #expect(failures.add(round(succeeded: 1)) == [])
        #expect(failures.add(round(failed: "away")) == [.jobsNotClaimed(reason: "away")])
    }

    @Test func aRoundThatClaimsNothingEndsNothing() {
        var failures = ClaimFailures()
        _ = failures.add(round(failed: "away"))
        #expect(failures.add(round()) == [])
        #expect(failures.add(round(succeeded: 1, failed: "away")) == [])
        #expect(failures.add(round(succeeded: 1)) == [.jobsClaimedAgain(failures: 2)])
    }

    private func round(succeeded: Int = 0, failed reasons: String...) -> ClaimFailures.Round {
        ClaimFailures.Round(succeeded: succeeded, reasons: reasons)
    }
}
