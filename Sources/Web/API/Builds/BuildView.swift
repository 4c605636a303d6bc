import Domain

/// What the registry says of the build.
struct BuildView: Encodable, Sendable {
    let code: String
    let projectCode: String
    let programmeCode: String
    let programme: String
    let adopter: Party
    let supplier: Nullable<Party>
    let site: Nullable<String>
    let region: Nullable<String>
    let ksic: Nullable<String>
    let sizeClass: Nullable<String>
    let solution: Nullable<String>
    let targetLevel: Nullable<String>
    let confirmedLevel: Nullable<String>
    let intakeProfile: String
    let collectFrom: Nullable<String>
    let collectTo: Nullable<String>
    let completedOn: Nullable<String>
    let intensiveAsTo: Nullable<String>
    let finalEvaluatedOn: Nullable<String>
    let workdaysKo: String
    let worksOnHolidays: Bool
    let shutdowns: [DaysView]

    struct Party: Encodable, Sendable {
        let name: String
        let businessNumber: Nullable<String>
    }

    init(_ facts: BuildFacts) {
        code = facts.code
        projectCode = facts.projectCode
        programmeCode = facts.programmeCode
        programme = facts.programmeName
        adopter = Party(name: facts.adopterName, businessNumber: Nullable(facts.adopterNumber))
        supplier = Nullable(
            facts.supplierName.map { Party(name: $0, businessNumber: Nullable(facts.supplierNumber)) })
        site = Nullable(facts.siteName)
        region = Nullable(facts.region)
        ksic = Nullable(facts.ksic)
        sizeClass = Nullable(facts.sizeClass)
        solution = Nullable(facts.solution)
        targetLevel = Nullable(facts.targetLevel)
        confirmedLevel = Nullable(facts.confirmedLevel)
        intakeProfile = facts.intakeProfile.rawValue
        collectFrom = Nullable(facts.collectFrom?.description)
        collectTo = Nullable(facts.phases.collectTo?.description)
        completedOn = Nullable(facts.phases.completedOn?.description)
        intensiveAsTo = Nullable(facts.phases.asTo?.description)
        finalEvaluatedOn = Nullable(facts.phases.finalEvaluatedOn?.description)
        workdaysKo = facts.site.workdaysText
        worksOnHolidays = facts.site.worksOnHolidays
        shutdowns = facts.site.shutdowns.map(DaysView.init)
    }
}

extension BuildView {
    static let schema = Schema.named(
        "Build",
        .object([
            .init("code", .buildCode),
            .init("project_code", .text, "code of the grant (과제)"),
            .init("programme_code", .text),
            .init("programme", .text, "programme and support type in Korean"),
            .init("adopter", party, "도입기업"),
            .init("supplier", party.orNull, "공급기업 today"),
            .init("site", Schema.text.orNull),
            .init("region", Schema.text.orNull, "시도 in Korean"),
            .init("ksic", Schema.text.orNull, "industry by KSIC"),
            .init("size_class", Schema.text.orNull),
            .init("solution", Schema.text.orNull),
            .init("target_level", Schema.text.orNull, "목표 수준"),
            .init("confirmed_level", Schema.text.orNull, "확인된 수준"),
            .init(
                "intake_profile", .values(of: IntakeProfile.self),
                "10min: one record in ten minutes; full: all"),
            .init("collect_from", Schema.day.orNull),
            .init("collect_to", Schema.day.orNull),
            .init("completed_on", Schema.day.orNull, "구축완료일"),
            .init("intensive_as_to", Schema.day.orNull, "last day of the 집중AS phase"),
            .init("final_evaluated_on", Schema.day.orNull, "최종평가일"),
            .init("workdays_ko", .text, "days of work of the site"),
            .init("works_on_holidays", .boolean),
            .init("shutdowns", .list(of: DaysView.schema), "declared shutdowns, both days included"),
        ]))

    private static let party = Schema.object([
        .init("name", .text), .init("business_number", Schema.businessNumber.orNull),
    ])
}
