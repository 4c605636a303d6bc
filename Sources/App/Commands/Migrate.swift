import ArgumentParser
import Storage

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the database to the state that this binary needs.")

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Only say what is pending; exits 1 when something is.")
    var dryRun = false

    func run() async throws {
        let settings = try options.settings()
        let files = try SQLFiles(directory: "\(settings.home)/sql")
        let (conninfo, cluster) = try await Installation.connection(settings)
        do {
            let report = try await Migrator(files: files, conninfo: conninfo).migrate(
                dryRun: dryRun, now: SystemClock.now())
            try await cluster?.stop()
            for path in report.migrations + report.routines + report.seeds.map({ "seed/\($0)" }) {
                print(dryRun ? "pending  \(path)" : "applied  \(path)")
            }
            print(report.isUpToDate ? "up to date" : dryRun ? "nothing was changed" : "done")
            if dryRun && !report.isUpToDate { throw ExitCode(1) }
        } catch let error as ExitCode {
            throw error
        } catch {
            try? await cluster?.stop()
            throw error
        }
    }
}
