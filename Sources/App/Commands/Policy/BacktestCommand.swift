import ArgumentParser
import Domain
import Jobs
import Storage

/// `afterbuild policy backtest`.
struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Judges past quarters again under a draft, beside the policy in force.",
        discussion: "The result is kept: without it the draft cannot be activated.")

    @OptionGroup var options: InstallationOptions

    @OptionGroup var which: WhichPolicy

    @Option(help: "Quarters that are over, counted back from now.")
    var quarters = 8

    @Option(help: "Who asks for it.")
    var actor = "operator"

    @Option(help: "The most groups shown of each table.")
    var top = 10

    func validate() throws {
        guard (1...40).contains(quarters) else {
            throw ValidationError("--quarters: expected 1 to 40, found \(quarters)")
        }
    }

    func run() async throws {
        try await options.withInstallation { installation, now in
            let draft = try await which.policy(in: installation.database)
            let active = try await installation.database.policies.inForce(on: now.day)
            let began = ContinuousClock.now
            let report = try await Backtest(
                database: installation.database, codeVersion: ProjectVersion.current
            ).run(draft, against: active, quarters: quarters, actor: actor, now: now)
            show(report)
            print("\(report.builds) builds x \(quarters) quarters in \(began.duration(to: .now).seconds) s")
        }
    }

    private func show(_ report: BacktestReport) {
        print("\(report.draft.title) against \(report.active?.title ?? "no policy")")
        for grouping in BacktestReport.Grouping.allCases {
            let lines = report.lines(by: grouping)
            guard !lines.isEmpty else { continue }
            print("\n\(grouping.rawValue)\tdraft\tactive\tadded\tdropped")
            for line in grouping == .quarter ? lines[...] : lines.prefix(top) {
                print("\(line.group)\t\(line.draft)\t\(line.active)\t\(line.added)\t\(line.dropped)")
            }
            if grouping != .quarter, lines.count > top { print("... and \(lines.count - top) more") }
        }
        if report.verdicts.isEmpty { print("neither raises anything") }
    }
}

extension Duration {
    /// `12.3`.
    var seconds: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
