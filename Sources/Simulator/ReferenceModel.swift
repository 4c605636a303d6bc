package import Domain

/// What a collector must know after the records it was given, counted one by one in the plainest way.
///
/// It shares no code with the KPIs it is held against: only the days and instants of the calendar are the same.
package struct ReferenceModel: Sendable {
    package let fleet: Fleet
    /// Records by the lane in which they must lie, those of strangers included.
    package private(set) var lanes: [SimulatedLane: Int] = [:]
    /// Usage by build and by the Korean day that the records claim or, for `arrived`, the day on which they came.
    package private(set) var days: [[Day: TruthDay]]

    package init(fleet: Fleet) {
        self.fleet = fleet
        days = Array(repeating: [:], count: fleet.builds.count)
    }

    /// Counts one record that was sent.
    package mutating func add(_ record: SimulatedRecord) {
        lanes[record.lane, default: 0] += 1
        guard record.build < days.count else { return }
        if record.lane == .counted {
            days[record.build][record.occurredAt.day, default: TruthDay()].count(record)
            days[record.build][record.arrivedAt.day, default: TruthDay()].arrived += 1
        } else if record.lane != .test {
            // A test record was asked for and says nothing about the build.
            days[record.build][record.occurredAt.day, default: TruthDay()].rejected += 1
        }
    }

    /// The windows of a build as of `asOf`: months and quarters that the simulation touches, the 집중AS phase, and
    /// everything from the day after completion.
    ///
    /// Only days before `asOf` count; later ones are excluded as not over.
    package func windows(of build: Int, asOf: Day) -> [TruthWindow] {
        let project = fleet.builds[build].project
        let last = asOf.adding(days: -1)
        var windows: [TruthWindow] = []
        var day = Month(containing: fleet.firstDay).first
        while day <= last {
            let month = Month(containing: day).days
            windows.append(window(.month, month, of: build, asOf: asOf))
            day = month.upperBound.adding(days: 1)
        }
        day = Quarter(containing: fleet.firstDay).first
        while day <= last {
            let quarter = Quarter(containing: day).days
            windows.append(window(.quarter, quarter, of: build, asOf: asOf))
            day = quarter.upperBound.adding(days: 1)
        }
        let start = project.completedOn.adding(days: 1)
        windows.append(window(.intensiveAS, start...project.intensiveASTo, of: build, asOf: asOf))
        if start <= last { windows.append(window(.total, start...last, of: build, asOf: asOf)) }
        return windows
    }

    /// One window of one build as of `asOf`.
    package func window(
        _ kind: TruthWindow.Kind, _ range: ClosedRange<Day>, of build: Int, asOf: Day
    ) -> TruthWindow {
        var window = TruthWindow(kind: kind, days: range)
        var people: Set<String> = []
        for day in range {
            let usage = day < asOf ? days[build][day] : nil
            let isActive = (usage?.receipts ?? 0) > 0
            if let reason = exclusion(of: day, build: build, asOf: asOf) {
                window.excluded.append((day, reason))
            } else {
                window.expectedDays += 1
                if isActive { window.activeExpectedDays += 1 }
            }
            guard let usage else { continue }
            if isActive { window.activeDays += 1 }
            if usage.arrived > 0 { window.arrivalDays += 1 }
            window.slots += usage.slots.count
            window.receipts += usage.receipts
            window.late += usage.late
            window.logInUsers += usage.logInUsers
            window.logInPairs += usage.logInPairs
            window.kinds.formUnion((0..<7).filter { usage.actions[$0] > 0 })
            people.formUnion(usage.people)
        }
        window.people = people.count
        return window
    }

    /// Expected days after the last claim or arrival and before `asOf`; from the first one where there was none.
    package func silence(of build: Int, asOf: Day) -> Int {
        let calendar = fleet.builds[build].calendar
        var start = min(fleet.builds[build].project.completedOn, calendar.collectFrom)
        for (day, usage) in days[build] where usage.receipts > 0 || usage.arrived > 0 {
            start = max(start, day.adding(days: 1))
        }
        guard start < asOf else { return 0 }
        return (start..<asOf).count { exclusion(of: $0, build: build, asOf: asOf) == nil }
    }

    /// Calendar days from completion, or from the start of collection if later, to the first use; `nil` where there was
    /// none.
    ///
    /// Keys exist from the start of collection.
    package func daysToFirstUse(of build: Int) -> Int? {
        let used = days[build].filter { $0.value.receipts > 0 }.keys
        let start = max(fleet.builds[build].project.completedOn, fleet.builds[build].calendar.collectFrom)
        return used.min().map { max(0, $0.days(since: start)) }
    }

    /// The first reason why no work is expected on `day`; `nil` where it is.
    package func exclusion(of day: Day, build: Int, asOf: Day) -> TruthWindow.Reason? {
        let calendar = fleet.builds[build].calendar
        if day >= asOf { return .notOver }
        if day <= fleet.builds[build].project.completedOn { return .beforeCompletion }
        if day < calendar.collectFrom || day > calendar.collectTo { return .outsideCollection }
        for shutdown in calendar.shutdowns where shutdown.lowerBound <= day && day <= shutdown.upperBound {
            return .shutdown
        }
        if !calendar.workdays.contains(day.weekday) { return .restDay }
        return fleet.holidays.contains(day) && !calendar.worksOnHolidays ? .holiday : nil
    }
}

/// One Korean day of one build.
package struct TruthDay: Sendable {
    package private(set) var receipts = 0
    /// The 10-minute slots with a record.
    package private(set) var slots: Set<Int> = []
    /// The accounts with a record.
    package private(set) var people: Set<String> = []
    /// Records of DO6001 to DO6007 in this order, then those without an official meaning.
    package private(set) var actions = Array(repeating: 0, count: 8)
    package private(set) var first: Timestamp?
    package private(set) var last: Timestamp?
    /// Records that arrived on a later day than they claim.
    package private(set) var late = 0
    /// Records by hour of the day.
    package private(set) var hours = Array(repeating: 0, count: 24)
    /// Records of this build that claim this day and must not be counted.
    package internal(set) var rejected = 0
    /// Counted records that arrived on this day, whatever day they claim.
    package internal(set) var arrived = 0
    private var tuples: Set<String> = []
    private var loggedIn: Set<String> = []
    private var loggedOut: Set<String> = []

    /// Records that differ in time, word, account, address or quantity.
    package var distinctTuples: Int { tuples.count }

    /// Accounts with a log-in.
    package var logInUsers: Int { loggedIn.count }

    /// Those of them with a log-out.
    package var logInPairs: Int { loggedIn.intersection(loggedOut).count }

    mutating func count(_ record: SimulatedRecord) {
        let at = record.occurredAt
        receipts += 1
        tuples.insert(
            "\(at.microseconds / 1_000)|\(record.word)|\(record.user)|\(record.address)|\(record.quantity.text)"
        )
        slots.insert(at.hour * 6 + at.secondOfDay % 3_600 / 600)
        people.insert(record.user)
        actions[(record.action?.rawValue ?? 8) - 1] += 1
        if record.action == .login { loggedIn.insert(record.user) }
        if record.action == .logout { loggedOut.insert(record.user) }
        if first.map({ at < $0 }) ?? true { first = at }
        if last.map({ at > $0 }) ?? true { last = at }
        if record.arrivedAt.day > at.day { late += 1 }
        hours[at.hour] += 1
    }
}

/// The figures of one window of one build.
package struct TruthWindow: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case month, quarter
        case intensiveAS = "intensive_as"
        case total
    }

    /// Why a day is not expected, in order of precedence.
    package enum Reason: String, CaseIterable, Sendable {
        case notOver = "not_over"
        case beforeCompletion = "before_completion"
        case outsideCollection = "outside_collection"
        case shutdown
        case holiday
        case restDay = "rest_day"
    }

    package let kind: Kind
    package let days: ClosedRange<Day>
    package internal(set) var expectedDays = 0
    package internal(set) var excluded: [(day: Day, reason: Reason)] = []
    /// Expected days with a record.
    package internal(set) var activeExpectedDays = 0
    /// Days with a record, expected or not.
    package internal(set) var activeDays = 0
    /// Days on which a record arrived.
    package internal(set) var arrivalDays = 0
    /// 10-minute slots with a record, over all days.
    package internal(set) var slots = 0
    /// Accounts with a record.
    package internal(set) var people = 0
    package internal(set) var receipts = 0
    /// Records that arrived on a later day than they claim.
    package internal(set) var late = 0
    /// Accounts with a log-in, day by day.
    package internal(set) var logInUsers = 0
    /// Those of them with a log-out on the same day.
    package internal(set) var logInPairs = 0
    /// The actions with a record, 0 for DO6001 to 6 for DO6007.
    package internal(set) var kinds: Set<Int> = []

    init(kind: Kind, days: ClosedRange<Day>) {
        self.kind = kind
        self.days = days
    }
}
