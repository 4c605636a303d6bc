import ArgumentParser
import Domain
import Storage

struct Summary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints what was received, computed, raised and sent so far.")

    @OptionGroup var options: InstallationOptions

    func run() async throws {
        try await options.withInstallation { installation, now in
            let database = installation.database
            let lanes = try await database.receipts.laneCounts()
            print("received    \(lanes.reduce(0) { $0 + $1.records }) records")
            for lane in lanes { print("  \(lane.lane)\t\(lane.records)") }
            let counts = try await database.fleet.countBuilds(for: .unrestricted, now: now)
            print("builds      \(counts.all)")
            for phase in Phase.allCases {
                if let count = counts.byPhase[phase] { print("  \(phase.korean)\t\(count)") }
            }
            let missing = try await database.signals.missingKeys(on: now.day, limit: 1, for: .unrestricted)
            print("keys        \(missing.line)")
            print("build days  \(try await database.buildDays.count())")
            print("observations \(counts.openSignals ?? 0) open, on \(counts.withOpenSignals) builds")
            try await printObserved(database, now: now)
            let outbox = try await database.outbox.summary()
            if !outbox.isEmpty {
                print("mails       " + outbox.map { "\($0.deliveries) \($0.state)" }.joined(separator: ", "))
            }
        }
    }

    /// A line for every build with open observations.
    private func printObserved(_ database: Database, now: Timestamp) async throws {
        var filter = BuildFilter()
        filter.hasOpenSignals = true
        var place: BuildPlace? = .first
        while let here = place {
            let page = try await database.fleet.builds(
                for: .unrestricted, filter, at: here, limit: FleetStore.pageLimit, now: now)
            let signals = try await database.signals.open(of: page.lines.map(\.facts.id))
            for build in page.lines.map(\.summary) {
                let rules = signals[build.id, default: []].map(\.rule.korean).joined(separator: ", ")
                print(
                    "  \(build.code)\t\(build.adopterName)\t\(rules)\tsilent for \(build.silence ?? 0) working days, "
                        + "used on \(build.activeDays ?? 0) of \(build.expectedDays ?? 0) expected days of four weeks"
                )
            }
            place = page.next.map(BuildPlace.after)
        }
    }
}
