import Synchronization

/// The places that the requests of one token share, so that no token takes all connections to the database.
///
/// Who comes while all are taken waits its turn: a burst is slower, not refused. Only so many may wait.
final class OperationPlaces: Sendable {
    private struct Line {
        var taken = 0
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }

    /// Requests of one token that may wait.
    static let mostWaiting = 64

    private let lines = Mutex<[Int64: Line]>([:])

    /// Waits for a place; `false` where too many wait already.
    func enter(_ token: Int64) async -> Bool {
        await withCheckedContinuation { continuation in
            let isIn: Bool? = lines.withLock { lines in
                var line = lines[token] ?? Line()
                defer { lines[token] = line }
                if line.taken < RequestLimits.atOnce {
                    line.taken += 1
                    return true
                }
                guard line.waiting.count < Self.mostWaiting else { return false }
                line.waiting.append(continuation)
                return nil
            }
            if let isIn { continuation.resume(returning: isIn) }
        }
    }

    /// Gives the place to whoever has waited longest.
    func leave(_ token: Int64) {
        let next: CheckedContinuation<Bool, Never>? = lines.withLock { lines in
            guard var line = lines[token] else { return nil }
            let next = line.waiting.isEmpty ? nil : line.waiting.removeFirst()
            if next == nil { line.taken -= 1 }
            lines[token] = line.taken > 0 ? line : nil
            return next
        }
        next?.resume(returning: true)
    }
}
