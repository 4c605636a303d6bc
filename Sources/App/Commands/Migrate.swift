import ArgumentParser
import Domain
import Storage

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the database to the state that this binary needs.")

    @OptionGroup var options: SettingsOptions

    @OptionGroup var clock: ClockOptions

    @Flag(help: "Only say what is pending; exits 1 when something is.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Whether steps of cases may have times of their own (free; only in the private PostgreSQL and with "
                + "AFTERBUILD_ALLOW_TEST_CLOCK=yes) or only the database's time (tied, as it is made).",
            valueName: "free|tied"))
    var caseClock: CaseClock?

    func validate() throws {
        if dryRun, caseClock != nil { throw ValidationError("--dry-run changes nothing, --case-clock does") }
    }

    func run() async throws {
        let settings = try options.settings()
        if caseClock == .free { try Self.checkFreeing(settings) }
        let now = try clock.now(settings)
        let files = try SQLFiles(directory: "\(settings.home)/sql")
        let (conninfo, cluster) = try await Installation.connection(settings)
        do {
            let report = try await Migrator(files: files, conninfo: conninfo).migrate(
                dryRun: dryRun, now: now)
            let isClockChanged = try await setCaseClock(Database(owning: conninfo, files), now: now)
            try await cluster?.stop()
            for path in report.migrations + report.routines + report.seeds.map({ "seed/\($0)" }) {
                print(dryRun ? "pending  \(path)" : "applied  \(path)")
            }
            print(report.isUpToDate ? "up to date" : dryRun ? "nothing was changed" : "done")
            if let caseClock { print("case clock: \(caseClock.rawValue)\(isClockChanged ? "" : " already")") }
            if dryRun && !report.isUpToDate { throw ExitCode(1) }
        } catch let error as ExitCode {
            throw error
        } catch {
            try? await cluster?.stop()
            throw error
        }
    }

    /// A case that is real has no time but the database's: refuses where there may be one.
    private static func checkFreeing(_ settings: Settings) throws {
        guard settings.allowTestClock else {
            throw CommandFailure(
                "--case-clock free lets steps of cases have any time. Where that is wanted, set "
                    + "AFTERBUILD_ALLOW_TEST_CLOCK=yes.")
        }
        guard settings.databaseURL == nil else {
            throw CommandFailure(
                "--case-clock free is for the private PostgreSQL of a test installation, and AFTERBUILD_DATABASE_URL "
                    + "is set; unset it")
        }
    }

    /// Whether that changed anything.
    private func setCaseClock(_ database: Database, now: Timestamp) async throws -> Bool {
        guard let caseClock else { return false }
        do {
            let isChanged = try await database.cases.setClock(
                isFree: caseClock == .free, actor: actorName(), now: now)
            await database.close()
            return isChanged
        } catch {
            await database.close()
            throw error
        }
    }
}

/// What `case_clock.is_free` says.
enum CaseClock: String, ExpressibleByArgument, CaseIterable {
    case free, tied
}

extension Database {
    /// The database as the owner of its tables.
    fileprivate init(owning conninfo: String, _ files: SQLFiles) {
        self.init(files: files, conninfo: conninfo, role: .owner, connections: 1, onNotice: { _ in })
    }
}
