import ArgumentParser
import Domain
import Storage

struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Programmes, companies, projects, sites and builds.",
        subcommands: [Template.self, Import.self])

    struct Template: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a registry file with its columns and three examples.")

        @Flag(help: "Print a description of every column instead.")
        var columns = false

        func run() {
            guard columns else {
                print(RegistryTemplate.text, terminator: "")
                return
            }
            for column in RegistryColumn.allCases {
                print(
                    "\(column.korean) (\(column.code))\(column.isRequired ? ", required" : ""): \(column.description)"
                )
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes and updates builds from a CSV file, one row a build (UTF-8 or CP949).",
            discussion: "With any bad row nothing is imported, unless --skip-bad is given.")

        @OptionGroup var options: SettingsOptions

        @OptionGroup var clock: ClockOptions

        @Argument(help: "The registry file.")
        var file: String

        @Flag(help: "Only show what would change.")
        var dryRun = false

        @Flag(help: "Import the good rows and leave the bad ones out.")
        var skipBad = false

        @Option(help: "Why; stands in the history beside every change.")
        var reason = "registry import"

        func run() async throws {
            let settings = try options.settings()
            let now = try clock.now(settings)
            let read = try reader(settings).read(try text(of: file))
            for problem in read.problems { complain(problem.description) }
            if !read.problems.isEmpty {
                complain("problems: \(read.problems.count), in \(read.lineCount) rows")
                guard skipBad, !read.rows.isEmpty else {
                    complain("nothing was imported; mend the rows, or give --skip-bad to import the others")
                    throw ExitCode(1)
                }
            }
            try await Installation.with(settings) { installation in
                let changes = try await installation.database.registry.importFile(
                    read.rows, dryRun: dryRun, actor: actorName(), reason: reason, now: now)
                report(changes, rows: read.rows.count)
            }
        }

        private func reader(_ settings: Settings) throws -> RegistryReader {
            let seeds = "\(settings.home)/sql/seed"
            return RegistryReader(
                catalogue: try ProgrammeCatalogue(csv: try text(of: "\(seeds)/programmes.csv")),
                regions: try RegionTable(csv: try text(of: "\(seeds)/regions.csv")),
                industries: try IndustryTable(csv: try text(of: "\(seeds)/ksic.csv")))
        }

        private func report(_ changes: [RegistryChange], rows: Int) {
            for change in changes where !change.isNew {
                print(
                    "\(change.entity == "change" ? "kept   " : "changed")  \(change.entity) \(change.key)\(change.difference.isEmpty ? "" : ": \(change.difference)")"
                )
            }
            if dryRun {
                for change in changes where change.isNew && change.entity == "build" {
                    print("new      build \(change.key)")
                }
            }
            for entity in ["company", "project", "site", "party", "build"] {
                let all = changes.filter { $0.entity == entity }
                print("\(entity): \(all.count(where: \.isNew)) new, \(all.count { !$0.isNew }) changed")
            }
            print(dryRun ? "\(rows) rows read; nothing was changed" : "\(rows) rows imported")
        }
    }
}
