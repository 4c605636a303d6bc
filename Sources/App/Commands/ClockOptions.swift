import ArgumentParser
import Domain

/// The clock of a command: the machine's, or one given instant where a test clock is allowed.
///
/// Every command that writes has it, so that tests can run months of commands.
struct ClockOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The time that the command works with; only with AFTERBUILD_ALLOW_TEST_CLOCK=yes.",
            valueName: "2026-05-07T00:00:00+09:00"))
    var now: String?

    func now(_ settings: Settings) throws -> Timestamp { try clock(settings)() }

    /// - Throws: `CommandFailure` where a test clock is not allowed, or the instant cannot be read.
    func clock(_ settings: Settings) throws -> @Sendable () -> Timestamp {
        guard let now else { return { SystemClock.now() } }
        guard settings.allowTestClock else {
            throw CommandFailure("--now is for test installations: set AFTERBUILD_ALLOW_TEST_CLOCK=yes")
        }
        guard let time = Timestamp(parsing: now) else {
            throw CommandFailure("--now \(now): expected 2026-05-07T00:00:00+09:00")
        }
        return { time }
    }
}

/// The options of a command that needs the time and an open installation: every setting, and the clock.
struct InstallationOptions: ParsableArguments {
    @OptionGroup var common: SettingsOptions
    @OptionGroup var clock: ClockOptions

    /// Runs `body` on an open installation, with the time of the command.
    func withInstallation<Value>(
        _ body: (Installation, Timestamp) async throws -> Value
    ) async throws -> Value {
        let settings = try common.settings()
        let now = try clock.now(settings)
        return try await Installation.with(settings) { try await body($0, now) }
    }
}
