import Contract
import Domain

/// What the registry says of the build.
struct BuildView: JSONWritable {
    private let facts: BuildFacts

    init(_ facts: BuildFacts) {
        self.facts = facts
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("adopter", Party(name: facts.adopterName, number: facts.adopterNumber))
            json.member("code", facts.code)
            json.member("collect_from", facts.collectFrom)
            json.member("collect_to", facts.phases.collectTo)
            json.member("collecting_from", facts.countedFrom)
            json.member("completed_on", facts.phases.completedOn)
            json.member("confirmed_level", facts.confirmedLevel)
            json.member("final_evaluated_on", facts.phases.finalEvaluatedOn)
            json.member("intake_profile", facts.intakeProfile.rawValue)
            json.member("intensive_as_to", facts.phases.asTo)
            json.member("ksic", facts.ksic)
            json.member("programme", facts.programmeName)
            json.member("programme_code", facts.programmeCode)
            json.member("project_code", facts.projectCode)
            json.member("region", facts.region)
            json.member("shutdowns", facts.site.shutdowns.map(DaysView.init))
            json.member("site", facts.siteName)
            json.member("size_class", facts.sizeClass)
            json.member("solution", facts.solution)
            json.member(
                "supplier", facts.supplierName.map { Party(name: $0, number: facts.supplierNumber) })
            json.member("target_level", facts.targetLevel)
            json.member("workdays_ko", facts.site.workdaysText)
            json.member("works_on_holidays", facts.site.worksOnHolidays)
        }
    }

    private struct Party: JSONWritable {
        let name: String
        let number: String?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("business_number", number)
                json.member("name", name)
            }
        }
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
            .init(
                "collecting_from", Schema.day.orNull,
                "the later of completion and the first day on which a key existed and the collection window was open; null "
                    + "before completion is known, and without a key"),
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
