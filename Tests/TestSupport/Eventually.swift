/// Returns when `condition` holds: for waiting on what another task, thread or process does.
///
/// - Parameters:
///   - what: what is waited for; the error names it.
///   - limit: far above what it takes on a busy machine, so that a wait in vain ends before its test's time limit.
/// - Throws: `WaitedInVain` after `limit`; what `condition` throws; `CancellationError` in a cancelled task.
package func eventually(
    _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw WaitedInVain(what: what, limit: limit) }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// What a test waited for did not happen in time.
package struct WaitedInVain: Error, CustomStringConvertible {
    let what: String
    let limit: Duration

    package var description: String { "waited \(limit) in vain for: \(what)" }
}
