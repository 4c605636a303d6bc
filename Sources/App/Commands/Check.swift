import ArgumentParser
import Curl
import Postgres
import Render
import Storage
import Web

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says whether this installation would start, and with which settings.",
        discussion: "Exits 1 when serve would not start. Secrets are not shown.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings: Settings
        do {
            settings = try options.settings()
        } catch let problems as SettingsProblems {
            list(problems.listing)
            complain("\(problems)")
            print("afterbuild would NOT start")
            throw ExitCode(1)
        }
        list(settings.listing)
        var faults: [String] = []
        do {
            _ = try PageTemplates(directory: "\(settings.home)/dashboards/web")
            _ = try StaticFiles(directory: "\(settings.home)/dashboards/web/static")
            if let url = settings.smtpURL { _ = try SMTPServer(url: url) }
            try await Installation.with(settings) { installation in
                let refused = try await installation.database.prepareAll()
                for error in refused { faults.append("query \(error.query): \(error.message)") }
                print(
                    "queries: \(installation.database.files.statements.count) prepared, \(refused.count) refused"
                )
                try await installation.database.receipts.canPersist(now: SystemClock.now())
                print("database: can persist")
                if try await installation.database.cases.isClockFree() {
                    print(
                        "case clock: FREE, steps of cases may have any time; right in a test installation only. "
                            + "afterbuild migrate --case-clock tied ends that")
                }
                print("secrets: \(SecretsBackup(dataDir: settings.dataDir).text)")
            }
        } catch {
            faults.append("\(error)")
        }
        print("clock: \(await ClockSynchronisation.ofThisMachine().text)")
        for fault in faults { complain(fault) }
        print(faults.isEmpty ? "afterbuild would start" : "afterbuild would NOT start")
        if !faults.isEmpty { throw ExitCode(1) }
    }

    private func list(_ settings: [SettingLine]) {
        for line in settings {
            let value = line.value.isEmpty ? "(none)" : line.value
            print("\(line.name) = \(value)  [\(line.source.rawValue)]  \(line.about)")
        }
    }
}

extension SecretsBackup {
    fileprivate var text: String {
        switch self {
        case .never:
            "NOT backed up; copy the folder secrets/ to a safe place and write the date into secrets/backed-up"
        case .on(let date): "backed up \(date)"
        case .outdated(let date, let missing):
            "backed up \(date), but \(missing.joined(separator: ", ")) is newer"
        }
    }
}
