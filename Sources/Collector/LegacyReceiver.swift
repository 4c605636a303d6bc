package import Domain

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
