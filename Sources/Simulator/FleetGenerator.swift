import Domain

/// Makes the builds of a fleet, each from its own random numbers.
struct FleetGenerator {
    let seed: UInt64
    let firstDay: Day
    let days: Int

    func build(_ index: Int, count: Int) -> SimulatedBuild {
        var random = SeededRandom(seed, UInt64(index), 1)
        let profile = Profile.cycle[index % Profile.cycle.count]
        let dialect = dialect(index, profile)
        let completed = completionDay(index, profile, &random)
        let calendar = calendar(index, profile, completed: completed, &random)
        return SimulatedBuild(
            index: index, code: "SIM-\(padded(index + 1, 6))", key: key(index), profile: profile,
            dialect: dialect,
            company: company(index, count: count, &random),
            project: project(index, completed: completed, &random),
            calendar: calendar, people: people(index, profile, dialect, &random),
            usedFrom: max(
                firstDay, completed.adding(days: 1 + (completed < firstDay ? 0 : random.below(15)))),
            strangerLane: nil)
    }

    func stranger(_ index: Int, lane: SimulatedLane) -> SimulatedBuild {
        var random = SeededRandom(seed, UInt64(index), 2)
        let completed = firstDay.adding(days: -30)
        let isKeyless = lane == .malformed
        return SimulatedBuild(
            index: index, code: "STRANGER-\(lane.rawValue)", key: isKeyless ? "" : key(index),
            profile: .oneShift,
            dialect: ClientDialect(
                form: isKeyless ? .formEncoded : .jsonBody, vocabulary: .access, stamp: .milliseconds,
                quantity: .zero),
            company: company(index, count: index, &random),
            project: project(index, completed: completed, &random),
            calendar: calendar(index, .oneShift, completed: completed, &random),
            people: [Person(name: "user01", address: "192.168.0.11", shift: 0, presencePermille: 300)],
            usedFrom: firstDay, strangerLane: lane)
    }

    private func dialect(_ index: Int, _ profile: Profile) -> ClientDialect {
        let all = ClientDialect.all
        let drawn = all[(index + Int(seed % UInt64(all.count))) % all.count]
        guard profile == .sendTimeStamps else { return drawn }
        // With one time and no quantity, two readings of one person are equal tuples and yet two events.
        return ClientDialect(
            form: drawn.form, vocabulary: drawn.vocabulary, stamp: drawn.stamp, quantity: .zero)
    }

    private func completionDay(_ index: Int, _ profile: Profile, _ random: inout SeededRandom) -> Day {
        if index % 6 == 5, profile != .neverStarted {
            return firstDay.adding(days: 2 + random.below(max(1, days / 5)))
        }
        return firstDay.adding(days: -random.within(14...120))
    }

    private func calendar(
        _ index: Int, _ profile: Profile, completed: Day, _ random: inout SeededRandom
    ) -> SimulatedCalendar {
        let workdays: [Weekday] =
            switch profile {
            case .weekendWorker: [.wednesday, .thursday, .friday, .saturday, .sunday]
            case .twoShift: [.monday, .tuesday, .wednesday, .thursday, .friday, .saturday]
            default: [.monday, .tuesday, .wednesday, .thursday, .friday]
            }
        let morning = random.pick([480, 510, 540])
        var shifts = [Shift(startMinute: morning, endMinute: morning + 540)]
        if profile == .twoShift { shifts.append(Shift(startMinute: morning + 720, endMinute: morning - 180)) }
        var shutdowns: [ClosedRange<Day>] = []
        if random.happens(permille: 350) {
            let start = firstDay.adding(days: random.below(max(1, days - 5)))
            shutdowns.append(start...start.adding(days: random.within(2...6)))
        }
        // What older builds sent before the first day went elsewhere: their collection starts with it.
        // Both ends of the collection window are tried only with clients whose records arrive on the day they claim.
        let endsEarly = profile.sendsAtOnce && index % 19 == 7
        let startsLate = profile.sendsAtOnce && index % 13 == 11
        return SimulatedCalendar(
            workdays: workdays, shifts: shifts,
            worksOnHolidays: profile == .weekendWorker || random.happens(permille: 80), shutdowns: shutdowns,
            collectFrom: max(firstDay, completed).adding(days: startsLate ? 4 : 0),
            collectTo: endsEarly
                ? max(firstDay, completed).adding(days: max(6, days * 3 / 4)) : completed.adding(months: 36))
    }

    private func people(
        _ index: Int, _ profile: Profile, _ dialect: ClientDialect, _ random: inout SeededRandom
    ) -> [Person] {
        let network = "192.168.\(random.within(0...60))"
        if profile == .sharedAccount {
            return [Person(name: "admin", address: "\(network).2", shift: 0, presencePermille: 1_000)]
        }
        let style = random.below(dialect.keepsKorean ? 4 : 2)
        let address = random.below(6)
        let count = profile == .twoShift ? 4 : 1 + random.weighted([45, 35, 20])
        return (1...count).map { number in
            let name =
                switch style {
                case 0: "user\(padded(number, 2))"
                case 1: "\(20_150_000 + index * 10 + number)"
                case 2: "작업자\(padded(number, 2))"
                default: "user\(padded(number, 2))(작업자\(number))"
                }
            let place =
                switch address {
                case 0: "203.0.113.\(index % 250 + 1)"
                case 1: "2001:db8::\(index % 90 + 10)"
                case 2: "\(network).2"
                default: "\(network).\(10 + number)"
                }
            return Person(
                name: name, address: place, shift: profile == .twoShift ? (number + 1) % 2 : 0,
                presencePermille: number == 1 ? 930 : random.within(400...800))
        }
    }

    private func company(_ index: Int, count: Int, _ random: inout SeededRandom) -> SimulatedCompany {
        // Every tenth build stands on the second site of the company before it.
        let adopter = index % 10 == 9 ? index - 1 : index
        let supplier = index % max(1, (count + 5) / 6)
        let size = random.weighted([70, 25, 5])
        return SimulatedCompany(
            adopterNumber: Self.businessNumber(999_000_000 + adopter),
            adopterName: "모의\(["정밀", "화학", "식품", "전자", "금속", "기계"][adopter % 6])\(padded(adopter + 1, 4))",
            supplierNumber: Self.businessNumber(998_000_000 + supplier),
            supplierName: "모의솔루션\(padded(supplier + 1, 3))",
            supplierEmail: "supplier\(supplier + 1)@example.com",
            siteSerial: index % 10 == 9 ? 2 : 1,
            region: random.pick(["41", "41", "41", "48", "48", "47", "27", "26", "28", "44", "43", "29"]),
            ksic: random.pick(["C29", "C30", "C25", "C26", "C10", "C20", "C22", "C24", "C28", "C13"]),
            sizeClass: ["소기업", "중기업", "중견기업"][size],
            headcount: random.within([5...49, 50...280, 300...900][size]))
    }

    private func project(_ index: Int, completed: Day, _ random: inout SeededRandom) -> SimulatedProject {
        let kind = random.weighted([50, 40, 10])
        let (programme, months, cap, level) = [
            ("2022-GEN-BASIC", 6, 50_000_000, "기초"), ("2022-GEN-ADV1", 9, 200_000_000, "중간1"),
            ("2022-GEN-ADV2", 12, 400_000_000, "중간2"),
        ][kind]
        let grant = cap * random.within(60...100) / 100
        let buildTo = completed.adding(days: random.below(20))
        let buildFrom = buildTo.adding(months: -months).adding(days: random.within(3...40))
        return SimulatedProject(
            code: "2022-GEN-00\(kind + 1)-\(padded(index + 1, 6))", programme: programme,
            solution: random.pick(["생산관리", "자재관리", "품질관리", "설비관리"]),
            systemKind: random.pick(["MES", "MES", "MES", "ERP", "POP", "QMS"]), targetLevel: level,
            agreedOn: buildFrom.adding(days: -random.below(15)), buildFrom: buildFrom, buildTo: buildTo,
            completedOn: completed, totalCost: grant * 2 + random.below(20) * 1_000_000, grant: grant)
    }

    private func key(_ index: Int) -> String {
        var random = SeededRandom(seed, UInt64(index), 3)
        let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        return "$5$API$" + String((0..<43).map { _ in random.pick(alphabet) })
    }

    /// Ten digits: the nine of `body` and the check digit of a 사업자등록번호.
    static func businessNumber(_ body: Int) -> String {
        let digits = padded(body, 9).utf8.map { Int($0) - 48 }
        let weights = [1, 3, 7, 1, 3, 7, 1, 3, 5]
        let sum = zip(digits, weights).map { $0 * $1 }.reduce(0, +) + digits[8] * 5 / 10
        return padded(body, 9) + String((10 - sum % 10) % 10)
    }
}
