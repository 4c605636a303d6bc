/// Makes typed rows of cells, remembering what texts meant that recur on thousands of lines.
struct RegistryReading {
    private let reader: RegistryReader
    private var workdays: [String: Result<Set<Weekday>, CellRefusal>] = [:]
    private var shutdowns: [String: Result<[ClosedRange<Day>], CellRefusal>] = [:]
    private var unknownProgrammes: [String: String] = [:]

    init(reader: RegistryReader) {
        self.reader = reader
    }

    /// `nil` when a required cell is missing or unreadable; whether the line is good, `cells.problems` says.
    mutating func row(_ cells: inout RegistryCells) -> RegistryRow? {
        let buildCode = buildCode(&cells)
        let solution = cells.name(.solution)
        let systemKind = cells.name(.systemKind)
        let programme = programme(&cells)
        let adopter = party(.adopter, .adopterNumber, .adopterName, &cells)
        let supplier = party(.supplier, .supplierNumber, .supplierName, email: .supplierEmail, &cells)
        let lead = party(.lead, .leadNumber, .leadName, &cells)
        let supervision = party(.supervision, .supervisionNumber, .supervisionName, &cells)
        let site = site(named: adopter?.name, &cells)
        let project = project(programme, &cells)
        let collectFrom = cells.day(.collectFrom)
        let collectTo = cells.day(.collectTo)
        if let collectFrom, let collectTo, collectTo < collectFrom {
            cells.report(.collectTo, "is before 수집시작일 \(collectFrom)")
        }
        let profile = cells.one(.intakeProfile, IntakeProfile.init(parsing:))
        if let programme, let project, let site {
            RegistryRules(programme: programme, regions: reader.regions).check(
                project, region: site.region, &cells)
        }
        guard let buildCode, let solution, let adopter, let site, let project else { return nil }
        return RegistryRow(
            line: cells.line, buildCode: buildCode, solution: solution, systemKind: systemKind,
            project: project,
            site: site, adopter: adopter, supplier: supplier, lead: lead, supervision: supervision,
            collectFrom: collectFrom, collectTo: collectTo, intakeProfile: profile ?? .full)
    }

    private func buildCode(_ cells: inout RegistryCells) -> String? {
        guard let code = cells.text(.buildCode) else { return nil }
        guard BuildCode.isValid(code) else {
            cells.report(.buildCode, "expected \(BuildCode.rule)")
            return nil
        }
        return code
    }

    private mutating func programme(_ cells: inout RegistryCells) -> Programme? {
        guard let code = cells.text(.programme) else { return nil }
        guard let programme = reader.catalogue[code] else {
            let guess =
                unknownProgrammes[code] ?? nearest(to: code, among: reader.catalogue.all.map(\.code)) ?? ""
            unknownProgrammes[code] = guess
            let title = reader.catalogue[guess].map { " (\($0.title))" } ?? ""
            cells.report(.programme, "is no programme of the catalogue; the nearest is \(guess)\(title)")
            return nil
        }
        guard programme.isMonitorable else {
            cells.report(
                .programme,
                "\(programme.title) builds nothing that can send usage logs; its projects are not monitored")
            return nil
        }
        return programme
    }

    private func party(
        _ role: PartyRole, _ number: RegistryColumn, _ name: RegistryColumn,
        email emailColumn: RegistryColumn? = nil,
        _ cells: inout RegistryCells
    ) -> RegistryParty? {
        let before = cells.problems.count
        let foundNumber = cells.company(number)
        let foundName = cells.name(name)
        let address = emailColumn.flatMap { email(in: $0, &cells) }
        if let foundNumber, let foundName {
            return RegistryParty(role: role, number: foundNumber, name: foundName, email: address)
        }
        guard before == cells.problems.count else { return nil }
        if foundNumber != nil {
            cells.report(name, "is empty although \(number.name) is given; give both or neither")
        } else if foundName != nil {
            cells.report(number, "is empty although \(name.name) is given; give both or neither")
        } else if address != nil, let emailColumn {
            cells.report(emailColumn, "belongs to a company, but \(number.name) and \(name.name) are empty")
        }
        return nil
    }

    private func email(in column: RegistryColumn, _ cells: inout RegistryCells) -> String? {
        guard let text = cells.text(column) else { return nil }
        guard isMailAddress(text) else {
            cells.report(column, "is no mail address; expected one such as as@supplier.example")
            return nil
        }
        return text
    }

    private mutating func site(named fallback: String?, _ cells: inout RegistryCells) -> RegistrySite? {
        let serial = cells.number(.siteSerial, 1...999, like: "1")
        let name = cells.name(.siteName) ?? fallback ?? ""
        let region = cells.text(.region)
        let address = cells.name(.address)
        let ksic = ksic(&cells)
        let sizeClass = cells.one(.sizeClass, SizeClass.init(parsing:))
        let headcount = cells.number(.headcount, 0...1_000_000, like: "28")
        let calendar = calendar(&cells)
        guard let region else { return nil }
        return RegistrySite(
            serial: serial ?? 1, name: name, region: region, address: address, ksic: ksic,
            sizeClass: sizeClass,
            headcount: headcount, calendar: calendar)
    }

    private func ksic(_ cells: inout RegistryCells) -> String? {
        guard let code = cells.text(.ksic)?.uppercased() else { return nil }
        guard reader.industries.industry(of: code) != nil else {
            cells.report(
                .ksic,
                "is no KSIC code; expected a section letter with no, two to five digits such as C25 or C25912 "
                    + "(manufacturing is C10 to C34)")
            return nil
        }
        return code
    }

    private mutating func calendar(_ cells: inout RegistryCells) -> SiteCalendar {
        var days = SiteCalendar.weekdays
        if let text = cells.text(.workdays) {
            let read = workdays[text] ?? Result { () throws(CellRefusal) in try SiteCalendar.workdays(text) }
            workdays[text] = read
            switch read {
            case .success(let found): days = found
            case .failure(let refusal): cells.report(.workdays, refusal.reason)
            }
        }
        var closed: [ClosedRange<Day>] = []
        if let text = cells.text(.shutdowns) {
            let read =
                shutdowns[text] ?? Result { () throws(CellRefusal) in try SiteCalendar.shutdowns(text) }
            shutdowns[text] = read
            switch read {
            case .success(let found): closed = found
            case .failure(let refusal): cells.report(.shutdowns, refusal.reason)
            }
        }
        return SiteCalendar(
            workdays: days, worksOnHolidays: cells.yesOrNo(.worksOnHolidays) ?? false, shutdowns: closed,
            shifts: cells.name(.shifts) ?? "")
    }

    private func project(_ programme: Programme?, _ cells: inout RegistryCells) -> RegistryProject? {
        let code = projectCode(&cells)
        let agreedOn = cells.day(.agreedOn)
        let buildFrom = cells.day(.buildFrom)
        let buildTo = cells.day(.buildTo)
        let extendedTo = cells.day(.extendedTo)
        let completedOn = cells.day(.completedOn)
        var asTo = cells.day(.asTo)
        if asTo == nil, let completedOn, let months = programme?.asMonths {
            asTo = completedOn.adding(months: months)
        }
        let finalEvaluatedOn = cells.day(.finalEvaluatedOn)
        let totalCost = cells.money(.totalCost)
        let grant = cells.money(.grant)
        let firmMoney = cells.money(.firmMoney)
        let localMoney = cells.money(.localMoney)
        let targetLevel = cells.level(.targetLevel)
        let confirmedLevel = cells.level(.confirmedLevel)
        let confirmedOn = cells.day(.confirmedOn)
        if confirmedLevel == nil, confirmedOn != nil {
            cells.report(.confirmedOn, "is given, but 확인수준 (confirmed_level) is not; give both")
        }
        guard let code, let programme, let agreedOn, let buildFrom, let buildTo else { return nil }
        return RegistryProject(
            code: code, programme: programme.code, agreedOn: agreedOn, buildFrom: buildFrom, buildTo: buildTo,
            extendedTo: extendedTo, completedOn: completedOn, asTo: asTo, finalEvaluatedOn: finalEvaluatedOn,
            totalCost: totalCost, grant: grant, firmMoney: firmMoney, localMoney: localMoney,
            targetLevel: targetLevel, confirmedLevel: confirmedLevel, confirmedOn: confirmedOn)
    }

    /// `YYYY-XXX-NNN-NNNNNN`: digits, but letters too in the second part.
    private func projectCode(_ cells: inout RegistryCells) -> String? {
        guard let code = cells.text(.projectCode) else { return nil }
        var isValid = code.utf8.count == 19
        for (index, byte) in code.utf8.enumerated() where isValid {
            switch index {
            case 4, 8, 12: isValid = byte == 45
            case 5...7: isValid = (48...57).contains(byte) || (65...90).contains(byte)
            default: isValid = (48...57).contains(byte)
            }
        }
        guard isValid else {
            cells.report(
                .projectCode,
                "expected YYYY-XXX-NNN-NNNNNN with digits, and digits or capital letters in the second part, "
                    + "such as 2022-S22-001-000101")
            return nil
        }
        return code
    }
}
