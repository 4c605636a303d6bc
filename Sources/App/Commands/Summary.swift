import ArgumentParser
import Domain
import Storage

struct Summary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints what was received, computed, raised and sent so far.")

    @OptionGroup var options: WritingOptions

    func run() async throws {
        try await options.write { installation, now in
            let database = installation.database
            let lanes = try await database.laneCounts()
            print("received    \(lanes.reduce(0) { $0 + $1.records }) records")
            for lane in lanes { print("  \(lane.lane)\t\(lane.records)") }
            let builds = try await database.builds(now: now, supplier: nil)
            print("builds      \(builds.count)")
            for phase in Phase.allCases {
                let count = builds.count { $0.phase == phase }
                if count > 0 { print("  \(phase.korean)\t\(count)") }
            }
            print("keys        \(try await database.missingKeys(on: now.day, limit: 1).line)")
            print("build days  \(try await database.buildDayCount())")
            let observed = builds.filter { $0.openSignals > 0 }
            print(
                "observations \(observed.reduce(0) { $0 + $1.openSignals }) open, on \(observed.count) builds"
            )
            let signals = try await database.openSignals(of: observed.map(\.id))
            for build in observed {
                let rules = signals[build.id, default: []].map(\.rule.korean).joined(separator: ", ")
                print(
                    "  \(build.code)\t\(build.adopterName)\t\(rules)\tsilent for \(build.silence ?? 0) working days, "
                        + "used on \(build.activeDays) of \(build.expectedDays) expected days of four weeks")
            }
            let outbox = try await database.outboxSummary()
            if !outbox.isEmpty {
                print("mails       " + outbox.map { "\($0.deliveries) \($0.state)" }.joined(separator: ", "))
            }
        }
    }
}
