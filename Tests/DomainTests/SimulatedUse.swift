import Domain

/// A build whose days of use follow a two-state Markov chain.
struct SimulatedUse: Sendable {
    /// The probability that an unused day follows a used one.
    let stopping: Double
    /// The probability that a used day follows an unused one.
    let returning: Double
    /// The long-run rate of used days.
    var rate: Double { returning / (stopping + returning) }

    /// - Parameter meanGap: expected days that an absence lasts on average; 1 ÷ rate for independent days.
    init(rate: Double, meanGap: Double) {
        returning = 1 / meanGap
        stopping = returning * (1 - rate) / rate
        precondition(stopping <= 1, "absences so short do not give a rate so low")
    }

    init(stopping: Double, returning: Double) {
        self.stopping = stopping
        self.returning = returning
    }

    /// A strip whose first day is drawn from the long run.
    func days(_ count: Int, using random: inout SeededGenerator) -> [Bool] {
        var isUsed = random.nextFraction() < rate
        return (0..<count).map { _ in
            defer { isUsed = next(isUsed, using: &random) }
            return isUsed
        }
    }

    func next(_ isUsed: Bool, using random: inout SeededGenerator) -> Bool {
        isUsed ? random.nextFraction() >= stopping : random.nextFraction() < returning
    }
}

extension SeededGenerator {
    /// At least 0 and below 1.
    mutating func nextFraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// A strip written as `#` for a used and `.` for an unused expected day; spaces separate weeks.
func strip(_ text: String) -> [Bool] { text.filter { $0 != " " }.map { $0 == "#" } }

/// The same weeks again and again.
func strip(_ text: String, times: Int) -> [Bool] { Array(repeatElement(strip(text), count: times).joined()) }
