import Domain

/// Deterministic draws: the same seed gives the same on every machine.
///
/// Every build and day has its own random numbers, so that the plan of one never depends on how another was played.
struct SeededRandom {
    private var generator: SeededGenerator

    /// Random numbers for one purpose: `salts` are the seed and whatever names the purpose (build, day, person, kind of choice).
    init(_ salts: UInt64...) {
        var state = SeededGenerator.increment
        for salt in salts {
            state = SeededGenerator.mixed(state ^ SeededGenerator.mixed(salt &+ SeededGenerator.increment))
        }
        generator = SeededGenerator(seed: state)
    }

    /// A number from 0 up to and without `limit`, which must be positive.
    mutating func below(_ limit: Int) -> Int {
        precondition(limit > 0, "no number lies below \(limit)")
        return Int(generator.next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    mutating func happens(permille: Int) -> Bool { below(1_000) < permille }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[below(choices.count)]
    }

    /// The place of a weight, drawn in proportion to the weights.
    mutating func weighted(_ weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (place, weight) in weights.enumerated() {
            if rest < weight { return place }
            rest -= weight
        }
        return weights.count - 1
    }

    /// A value from a distribution known by its quantiles, straight lines between them.
    mutating func draw(_ quantiles: Quantiles) -> Int {
        let level = below(1_000)
        let points = quantiles.points
        for (left, right) in zip(points, points.dropFirst()) where level < right.permille {
            let span = right.permille - left.permille
            return left.value + (right.value - left.value) * (level - left.permille) / span
        }
        return points.last?.value ?? 0
    }
}

/// A distribution given by values at rising permilles, from 0 to 1,000.
struct Quantiles {
    let points: [(permille: Int, value: Int)]
}
