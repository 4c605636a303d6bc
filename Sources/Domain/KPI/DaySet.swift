/// Days as bits: asking whether a day is among them takes no hash, and figures ask hundreds of times a window.
struct DaySet: Sendable, Equatable {
    private let first: Int32
    private var words: [UInt64]

    /// In any order; a day that is there twice counts once.
    init(_ days: some Collection<Day>) {
        guard let low = days.lazy.map(\.number).min(), let high = days.lazy.map(\.number).max() else {
            first = 0
            words = []
            return
        }
        first = low
        words = [UInt64](repeating: 0, count: Int(high - low) / 64 + 1)
        for day in days {
            let place = Int(day.number - low)
            words[place / 64] |= 1 << UInt64(place % 64)
        }
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    func contains(_ day: Day) -> Bool {
        let place = Int(day.number) - Int(first)
        guard place >= 0, place / 64 < words.count else { return false }
        return words[place / 64] & (1 << UInt64(place % 64)) != 0
    }
}
