import Testing

@testable import Domain

private typealias Sample = SampleJudged

/// Comparison with builds that are alike.
struct PeerTests {
    /// Builds of which the first used one of 20 working days, the second two, and so on.
    private func fleet(_ count: Int, _ change: (Int, inout Sample) -> Void = { _, _ in }) throws
        -> [JudgedMoment]
    {
        try (1...count).map { number in
            var sample = Sample(id: Int64(number))
            sample.work(1...28)
            sample.days.removeLast(max(0, 20 - number))
            change(number, &sample)
            return try sample.moment(29)
        }
    }

    private func table(_ fleet: [JudgedMoment]) -> PeerTable {
        var builder = PeerTable.Builder()
        for moment in fleet { builder.add(moment) }
        return builder.table()
    }

    @Test func aRankIsTheShareOfPeersThatAreLower() throws {
        let fleet = try fleet(11)
        let table = table(fleet)
        let third = try #require(table.comparison(of: fleet[2], minimum: 10))
        #expect(third.count == 10)
        #expect(third.circle == .programmeLevelSizeAge)
        #expect(third.percentile == 20, "two of ten are lower")
        #expect(third.favourable == 20)
        #expect(third.median == 6.0 / 20)
        #expect(table.comparison(of: fleet[2], minimum: 11) == nil, "suppressed below the minimum")
    }

    @Test func equalPeersCountHalfAndInFavourWhole() throws {
        let fleet = try fleet(11) { number, sample in
            if number <= 3 { sample.days = Array(sample.days.prefix(1)) }
        }
        let second = try #require(table(fleet).comparison(of: fleet[1], minimum: 10))
        #expect(second.percentile == 10, "two of ten are equal")
        #expect(second.favourable == 20)
    }

    @Test func aNarrowCircleThatIsTooSmallGivesWayToAWiderOne() throws {
        let fleet = try fleet(12) { number, sample in
            sample.size = number <= 4 ? .small : .medium
            if number == 12 { sample.level = .basic }
        }
        let table = table(fleet)
        #expect(table.comparison(of: fleet[0], minimum: 3)?.circle == .programmeLevelSizeAge)
        #expect(table.comparison(of: fleet[0], minimum: 10)?.circle == .programmeLevelAge)
        #expect(table.comparison(of: fleet[0], minimum: 11)?.circle == .programmeAge)
        #expect(table.comparison(of: fleet[0], minimum: 11)?.count == 11)
        #expect(table.comparison(of: fleet[0], minimum: 12) == nil)
    }

    @Test func theRuleNamesItsCircleAndHowManyItHolds() throws {
        let fleet = try fleet(20)
        let rule = PolicyRule(kind: .belowPeers, threshold: 10, minimumExpectedDays: 15, clearThreshold: 20)
        func outcome(_ index: Int) -> RuleOutcome? {
            judge(fleet[index], by: Sample.policy([rule]), peers: table(fleet)).first
        }
        #expect(outcome(0)?.verdict == .raise)
        #expect(
            outcome(0)?.reason
                == "같은 사업·지원유형·수준·기업규모·경과기간인 19곳 가운데 사용일 비율이 같거나 낮은 곳이 0.0%입니다"
                + "(사용일 비율 5.0%, 중앙값 52.5%, 기준 10.0% 미만).")
        #expect(outcome(2)?.verdict == .keep)
        #expect(outcome(10)?.verdict == .clear)
        let alone = judge(fleet[0], by: Sample.policy([rule]), peers: nil)
        #expect(alone.first?.verdict == .notComputable(.tooFewPeers))
    }
}
