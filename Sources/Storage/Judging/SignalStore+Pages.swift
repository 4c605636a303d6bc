package import Domain
import Postgres

/// Which signals are listed.
package struct SignalFilter: Sendable {
    package var rule: RuleKind?
    package var severity: Severity?
    /// `nil`: open ones and those that ended.
    package var isOpen: Bool?
    package var buildCode: String?
    /// Raised or cleared since.
    package var since: Timestamp?
    /// Signals with a smaller id, for reading page by page.
    package var before: Int64?
    package var limit = 100
    /// As it was at this instant; `nil`: as it is.
    package var asOf: Timestamp?

    package init() {}
}

extension SignalStore {
    /// Signals of the caller's builds, newest first, with their evidence and the build that each is of.
    ///
    /// - Returns: nothing where the caller may not read signals.
    package func list(
        _ filter: SignalFilter, for visibility: Visibility
    ) async throws -> [(build: Int64, signal: RaisedSignal)] {
        guard visibility.seesSignals, let scope = visibility.scope else { return [] }
        return try await read { session in
            try session.rows(
                Query(reading: "signals_page") {
                    (build: try $0.int64("build_id"), signal: try readSignal($0))
                },
                [
                    .text(filter.rule?.rawValue), .text(filter.severity?.rawValue), .bool(filter.isOpen),
                    .text(filter.buildCode), .time(filter.since), .int(filter.before),
                    .int(Int64(filter.limit)), .time(filter.asOf),
                    codes(scope.programmeCodes), codes(scope.regionCodes),
                ])
        }
    }
}
