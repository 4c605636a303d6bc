import ArgumentParser
import Domain
import Storage

struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Builds that fell silent together.",
        subcommands: [List.self, End.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists incidents, newest first.")

        @OptionGroup var options: SettingsOptions

        @Flag(help: "Those that ended, too.")
        var all = false

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let incidents = try await installation.database.incidents.list(
                    openOnly: !all, for: .unrestricted, now: SystemClock.now())
                for incident in incidents {
                    let end = incident.endedOn.map { "ended on \($0): \(incident.endReason ?? "")" } ?? "open"
                    print(
                        "\(incident.id)\t\(incident.traitName)\t\(incident.members) of \(incident.sharing) builds"
                            + "\tlast heard \(incident.lastSigns.lowerBound) to \(incident.lastSigns.upperBound)"
                            + "\t\(incident.heardAgain) heard again\t\(end)")
                }
                if incidents.isEmpty { print(all ? "no incidents" : "no open incidents") }
            }
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends an incident: from the next day on silence counts again.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "Its number, as incident list shows it.")
        var id: Int64

        @Option(help: "The last day that is not held against its builds; yesterday where nothing is said.")
        var on: String?

        @Option(help: "Who ends it.")
        var actor: String

        @Option(help: "What the cause was and why it is over.")
        var reason: String

        func run() async throws {
            let day = try on.map { text in
                guard let day = Day(parsing: text) else {
                    throw CommandFailure("--on: expected YYYY-MM-DD, found “\(text)”")
                }
                return day
            }
            let actor = try requiredText(actor, "--actor")
            let reason = try requiredText(reason, "--reason")
            try await options.withInstallation { installation, now in
                let database = installation.database
                guard
                    let incident = try await database.incidents.list(
                        openOnly: true, for: .unrestricted, now: now
                    )
                    .first(where: {
                        $0.id == id
                    })
                else { throw noOpenIncident }
                let last = day ?? now.day.adding(days: -1)
                let first = incident.lastSigns.lowerBound
                guard first <= last, last < now.day else {
                    throw CommandFailure(
                        "--on \(last): expected a day that is over, and not before \(first), when the first of its "
                            + "builds was last heard")
                }
                guard try await database.incidents.end(id, on: last, by: actor, reason: reason, now: now)
                else {
                    throw noOpenIncident
                }
                print("incident \(id) ended")
            }
        }

        private var noOpenIncident: CommandFailure {
            CommandFailure("no incident \(id) that has not ended; afterbuild incident list shows them")
        }
    }
}
