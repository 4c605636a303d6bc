import ArgumentParser
import Domain
import Storage

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Targets that projects declared in their plans (사업계획서), and their results.",
        discussion:
            "They are the projects' own figures: Afterbuild shows them as declared and measures none of them.",
        subcommands: [Template.self, Import.self, List.self])

    struct Template: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a file of targets with its columns and three examples.")

        func run() {
            print(PlanTemplate.text, terminator: "")
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records declared targets from a CSV file, one a line (UTF-8 or CP949).",
            discussion: """
                The columns, in any order: \(PlanColumn.allCases.map(\.rawValue).joined(separator: ", ")). The file says \
                all targets of every project that it names: one that is missing is taken back. With any bad line \
                nothing is imported.
                """)

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The file of targets.")
        var file: String

        @Flag(help: "Only show what would change.")
        var dryRun = false

        @Option(help: "Why what was declared before changes; needed only then. A first result is no change.")
        var reason: String?

        func run() async throws {
            let read = PlanFileReader.read(try text(of: file))
            try stop(with: read.problems.map(\.description), "nothing was imported")
            let reason = try reason.map { try requiredText($0, "--reason") }
            try await options.withInstallation { installation, now in
                do {
                    let plan = try await installation.database.planTargets.importFile(
                        read.rows.map(\.target), dryRun: dryRun, reason: reason, actor: actorName(),
                        now: now)
                    for change in plan.changes { print(change.line) }
                    print(
                        "\(plan.changes.count) targets \(dryRun ? "would change; nothing was changed" : "recorded")"
                            + ", \(plan.unchanged) on record already")
                } catch PlanRefusal.unknownProjects(let codes) {
                    for code in codes {
                        let line = read.rows.first { $0.target.projectCode == code }?.line ?? 0
                        complain(
                            "line \(line): no project \(code); afterbuild registry import makes projects")
                    }
                    complain("nothing was imported")
                    throw ExitCode(1)
                } catch PlanRefusal.correctionNeedsReason(let changes) {
                    for change in changes { complain(change.line) }
                    complain(
                        "what was declared before would change: say why with --reason; nothing was imported")
                    throw ExitCode(1)
                }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the declared targets of a project with every earlier version.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: "The code of the project, or of a build of it.")
        var code: String

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let versions = try await installation.database.planTargets.versions(of: code)
                for version in versions {
                    print(
                        "\(version.target.line)\t\(version.knownAt.wireText)\t"
                            + "\(version.supersededAt.map { "until \($0.wireText)" } ?? "in force")\t"
                            + "\(version.reason) (\(version.recordedBy))")
                }
                print("\(versions.count) versions")
            }
        }
    }
}

extension PlanImport.Change {
    fileprivate var line: String {
        switch self {
        case .new(let target): "new\t\(target.line)"
        case .completed(let target): "result\t\(target.line)"
        case .corrected(let before, let after): "changed\t\(before.line)\t→ \(after.line)"
        case .withdrawn(let target): "taken back\t\(target.line)"
        }
    }
}

extension PlanTarget {
    fileprivate var line: String {
        let achieved = achievement.map { " (달성률 \(percent($0)))" } ?? ""
        return
            "\(projectCode)\t\(planClass.rawValue)\t\(name)\t\(base) → \(target) \(unit), \(weight)%\t"
            + (result.map { "\($0) \(measuredOn?.description ?? "")\(achieved)" } ?? "no result")
    }
}
