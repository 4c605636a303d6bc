import Domain
import Storage

/// The nightly proof that build days equal their receipts, and kept windows and lists what they are made of.
struct Proof: Sendable {
    /// Days that are compared every night; older ones once in `rounds` nights, or a night would be too short.
    static let everyNight = 7
    static let rounds: Int32 = 28
    /// Windows that ended within so many days are compared every night.
    static let windowDays = 60
    /// Differences that are named one by one.
    private static let named = 100

    private let database: Database
    private let windows: WindowJob
    private let observe: Observer

    init(database: Database, windows: WindowJob, observe: @escaping Observer) {
        self.database = database
        self.windows = windows
        self.observe = observe
    }

    func run(now: Timestamp) async throws -> String {
        _ = try await aggregate(in: database, now: now)
        let differingDays = try await compareDays(today: now.day)
        _ = try await windows.run(now: now)
        let (compared, differingWindows) = try await compareWindows(now: now)
        let mendedLines = try await mendListing()
        let days =
            differingDays == 0
            ? "all build days equal their receipts" : "\(differingDays) build days DIFFER"
        let kept =
            differingWindows == 0
            ? "all \(compared) windows equal their build days"
            : "\(differingWindows) of \(compared) windows DIFFER"
        let lines =
            mendedLines == 0
            ? "all lines of lists equal what they are made of" : "\(mendedLines) lines of lists DIFFERED"
        return "\(days), \(kept), \(lines)"
    }

    /// The days that are due tonight, oldest first: one at a time, so that no statement reads more than a day's arrivals.
    static func days(from first: Day, today: Day) -> [Day] {
        guard first <= today else { return [today] }
        return (first...today).filter {
            today.days(since: $0) <= everyNight || $0.number % rounds == today.number % rounds
        }
    }

    /// Replaces wrong lines: unlike a wrong figure, a wrong line need not be kept.
    private func mendListing() async throws -> Int {
        var mended = 0
        var last: Int64? = 0
        while let after = last {
            let step = try await database.fleet.keepListing(after: after, limit: 1_000)
            mended += step.changed
            last = step.last
        }
        if mended > 0 { observe(.buildListingDiffered(lines: mended)) }
        return mended
    }

    private func compareDays(today: Day) async throws -> Int {
        guard let first = try await database.buildDays.firstReceiptDay() else { return 0 }
        var found = 0
        for day in Self.days(from: first, today: today) {
            for differing in try await database.buildDays.differing(day...day) {
                found += 1
                if found <= Self.named {
                    observe(.buildDayDiffers(buildID: differing.buildID, day: differing.day))
                }
            }
        }
        return found
    }

    private func compareWindows(now: Timestamp) async throws -> (compared: Int, differing: Int) {
        let ending = now.day.adding(days: -Self.windowDays)...now.day
        var compared = 0
        var found = 0
        var last: Int64? = 0
        while let after = last {
            let page = try await database.windows.differing(ending: ending, after: after, now: now)
            compared += page.count
            for window in page.differing {
                found += 1
                if found <= Self.named {
                    observe(
                        .windowDiffers(buildCode: window.buildCode, kind: window.kind, days: window.days))
                }
            }
            last = page.last
        }
        return (compared, found)
    }
}
