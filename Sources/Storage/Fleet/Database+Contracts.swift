package import Domain
import Postgres

/// The days of one contract of a supplier, both included.
package struct ContractDays: Sendable, Hashable {
    package let from: Day
    /// `nil` while no end is known.
    package let to: Day?

    package init(from: Day, to: Day?) {
        self.from = from
        self.to = to
    }

    package func contains(_ day: Day) -> Bool { from <= day && (to.map { day <= $0 } ?? true) }

    /// The days of `range` that lie in it; `nil` where none does.
    package func clipping(_ range: ClosedRange<Day>) -> ClosedRange<Day>? {
        let first = max(from, range.lowerBound)
        let last = min(to ?? range.upperBound, range.upperBound)
        return first <= last ? first...last : nil
    }
}

extension Database {
    /// The days of a build that a supplier may see: those of its contracts for the project, in order.
    ///
    /// - Parameters:
    ///   - supplier: ten digits.
    ///   - asOf: as they were known at this instant; `nil`: as they are known.
    /// - Returns: empty for a build that it never had, or that there is not.
    package func contractDays(
        of code: String, supplier: String, asOf: Timestamp? = nil
    ) async throws -> [ContractDays] {
        try await run { session in
            if let asOf {
                try files.rows(
                    Query(reading: "contract_days_as_of", readContract), in: session,
                    [.text(code), .text(supplier), .time(asOf)])
            } else {
                try files.rows(
                    Query(reading: "contract_days", readContract), in: session,
                    [.text(code), .text(supplier)])
            }
        }
    }
}

private func readContract(_ row: borrowing RowReader) throws -> ContractDays {
    ContractDays(from: try row.day(0), to: try row.optionalDay(1))
}
