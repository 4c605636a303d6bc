package import Domain

/// The clock of the receiving edge.
package struct CollectorClock: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Sets the time of arrival from a request's `X-Afterbuild-Now`; `nil` but under a test clock.
    package let arrival: (@Sendable (_ header: String) -> Timestamp?)?

    package init(
        now: @escaping @Sendable () -> Timestamp, arrival: (@Sendable (String) -> Timestamp?)? = nil
    ) {
        self.now = now
        self.arrival = arrival
    }

    var isTestClock: Bool { arrival != nil }

    func arrivalTime(testTime: String?) -> Timestamp {
        if let arrival, let testTime, let time = arrival(testTime) { return time }
        return now()
    }
}

/// Receives requests of the old protocol, whichever way they came in, and says what to answer once they are stored.
package struct LegacyReceiver: Sendable {
    package let clock: CollectorClock
    private let intake: Intake
    private let batcher: Batcher
    private let observe: Observer

    package init(
        intake: Intake, batcher: Batcher, clock: CollectorClock, observe: @escaping Observer
    ) {
        self.intake = intake
        self.batcher = batcher
        self.clock = clock
        self.observe = observe
    }

    /// Calls `answer` once, on any thread, when the record is stored or could not be.
    func receive(
        _ request: WireRequest, receivedAt: Timestamp, network: AddressClass?,
        answer: @escaping @Sendable (ResultCode) -> Void
    ) {
        do {
            let admission = try intake.admit(request, receivedAt: receivedAt, network: network)
            batcher.add(admission) { isStored in answer(isStored ? admission.code : .AP1010) }
        } catch {
            observe(.requestFailed(path: request.path, reason: "\(error)"))
            answer(.AP1010)
        }
    }

    /// The same for callers who wait.
    func receive(_ request: WireRequest, receivedAt: Timestamp, network: AddressClass?) async -> ResultCode {
        await withCheckedContinuation { continuation in
            receive(request, receivedAt: receivedAt, network: network) { continuation.resume(returning: $0) }
        }
    }

    /// Calls `resume` when more may be read from sockets; true, and never calls it, when that is now.
    func hasRoom(otherwise resume: @escaping @Sendable () -> Void) -> Bool {
        batcher.hasRoom(otherwise: resume)
    }
}
