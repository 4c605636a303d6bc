import ArgumentParser
import Domain

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Collects, computes, judges and serves, until SIGTERM.")

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Let requests set the time; refused unless AFTERBUILD_ALLOW_TEST_CLOCK=yes.")
    var testClock = false

    func run() async throws {
        let settings = try options.settings()
        guard !testClock || settings.allowTestClock else {
            throw CommandFailure(
                "--test-clock lets every client set the time. "
                    + "Where that is wanted, set AFTERBUILD_ALLOW_TEST_CLOCK=yes.")
        }
        try await Installation.with(settings, toleratesAbsence: true) { installation in
            try await installation.serve(testClock: testClock ? TestClock(Self.startOfTestClock) : nil)
        }
    }

    /// Before any day that a simulation plays: the clock only ever goes forward.
    private static let startOfTestClock = Timestamp(day: Day(number: 18_262))
}
