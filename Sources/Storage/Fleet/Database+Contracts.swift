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
        try await write { session in
            if let asOf {
                try files.rows(
                    Query(reading: "contract_days_as_of", readContract), in: session,
                    [.text(code), .text(supplier), .time(asOf)])
            } else {
                try files.contractDays(of: [code], supplier: supplier, in: session)[code] ?? []
            }
        }
    }

    /// The same of many builds, as it is known; without those that it never had.
    package func contractDays(of codes: [String], supplier: String) async throws -> [String: [ContractDays]] {
        try await write { session in try files.contractDays(of: codes, supplier: supplier, in: session) }
    }
}

extension SQLFiles {
    fileprivate func contractDays(
        of codes: [String], supplier: String, in session: borrowing Session
    ) throws -> [String: [ContractDays]] {
        let query = Query(reading: "contract_days") { row in
            (code: try row.string(2), days: try readContract(row))
        }
        let found = try rows(query, in: session, [.textArray(codes), .text(supplier)])
        return Dictionary(grouping: found, by: \.code).mapValues { $0.map(\.days) }
    }
}

private func readContract(_ row: borrowing RowReader) throws -> ContractDays {
    ContractDays(from: try row.day(0), to: try row.optionalDay(1))
}
