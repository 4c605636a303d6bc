import Domain
import Storage
import TestSupport

/// Many builds with keys and build days that are written straight into the database.
struct SampleFleet {
    let database: Database
    let conninfo: String

    /// Imports `count` builds of suppliers and programmes in turn, each with a key.
    ///
    /// - Parameter completedOn: by number, from 1 on.
    init(
        _ count: Int, suppliers: Int = 3, in database: Database, _ conninfo: String,
        completedOn: (Int) -> Day = { _ in day("2026-01-30") }
    ) async throws {
        self.database = database
        self.conninfo = conninfo
        let numbers = ["444-44-44444", "333-33-33336", "222-22-22227", "123-45-67891"]
        let lines = (1...count).map { number in
            let completed = completedOn(number)
            return SampleLine([
                "build_code": "B-\(number)", "project_code": "2025-S22-001-\(padded(number, 6))",
                "supplier_number": numbers[number % suppliers],
                "supplier_name": "공급\(number % suppliers)", "agreed_on": "\(completed.adding(days: -200))",
                "build_from": "\(completed.adding(days: -200))", "build_to": "\(completed)",
                "completed_on": "\(completed)", "collect_from": "\(completed.adding(days: 1))",
            ])
        }
        try await database.importSample(lines, now: instant("2026-01-05 10:00"))
        _ = try await MigratedDatabase.rows(
            """
            insert into key (build_id, key_hash, hint, origin, issued_at)
            select build_id, sha256(code::bytea), 'abcd', 'issued', '2020-01-01' from build
            """, in: conninfo)
    }

    /// Writes a build day of twenty records for every build and day of which `isUsed` says so.
    ///
    /// - Parameter isUsed: an SQL condition over `n` (the number of the build) and `d` (the day).
    func use(_ days: ClosedRange<Day>, where isUsed: String) async throws {
        _ = try await MigratedDatabase.rows(
            """
            insert into build_day (build_id, day, version, known_at, receipts, distinct_tuples, slots, users, actions,
                first_at, last_at, hours, late, rejected, implausible, arrived, arrival_days)
            select b.build_id, d, 1, d + interval '1 day', 20, 20, (repeat('1', 9) || repeat('0', 135))::bit(144), 2,
                array[5, 5, 10, 0, 0, 0, 0, 0], d + interval '9 hours', d + interval '10 hours',
                array_fill(1, array[24]), 0, 0, 0, 20, array[d]
            from (select build_id, substr(code, 3)::integer as n from build) b
            cross join (
                select x::date as d
                from generate_series('\(days.lowerBound)'::timestamp, '\(days.upperBound)', '1 day') x
            ) days
            where \(isUsed)
            """, in: conninfo)
    }
}
