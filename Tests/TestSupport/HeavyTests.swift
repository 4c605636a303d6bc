import Concurrency
import Foundation
package import Testing

/// Bounds how many tests use a database, a cluster or other processes at once: four times as many as there are processors.
///
/// All tests start at the same moment. Without a bound hundreds would share PostgreSQL and the processors, and each would
/// take minutes.
package enum HeavyTests {
    private static let permits = AsyncSemaphore(
        permits: max(8, 4 * ProcessInfo.processInfo.activeProcessorCount))
    /// Whether this task has a permit already: what a test uses inside needs no second one.
    @TaskLocal private static var hasPermit = false

    /// Runs `body` when there is a permit, and at once inside another `run`.
    package static func run<T>(_ body: () async throws -> T) async throws -> T {
        if hasPermit { return try await body() }
        let permit = try await permits.acquire()
        defer { permit.release() }
        return try await $hasPermit.withValue(true) { try await body() }
    }
}

/// Lets each test function of a suite begin when it has a permit of `HeavyTests`.
///
/// For suites with a time limit: the wait for a permit is no part of it, as the wait inside a test would be.
package struct HeavyTrait: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    /// Around a test function with all its cases, where no time limit runs yet.
    package func scopeProvider(for test: Test, testCase: Test.Case?) -> HeavyTrait? {
        test.isSuite || testCase != nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await HeavyTests.run { try await function() }
    }
}

extension Trait where Self == HeavyTrait {
    /// See `HeavyTests`.
    package static var heavy: HeavyTrait { HeavyTrait() }
}
