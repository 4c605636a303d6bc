import Domain
import Testing

@Suite struct BuildCountsTests {
    @Test func whatMatchesFollowsFromTheCountsByPhase() {
        let counts = BuildCounts(
            byPhase: [.building: 3, .intensiveAS: 5], openByPhase: [.intensiveAS: 2], openSignals: 4)
        #expect(counts.all == 8 && counts.withOpenSignals == 2)
        #expect(counts.matching(phase: nil, isOpenOnly: false) == 8)
        #expect(counts.matching(phase: .building, isOpenOnly: false) == 3)
        #expect(counts.matching(phase: .ended, isOpenOnly: false) == 0)
        #expect(counts.matching(phase: nil, isOpenOnly: true) == 2)
        #expect(counts.matching(phase: .building, isOpenOnly: true) == 0)
        let blind = BuildCounts(byPhase: [.building: 3])
        #expect(blind.matching(phase: nil, isOpenOnly: true) == 3, "whom signals are not asks in vain")
    }
}
