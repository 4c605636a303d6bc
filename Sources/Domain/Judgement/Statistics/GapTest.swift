import RealModule

/// Tests whether an absence is out of a build's own rhythm of use.
///
/// It is where it is long enough, longer than every earlier one by a margin, and improbable under the lower bounds of the
/// build's own rate of used days and of its own persistence: the probability of so many unused days in a row, if days were
/// independent at the lower end of the rate's 95 % Wilson interval, and that of an absence so long, if each unused day ended
/// it with the build's own probability of returning; the larger of both counts. The probability of returning is that
/// of the earlier absences, with five unused days more that end at the lower end of the rate: few absences say little.
///
/// This is a rule, and no test with a guarantee: holidays are longer than any rhythm.
package struct GapTest: Sendable {
    /// Expected days that an absence must have at least.
    package let minimumDays: Int
    /// An absence must be more than this many times the longest earlier one.
    package let margin: Double
    /// Above this probability an absence belongs to the rhythm.
    package let improbable: Double
    /// Expected days from the first use on, below which there is no rhythm yet.
    package let rhythmDays: Int
    /// Expected days that an absence must have where there is no rhythm yet.
    package let minimumDaysWithoutRhythm: Int

    package init(
        minimumDays: Int, margin: Double = 1.25, improbable: Double = 0.001, rhythmDays: Int = 15,
        minimumDaysWithoutRhythm: Int = 25
    ) {
        self.minimumDays = minimumDays
        self.margin = margin
        self.improbable = improbable
        self.rhythmDays = rhythmDays
        self.minimumDaysWithoutRhythm = max(minimumDays, minimumDaysWithoutRhythm)
    }

    /// The absences of one build, day by day.
    package struct Process: Sendable {
        let test: GapTest
        /// Expected days from the first use to the last one.
        package private(set) var historyDays = 0
        /// Used ones of them.
        package private(set) var historyUsed = 0
        /// Absences that ended.
        private var ended = 0
        /// The longest absence that ended, in expected days.
        package private(set) var longestEarlier = 0
        /// Expected days since the last use; 0 before the first.
        package private(set) var gap = 0

        init(_ test: GapTest) {
            self.test = test
        }

        package mutating func append(_ isUsed: Bool) {
            guard isUsed else {
                if historyUsed > 0 { gap += 1 }
                return
            }
            if gap > 0 {
                ended += 1
                longestEarlier = max(longestEarlier, gap)
            }
            historyDays += gap + 1
            historyUsed += 1
            gap = 0
        }

        /// Whether the absence of today is out of the rhythm.
        package var isRaised: Bool {
            guard gap >= test.minimumDays else { return false }
            if historyDays < test.rhythmDays { return gap >= test.minimumDaysWithoutRhythm }
            return Double(gap) > test.margin * Double(longestEarlier) && probability < test.improbable
        }

        /// The larger of the two probabilities of an absence so long, 0 to 1; 1 without an absence.
        package var probability: Double {
            guard gap > 0, let rate = wilsonInterval(historyUsed, of: historyDays)?.lowerBound else {
                return 1
            }
            let unused = Double(historyDays - historyUsed)
            let returning = (Double(ended) + Self.priorDays * rate) / (unused + Self.priorDays)
            return max(
                .pow(1 - rate, gap), .pow(1 - returning, gap - 1))
        }

        /// Unused days that stand for what is not known of the rhythm.
        private static let priorDays = 5.0
    }

    package func process() -> Process { Process(self) }

    /// The place of the first day on which the test raises; `nil` where there is none.
    ///
    /// - Parameter days: expected days in order, `true` where there may have been a sign of life. Unused days of which an
    ///   outage took a part are left out.
    package func firstRaise(in days: ArraySlice<Bool>) -> Int? {
        var process = process()
        for place in days.indices {
            process.append(days[place])
            if process.isRaised { return place }
        }
        return nil
    }
}
