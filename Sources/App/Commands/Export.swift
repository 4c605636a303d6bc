import ArgumentParser
import Domain
import Jobs

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the quarterly file with its manifest. What was published is never overwritten.")

    @OptionGroup var options: SettingsOptions

    @Option(help: "The quarter, such as 2026Q3.")
    var quarter: String

    @Option(help: "Formats, separated by commas. There is: csv.")
    var formats = "csv"

    @OptionGroup var clock: ClockOptions

    func run() async throws {
        guard let quarter = Quarter(parsing: quarter) else {
            throw CommandFailure("--quarter \(quarter): expected a year and quarter such as 2026Q3")
        }
        guard formats == "csv" else {
            throw CommandFailure("--formats \(formats): expected csv")
        }
        let settings = try options.settings()
        let now = try clock.now(settings)
        try await Installation.with(settings) { installation in
            let export = QuarterExport(database: installation.database, codeVersion: ProjectVersion.current)
            let result = try await export.run(
                quarter, into: settings.exportDir, madeBy: actorName(), now: now)
            print("\(quarter) revision \(result.revision): \(result.rows) builds, sha256 \(result.sha256)")
            print(result.directory)
        }
    }
}
