import Synchronization

/// How many wait for changes at the same time, for each token and in all: waiting costs little, but not nothing.
final class FeedPlaces: Sendable {
    static let ofToken = 16
    static let ofAll = 2_000

    private let taken = Mutex<[Int64: Int]>([:])

    /// One who waits; the place is free again when nobody holds this.
    final class Place: Sendable {
        private let places: FeedPlaces
        private let token: Int64

        fileprivate init(_ places: FeedPlaces, _ token: Int64) {
            self.places = places
            self.token = token
        }

        deinit {
            places.leave(token)
        }
    }

    /// `nil` where all places are taken.
    func take(_ token: Int64) -> Place? {
        let isFree = taken.withLock { taken in
            guard taken[token, default: 0] < Self.ofToken, taken.values.reduce(0, +) < Self.ofAll
            else { return false }
            taken[token, default: 0] += 1
            return true
        }
        return isFree ? Place(self, token) : nil
    }

    private func leave(_ token: Int64) {
        taken.withLock { taken in
            let left = taken[token, default: 1] - 1
            taken[token] = left == 0 ? nil : left
        }
    }
}
