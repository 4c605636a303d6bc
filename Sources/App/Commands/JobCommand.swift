import ArgumentParser
import Domain
import Jobs
import Storage

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Background jobs; serve runs them by itself.",
        subcommands: [Run.self, List.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs one job now, by hand.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: "The job's name, from afterbuild job list.")
        var name: String

        @OptionGroup var clock: ClockOptions

        func run() async throws {
            let settings = try options.settings()
            let now = try clock.clock(settings)
            try await Installation.with(settings) { installation in
                let schedule = try installation.schedule(on: installation.database)
                guard let job = schedule.job(named: name) else {
                    let names = schedule.jobs.map(\.name).joined(separator: ", ")
                    throw CommandFailure("no job \(name) here; there are \(names)")
                }
                let runner = JobRunner(
                    schedule: schedule, database: installation.database, now: now, sleep: SystemClock.sleep,
                    observe: installation.log.observe)
                let began = ContinuousClock.now
                let detail = try await runner.runByHand(job) { since in
                    complain("\(job.name) has been running since \(since.wireText): waiting for its end")
                }
                print("\(job.name): \(detail), in \(began.duration(to: .now).seconds) s")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the jobs and when they run.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let schedule = try installation.schedule(on: installation.database)
                for job in schedule.jobs {
                    let last = try await installation.database.jobs.lastFinishedPeriod(of: job.name)
                    print("\(job.name)\t\(job.period)\t\(job.summary)\tlast \(last?.wireText ?? "never")")
                }
            }
        }
    }
}
