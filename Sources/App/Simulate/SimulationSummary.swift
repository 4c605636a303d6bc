/// What came of the requests that were sent.
package struct SimulationSummary: Sendable, Equatable {
    /// Requests for which a connection was tried, the test clock's not among them.
    package internal(set) var sent = 0
    /// Answers by result code (`AP1002`), or `HTTP 503` where the answer holds none.
    package internal(set) var answers: [String: Int] = [:]
    /// Requests without an answer, by reason.
    ///
    /// Their records may or may not have been stored.
    package internal(set) var failures: [TransportFailure: Int] = [:]

    package init() {}

    /// Requests that got an answer, whatever it says.
    package var answered: Int { answers.values.reduce(0, +) }

    /// Requests that got none.
    package var failed: Int { failures.values.reduce(0, +) }

    mutating func add(_ other: SimulationSummary) {
        sent += other.sent
        answers.merge(other.answers, uniquingKeysWith: +)
        failures.merge(other.failures, uniquingKeysWith: +)
    }
}
