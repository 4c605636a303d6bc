import Concurrency

/// Asks the database for the newest change, once for all waiting requests: every 200 ms, and only while one waits.
actor FeedHub {
    /// Time between two reads; with the pause of the sequencer it bounds how late a change is delivered.
    static let pause = Duration.milliseconds(200)

    private let ask: @Sendable () async throws -> Int64
    private let sleep: @Sendable (Duration) async throws -> Void
    private let flight = SingleFlight()
    private var newest: Int64 = 0

    /// - Parameters:
    ///   - ask: gives the number of the newest change.
    ///   - sleep: may return early, as it does when the service stops.
    init(
        ask: @escaping @Sendable () async throws -> Int64,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.ask = ask
        self.sleep = sleep
    }

    /// Returns the newest number after the next read.
    ///
    /// The first waiting caller reads for all. Where it is cancelled, the others return the number known so far, and
    /// the next caller reads.
    func readNewest() async throws -> Int64 {
        _ = try await flight.run {
            try? await sleep(Self.pause)
            try Task.checkCancellation()
            newest = try await ask()
        }
        return newest
    }

    /// How many callers wait for another caller's read.
    var waiting: Int { flight.waitingCount }
}
