/// One line of the registry file: a build with its project, site and companies, read and checked.
package struct RegistryRow: Hashable, Sendable {
    /// The 1-based line of the file.
    package let line: Int
    package let buildCode: String
    package let solution: String
    /// MES or ERP, for example, in the words of the file.
    package let systemKind: String?
    package let project: RegistryProject
    package let site: RegistrySite
    package let adopter: RegistryParty
    /// `nil` where the adopter builds with its own engineers.
    package let supplier: RegistryParty?
    package let lead: RegistryParty?
    package let supervision: RegistryParty?
    /// The first day on which records count; `nil`: not limited.
    package let collectFrom: Day?
    /// The last day on which records count; `nil`: not limited.
    package let collectTo: Day?
    package let intakeProfile: IntakeProfile

    /// The companies that are named, in the order of their roles.
    package var parties: [RegistryParty] { [adopter, supplier, lead, supervision].compactMap { $0 } }
}

/// A company in a role.
package struct RegistryParty: Hashable, Sendable {
    package let role: PartyRole
    package let number: BusinessNumber
    package let name: String
    /// Where alerts go; only of suppliers.
    package let email: String?
}

/// The grant to which a build belongs.
///
/// All lines with the same project code carry the same values.
package struct RegistryProject: Hashable, Sendable {
    /// 과제번호, `YYYY-XXX-NNN-NNNNNN`.
    package let code: String
    /// Code of a programme of the catalogue.
    package let programme: String
    package let agreedOn: Day
    package let buildFrom: Day
    /// Without extension.
    package let buildTo: Day
    package let extendedTo: Day?
    /// 구축완료일, from which monitoring counts; `nil` while it is being built.
    package let completedOn: Day?
    /// Last day of the intensive-AS phase: as given, else computed from the completion and the programme.
    package let asTo: Day?
    package let finalEvaluatedOn: Day?
    /// Won, like all money here.
    package let totalCost: Int?
    package let grant: Int?
    package let firmMoney: Int?
    package let localMoney: Int?
    /// Both levels are of the scale KS X 9001-1.
    package let targetLevel: Level?
    package let confirmedLevel: Level?
    package let confirmedOn: Day?

    /// The last day on which the build may be completed.
    package var buildLimit: Day { extendedTo ?? buildTo }

    /// What the lead firm pays: the rest of the total; `nil` when the total, the grant or the firm's money is unknown.
    package var remainder: Int? {
        guard let totalCost, let grant, let firmMoney else { return nil }
        return totalCost - grant - firmMoney - (localMoney ?? 0)
    }

    /// Every value as text, so that two lines can be compared and the difference named.
    var texts: [(column: RegistryColumn, text: String)] {
        func day(_ day: Day?) -> String { day.map(String.init(describing:)) ?? "" }
        func won(_ money: Int?) -> String { money.map(grouped) ?? "" }
        return [
            (.programme, programme), (.agreedOn, day(agreedOn)), (.buildFrom, day(buildFrom)),
            (.buildTo, day(buildTo)), (.extendedTo, day(extendedTo)), (.completedOn, day(completedOn)),
            (.asTo, day(asTo)), (.finalEvaluatedOn, day(finalEvaluatedOn)), (.totalCost, won(totalCost)),
            (.grant, won(grant)), (.firmMoney, won(firmMoney)), (.localMoney, won(localMoney)),
            (.targetLevel, targetLevel?.korean ?? ""), (.confirmedLevel, confirmedLevel?.korean ?? ""),
            (.confirmedOn, day(confirmedOn)),
        ]
    }
}

/// Where a build stands.
///
/// A site is an adopter's business number and a serial; all its lines carry the same values.
package struct RegistrySite: Hashable, Sendable {
    /// 1 unless the number covers several places (사업자단위과세).
    package let serial: Int
    /// The adopter's name where the file names no site.
    package let name: String
    /// Two digits, in force when the project was agreed.
    package let region: String
    package let address: String?
    /// KSIC code of any depth.
    package let ksic: String?
    package let sizeClass: SizeClass?
    /// 상시근로자수.
    package let headcount: Int?
    package let calendar: SiteCalendar

    /// The values that must agree, as text.
    var texts: [(column: RegistryColumn, text: String)] {
        [
            (.siteName, name), (.region, region), (.workdays, calendar.workdaysText),
            (.shifts, calendar.shifts),
            (.worksOnHolidays, calendar.worksOnHolidays ? "Y" : "N"), (.shutdowns, calendar.shutdownsText),
        ]
    }
}
