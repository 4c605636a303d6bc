import Concurrency

/// Asks the database for the newest change on behalf of all who wait: once in a while, and only while somebody does.
actor FeedHub {
    /// Between two looks; with the pause of the sequencer it bounds how late a change is told.
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

    /// Returns after the next look with the newest number that was seen.
    ///
    /// Whoever waits first looks for all: nobody has to run this actor. One that gives up leaves the others to go on
    /// with what is known, and one of them looks next.
    func look() async throws -> Int64 {
        _ = try await flight.run {
            try? await sleep(Self.pause)
            try Task.checkCancellation()
            newest = try await ask()
        }
        return newest
    }

    /// How many wait for somebody else's look.
    var waiting: Int { flight.waitingCount }
}
