import ArgumentParser
import Domain
import Foundation
import Simulator

struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sends believable usage through a collector that runs with --test-clock.",
        discussion: """
            Everything follows from the seed. First write the fleet's registry and key files and import them, then \
            start `afterbuild serve --test-clock`, then send. The truth that was sent is printed as JSON.
            """)

    @OptionGroup var options: SettingsOptions

    @Option(help: "Builds in the fleet.")
    var builds = 40

    @Option(help: "Days to play.")
    var days = 31

    @Option(help: "Everything is drawn from it.")
    var seed: UInt64 = 1

    @Option(help: "First day to play, YYYY-MM-DD; by default the days end yesterday.")
    var from: String?

    @Option(help: "Where to send, such as http://127.0.0.1:8080.")
    var target: String?

    @Option(help: ArgumentHelp("Write the fleet's registry file.", valueName: "file"))
    var writeRegistry: String?

    @Option(help: ArgumentHelp("Write the fleet's key file.", valueName: "file"))
    var writeKeys: String?

    @Option(help: ArgumentHelp("Write the truth here instead of printing it.", valueName: "file"))
    var writeTruth: String?

    @Option(help: "Connections at a time.")
    var connections = 16

    func validate() throws {
        guard (1...100_000).contains(builds) else { throw ValidationError("--builds: expected 1 to 100000") }
        guard (1...1_000).contains(days) else { throw ValidationError("--days: expected 1 to 1000") }
        guard (1...64).contains(connections) else { throw ValidationError("--connections: expected 1 to 64") }
        guard from == nil || from.flatMap({ Day(parsing: $0) }) != nil else {
            throw ValidationError("--from: expected YYYY-MM-DD")
        }
        guard target != nil || writeRegistry != nil || writeKeys != nil else {
            throw ValidationError("nothing to do: give --target, or --write-registry and --write-keys")
        }
    }

    func run() async throws {
        let settings = try options.settings()
        let holidays = try HolidayTable(csv: try text(of: "\(settings.home)/sql/seed/holidays.csv"))
        let first = from.flatMap { Day(parsing: $0) } ?? SystemClock.now().day.adding(days: -days)
        let fleet = Fleet.make(
            seed: seed, builds: builds, firstDay: first, days: days, holidays: Set(holidays.all.map(\.day)))
        if let writeRegistry { try write(fleet.registryCSV, to: writeRegistry) }
        if let writeKeys { try write(fleet.keysCSV, to: writeKeys) }
        guard let target else { return }
        guard let address = SimulationTarget(parsing: target) else {
            throw CommandFailure("--target \(target): expected http://HOST:PORT")
        }
        var simulation = Simulation.Options(target: address)
        simulation.connections = connections
        let (summary, truth) = try await Simulation(fleet: fleet, options: simulation).run { progress in
            complain(
                "\(progress.day) (\(progress.number)/\(progress.days)): \(progress.summary.sent) requests sent"
            )
        }
        let answers = summary.answers.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        complain(
            "\(summary.sent) requests sent, \(summary.failed) without an answer; answered: "
                + answers.joined(separator: ", "))
        let json = truth.json(asOf: fleet.end)
        if let writeTruth { try write(json, to: writeTruth) } else { print(json) }
        if summary.failed > 0 { throw ExitCode(1) }
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw CommandFailure("cannot write \(path): no such folder, or no permission")
        }
    }
}
