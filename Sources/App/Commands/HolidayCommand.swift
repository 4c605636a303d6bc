import ArgumentParser
import Domain
import Storage

struct HolidayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holiday", abstract: "National holidays (공휴일), which no build is expected to work on.",
        discussion: """
            sql/seed/holidays.csv brings the first ones. What is entered or removed here stays so when that file is \
            loaded again.
            """,
        subcommands: [List.self, Add.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists holidays in the order of the calendar.")

        @OptionGroup var options: SettingsOptions

        @Option(help: "Only this year.")
        var year: Int?

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let listed = try await installation.database.calendar.holidays(year: year)
                for line in listed {
                    let origin = line.isEntered ? "entered" : "seed file"
                    print(
                        "\(line.holiday.day)\t\(line.holiday.kind.rawValue)\t\(line.holiday.name)\t\(origin)\t"
                            + line.source)
                }
                print("\(listed.count) holidays")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enters a holiday, or changes the one of that day. Expected days and deadlines follow.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The day, such as 2026-05-07.")
        var day: String

        @Option(help: "Its Korean name, such as 임시공휴일.")
        var name: String

        @Option(help: "\(holidayKinds).")
        var kind = Holiday.Kind.temporary.rawValue

        @Option(help: "The document or notice that makes it one.")
        var source: String

        func run() async throws {
            guard let kind = Holiday.Kind(rawValue: kind) else {
                throw CommandFailure("--kind \(kind): expected \(holidayKinds)")
            }
            let holiday = Holiday(
                day: try requiredDay(day, "the day"), name: try requiredText(name, "--name"), kind: kind)
            let source = try requiredText(source, "--source")
            try await options.withInstallation { installation, now in
                let changed = try await installation.database.calendar.putHoliday(
                    holiday, source: source, actor: actorName(), now: now)
                print("\(holiday.day) \(holiday.name)\(changed ? "" : " is there already")")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a holiday; loading the seed file does not bring it back.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The day, such as 2026-05-07.")
        var day: String

        @Option(help: "Why; stands in the history.")
        var reason: String

        func run() async throws {
            let day = try requiredDay(day, "the day")
            let reason = try requiredText(reason, "--reason")
            try await options.withInstallation { installation, now in
                let name = try await installation.database.calendar.removeHoliday(
                    on: day, reason: reason, actor: actorName(), now: now)
                guard let name else {
                    throw CommandFailure("no holiday on \(day); afterbuild holiday list shows them")
                }
                print("\(day) \(name) removed")
            }
        }
    }
}

private let holidayKinds =
    "one of " + Holiday.Kind.allCases.map(\.rawValue).joined(separator: ", ")

/// A day that must be given; `name` is what the message calls it.
func requiredDay(_ text: String, _ name: String) throws -> Day {
    guard let day = Day(parsing: text) else {
        throw CommandFailure("\(name) \(text): expected a day such as 2026-05-07")
    }
    return day
}

/// The text, unless it is empty or blank.
func requiredText(_ text: String, _ name: String) throws -> String {
    guard text.contains(where: { !$0.isWhitespace }) else {
        throw CommandFailure("\(name) is empty; expected a text, which the history keeps")
    }
    return text
}

/// An instant that must be given; `name` is what the message calls it.
func requiredTime(_ text: String, _ name: String) throws -> Timestamp {
    guard let time = Timestamp(parsing: text) else {
        throw CommandFailure("\(name) \(text): expected 2026-05-07T00:00:00+09:00")
    }
    return time
}

/// The instant of `--as-of`, where it is given.
func asOfTime(_ text: String?) throws -> Timestamp? {
    try text.map { try requiredTime($0, "--as-of") }
}
