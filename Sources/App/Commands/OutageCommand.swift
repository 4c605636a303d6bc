import ArgumentParser
import Domain
import Storage

struct OutageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outage",
        abstract: "Intervals in which nothing could be received (수집 장애); serve finds them by itself.",
        subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists every outage, the earliest first.")

        @OptionGroup var options: SettingsOptions

        @Option(help: "As they were known then, such as 2026-05-07T00:00:00+09:00.")
        var asOf: String?

        func run() async throws {
            let settings = try options.settings()
            let time = try asOf.map { text in
                guard let time = Timestamp(parsing: text) else {
                    throw CommandFailure("--as-of \(text): expected 2026-05-07T00:00:00+09:00")
                }
                return time
            }
            try await Installation.with(settings) { installation in
                let outages = try await installation.database.outages.list(asOf: time)
                for outage in outages {
                    let seconds = (outage.endedAt.microseconds - outage.beganAt.microseconds) / 1_000_000
                    let detail = outage.detail.isEmpty ? "" : ": \(outage.detail)"
                    print(
                        "\(outage.id)\t\(outage.beganAt.wireText)\t\(outage.endedAt.wireText)\t\(seconds) s\t"
                            + "\(outage.cause)\(detail)")
                }
                print("\(outages.count) outages")
            }
        }
    }
}
