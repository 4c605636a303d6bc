import Testing

@testable import Domain

/// Builds that fall silent together.
struct CommonCauseTests {
    private static let policy = CommonCausePolicy(
        minimumBuilds: 10, minimumShare: 0.5, spreadDays: 3, silentDays: 3)
    private static let first = Day(number: 20_600)

    /// Builds by number; each says of which supplier and region it is, and since when it is silent.
    private func fleet(
        _ numbers: Range<Int>, supplier: (Int) -> String = { "S\($0 % 7)" },
        region: (Int) -> String = { "R\($0 % 5)" }, silentSince: (Int) -> Int?
    ) -> [SilenceCandidate] {
        numbers.map { number in
            SilenceCandidate(
                buildID: Int64(number),
                traits: [
                    .supplier(number: supplier(number), name: supplier(number)), .region(region(number)),
                ],
                silentSince: silentSince(number).map { Self.first.adding(days: $0) })
        }
    }

    @Test func theWholeFleetIsOneIncident() {
        let fleet = fleet(0..<30_000) { $0 % 2 }
        let causes = commonCauses(in: fleet, by: Self.policy)
        #expect(causes.count == 1)
        #expect(causes.first?.trait == .everyone)
        #expect(causes.first?.members.count == 30_000)
        #expect(causes.first?.lastSigns == Self.first...Self.first.adding(days: 1))
    }

    @Test func whatAllOfThemShareIsNamedAndNothingWider() {
        let fleet = fleet(0..<700) { $0 % 7 == 3 ? 0 : nil }
        let causes = commonCauses(in: fleet, by: Self.policy)
        #expect(causes.map(\.trait) == [.supplier(number: "S3", name: "S3")])
        #expect(causes.first?.sharing == 100)
        #expect(causes.first?.members == (0..<700).filter { $0 % 7 == 3 }.map(Int64.init))
    }

    @Test func whoStoppedAtAnotherTimeIsNotAMember() {
        let fleet = fleet(0..<700) { $0 % 7 == 3 ? ($0 < 100 ? -30 : 0) : nil }
        let cause = commonCauses(in: fleet, by: Self.policy).first
        #expect(cause?.members.allSatisfy { $0 >= 100 } == true)
        #expect(cause?.members.count == 86)
    }

    @Test(
        "a few builds, or a small share of those that share it, are judged one by one",
        arguments: [(silent: 9, of: 10), (silent: 10, of: 21), (silent: 100, of: 700)])
    func few(silent: Int, of all: Int) {
        let fleet = fleet(0..<all, supplier: { _ in "S" }, region: { _ in "R" }) { $0 < silent ? 0 : nil }
        #expect(commonCauses(in: fleet, by: Self.policy).isEmpty)
    }

    @Test func twoCausesAtOnceAreTwo() {
        let fleet = fleet(0..<700) { number in
            if number % 7 == 3 { return 0 }
            return number % 7 == 5 && number < 500 ? -20 : nil
        }
        let causes = commonCauses(in: fleet, by: Self.policy)
        #expect(causes.map(\.trait.value) == ["S3", "S5"])
    }

    @Test func theOrderOfTheFleetDoesNotMatter() {
        let fleet = fleet(0..<700) { $0 % 7 < 4 ? $0 % 4 : nil }
        let causes = commonCauses(in: fleet, by: Self.policy)
        #expect(!causes.isEmpty)
        #expect(commonCauses(in: fleet.reversed(), by: Self.policy) == causes)
    }
}
