import ArgumentParser
import Domain
import Storage

struct OutageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outage",
        abstract: "Intervals in which nothing could be received (수집 장애).",
        discussion: """
            serve records by itself when the program did not run or could store nothing. What it cannot see is declared \
            here: a router, a name server, a certificate that clients refused, a lost backup. Nothing is ever changed: a \
            wrong declaration is withdrawn, and both stay on record.
            """,
        subcommands: [List.self, Add.self, Withdraw.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every outage, the earliest first, declared ones that were withdrawn included.")

        @OptionGroup var options: SettingsOptions

        @Option(help: "As they were known then, such as 2026-05-07T00:00:00+09:00.")
        var asOf: String?

        func run() async throws {
            let settings = try options.settings()
            let time = try asOfTime(asOf)
            try await Installation.with(settings) { installation in
                let outages = try await installation.database.outages.list(
                    asOf: time, includesWithdrawn: true)
                for outage in outages {
                    let seconds = (outage.endedAt.microseconds - outage.beganAt.microseconds) / 1_000_000
                    let detail = outage.detail.isEmpty ? "" : ": \(outage.detail)"
                    let author = outage.declaredBy.map { "\t\($0) \(outage.knownAt.wireText)" } ?? ""
                    let withdrawal = outage.withdrawal.map { "\t\($0.line)" } ?? ""
                    print(
                        "\(outage.id)\t\(outage.beganAt.wireText)\t\(outage.endedAt.wireText)\t\(seconds) s\t"
                            + "\(outage.cause)\(detail)\(author)\(withdrawal)")
                }
                print("\(outages.count) outages")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declares an outage that no collector could see. It counts for every build.")

        @OptionGroup var options: InstallationOptions

        @Option(help: "When it began, such as 2026-05-07T09:00:00+09:00.")
        var from: String

        @Option(help: "When it ended, at most 31 days later and not in the future.")
        var to: String

        @Option(help: "What failed and how that is known; suppliers see it.")
        var reason: String

        @Option(help: "Who declares it; the user of the operating system where it is not given.")
        var actor: String?

        func run() async throws {
            let from = try requiredTime(from, "--from")
            let to = try requiredTime(to, "--to")
            let reason = try requiredText(reason, "--reason")
            let actor = try outageActor(actor)
            try await options.withInstallation { installation, now in
                let declaration = try OutageDeclaration(from: from, to: to, reason: reason, now: now)
                let id = try await installation.database.outages.declare(
                    declaration, actor: actor, now: now)
                guard let id else {
                    throw CommandFailure(
                        "this interval is declared already; afterbuild outage list shows it")
                }
                let days = declaration.days
                print(
                    "outage \(id) from \(from) to \(to): \(days.lost.count) days lost, "
                        + "\(days.touched.count - days.lost.count) touched")
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a wrong declaration back; its days are expected again.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The outage's number, from afterbuild outage list.")
        var outage: Int64

        @Option(help: "Why; stands in the history.")
        var reason: String

        @Option(help: "Who takes it back; the user of the operating system where it is not given.")
        var actor: String?

        func run() async throws {
            let reason = try requiredText(reason, "--reason")
            let actor = try outageActor(actor)
            try await options.withInstallation { installation, now in
                guard
                    try await installation.database.outages.withdraw(
                        outage, reason: reason, actor: actor, now: now)
                else {
                    throw CommandFailure(
                        "no declared outage \(outage) in force; afterbuild outage list shows them, and those that "
                            + "serve recorded are not withdrawn by hand")
                }
                print("outage \(outage) withdrawn")
            }
        }
    }
}

private func outageActor(_ text: String?) throws -> String {
    try text.map { try requiredText($0, "--actor") } ?? actorName()
}
