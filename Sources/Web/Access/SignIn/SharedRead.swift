import Concurrency
import Domain

/// A value of the issuer that is read once for all waiting requests, and cached.
actor SharedRead<Value: Sendable> {
    /// Time after a failure before the next read.
    private static var failureSeconds: Int64 { 10 }
    /// By how much requests may begin after the one that read.
    private static var skew: Int64 { 60 }

    private var held: (value: Value, at: Timestamp)?
    private var failure: (problem: OIDCProblem, at: Timestamp)?
    private let flight = SingleFlight()

    /// What is held where that is enough, or else what is read now.
    ///
    /// - Parameter isEnough: told what is held and for how many seconds.
    func value(
        now: Timestamp, isEnough: @Sendable (Value, _ age: Int64) -> Bool,
        read: @Sendable () async throws(OIDCProblem) -> Value
    ) async throws(OIDCProblem) -> Value {
        while true {
            if let held, let age = Self.age(of: held.at, now), isEnough(held.value, age) { return held.value }
            if let failure, let age = Self.age(of: failure.at, now), age < Self.failureSeconds {
                throw failure.problem
            }
            let value = try await flight.run { () async throws(OIDCProblem) in
                try await self.read(now: now, read)
            }
            if let value { return value }
        }
    }

    private func read(
        now: Timestamp, _ read: @Sendable () async throws(OIDCProblem) -> Value
    ) async throws(OIDCProblem) -> Value {
        do {
            let value = try await read()
            held = (value, now)
            failure = nil
            return value
        } catch {
            // A cancelled or refused request is no failure of the issuer.
            if error != .busy, !Task.isCancelled { failure = (error, now) }
            throw error
        }
    }

    /// Seconds since then; `nil` where the clock was set back.
    private static func age(of then: Timestamp, _ now: Timestamp) -> Int64? {
        let age = (now.microseconds - then.microseconds) / 1_000_000
        return age > -skew ? age : nil
    }
}
