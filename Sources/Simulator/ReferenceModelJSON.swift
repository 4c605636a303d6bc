package import Domain

extension ReferenceModel {
    /// The truth as JSON with sorted days, as of the start of `asOf`.
    ///
    /// One line per build.
    package func json(asOf: Day) -> String {
        let lanes = SimulatedLane.allCases.map { ($0.rawValue, JSON.number(self.lanes[$0] ?? 0)) }
        let head = JSON.object([
            ("seed", .string("\(fleet.seed)")), ("first_day", .string("\(fleet.firstDay)")),
            ("last_day", .string("\(fleet.arrivalDays.upperBound)")), ("as_of", .string("\(asOf)")),
            ("lanes", .object(lanes)),
        ])
        let builds = fleet.builds.map { build($0, asOf: asOf).text }
        return head.text.dropLast() + ",\"builds\":[\n" + builds.joined(separator: ",\n") + "\n]}\n"
    }

    private func build(_ build: SimulatedBuild, asOf: Day) -> JSON {
        let calendar = build.calendar
        return .object([
            ("code", .string(build.code)), ("profile", .string(build.profile.rawValue)),
            ("form", .string(build.dialect.form.rawValue)),
            ("vocabulary", .string(build.dialect.vocabulary.rawValue)),
            ("stamp", .string(build.dialect.stamp.rawValue)),
            ("completed_on", .string("\(build.project.completedOn)")),
            (
                "calendar",
                .object([
                    ("workdays", .string(String(calendar.workdays.map(\.korean)))),
                    ("shifts", .array(calendar.shifts.map { .string("\($0)") })),
                    ("works_on_holidays", .bool(calendar.worksOnHolidays)),
                    (
                        "shutdowns",
                        .array(calendar.shutdowns.map { .string("\($0.lowerBound)~\($0.upperBound)") })
                    ),
                    ("collect_from", .string("\(calendar.collectFrom)")),
                    ("collect_to", .string("\(calendar.collectTo)")),
                ])
            ),
            ("silence", .number(silence(of: build.index, asOf: asOf))),
            ("days_to_first_use", daysToFirstUse(of: build.index).map(JSON.number) ?? .null),
            ("windows", .array(windows(of: build.index, asOf: asOf).map(window))),
            (
                "days",
                .object(days[build.index].sorted { $0.key < $1.key }.map { ("\($0.key)", day($0.value)) })
            ),
        ])
    }

    private func window(_ window: TruthWindow) -> JSON {
        var counts: [(String, JSON)] = []
        for reason in TruthWindow.Reason.allCases {
            let count = window.excluded.count { $0.reason == reason }
            if count > 0 { counts.append((reason.rawValue, .number(count))) }
        }
        let days = window.excluded.filter { $0.reason != .notOver && $0.reason != .beforeCompletion }
        return .object([
            ("kind", .string(window.kind.rawValue)), ("from", .string("\(window.days.lowerBound)")),
            ("to", .string("\(window.days.upperBound)")), ("expected_days", .number(window.expectedDays)),
            ("excluded", .object(counts)),
            ("excluded_days", .object(days.map { ("\($0.day)", .string($0.reason.rawValue)) })),
            ("active_expected_days", .number(window.activeExpectedDays)),
            ("active_days", .number(window.activeDays)), ("arrival_days", .number(window.arrivalDays)),
            ("slots", .number(window.slots)), ("users", .number(window.people)),
        ])
    }

    private func day(_ day: TruthDay) -> JSON {
        var actions: [(String, JSON)] = []
        for (place, count) in day.actions.enumerated() where count > 0 {
            actions.append((place < 7 ? "DO600\(place + 1)" : "unknown", .number(count)))
        }
        return .object([
            ("receipts", .number(day.receipts)), ("distinct_tuples", .number(day.distinctTuples)),
            ("active_slots", .number(day.slots.count)), ("users", .number(day.people.count)),
            ("actions", .object(actions)), ("first", day.first.map { .string($0.iso8601) } ?? .null),
            ("last", day.last.map { .string($0.iso8601) } ?? .null), ("late", .number(day.late)),
            ("rejected", .number(day.rejected)), ("arrived", .number(day.arrived)),
            ("log_in_users", .number(day.logInUsers)), ("log_in_pairs", .number(day.logInPairs)),
            ("hours", .array(day.hours.map(JSON.number))),
        ])
    }
}

/// A JSON value to print; members keep their order.
private indirect enum JSON {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0)):\($1.text)" }.joined(separator: ",") + "}"
        }
    }

    /// Our strings hold no control characters.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}
