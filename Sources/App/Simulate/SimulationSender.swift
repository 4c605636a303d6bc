import Blocking
import Domain
import Simulator

/// One simulated line into the collector: a thread of its own, one connection, requests one after the other.
///
/// All records of a build go through the same sender, so that they arrive in the order of its client.
actor SimulationSender {
    private let fleet: Fleet
    private let target: SimulationTarget
    private let executor: ThreadExecutor
    private var connection: ClientConnection

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(number: Int, fleet: Fleet, target: SimulationTarget, timeoutSeconds: Int) {
        self.fleet = fleet
        self.target = target
        executor = ThreadExecutor(name: "simulate-\(number)")
        connection = ClientConnection(to: target, timeoutSeconds: timeoutSeconds)
    }

    /// Sends `records` in order and counts the answers; stops early where the task is cancelled.
    func send(_ records: [SimulatedRecord]) -> SimulationSummary {
        var summary = SimulationSummary()
        for record in records where !Task.isCancelled {
            let request = fleet.request(
                record, host: target.hostHeader,
                extraHeaders: [("X-Afterbuild-Now", record.arrivedAt.iso8601)])
            summary.sent += 1
            do {
                let answer = try connection.exchange(request)
                summary.answers[answer.resultCode ?? "HTTP \(answer.status)", default: 0] += 1
            } catch {
                summary.failures[error, default: 0] += 1
            }
        }
        return summary
    }

    /// Sets the collector's test clock, which stands there until it is set again.
    func setClock(_ now: Timestamp) throws(SimulationFailure) {
        let body = "{\"now\":\"\(now.iso8601)\"}"
        let head =
            "POST /test/clock HTTP/1.1\r\nHost: \(target.hostHeader)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        let answer: ClientAnswer
        do {
            answer = try connection.exchange(Array((head + body).utf8))
        } catch {
            throw .clockUnreachable(target, error)
        }
        guard (200..<300).contains(answer.status) else { throw .clockRefused(target, status: answer.status) }
    }
}

/// Why a simulation cannot go on.
package enum SimulationFailure: Error, Equatable, Sendable {
    case clockUnreachable(SimulationTarget, TransportFailure)
    case clockRefused(SimulationTarget, status: Int)
}

extension SimulationFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .clockUnreachable(let target, let reason):
            "the test clock of \(target) cannot be set: \(reason); is `afterbuild serve --test-clock` running there?"
        case .clockRefused(let target, let status):
            "the test clock of \(target) was refused with HTTP \(status), not 2xx: start the server with "
                + "`serve --test-clock` and AFTERBUILD_ALLOW_TEST_CLOCK=yes"
        }
    }
}
