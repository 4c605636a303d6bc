import Contract
import Domain
import Render
import Storage

/// `GET /v1/builds`: one page of the builds that the caller may see.
struct BuildListView: Encodable, Sendable {
    let today: String
    let builds: [Line]
    let next: Nullable<String>

    struct Line: Encodable, Sendable {
        let code: String
        let adopter: String
        let supplier: Nullable<String>
        let programmeCode: String
        let programme: String
        let region: Nullable<String>
        let phase: PhaseName
        let silenceWorkingDays: Nullable<Int>
        /// Of the last 28 days.
        let activeDays: Nullable<Int>
        let expectedDays: Nullable<Int>
        let lastSign: Nullable<String>
        /// The key is absent for roles that must not see signals.
        let openSignals: Int?
        let links: Links
    }

    struct PhaseName: Encodable, Sendable {
        let code: String
        let nameKo: String
    }

    /// - Parameters:
    ///   - next: cursor of the next page.
    ///   - publicURL: the address under which the service is reached, without a slash at its end.
    init(
        _ lines: [BuildLine], next: String?, today: Day, publicURL: String
    ) {
        self.today = today.description
        self.next = Nullable(next)
        builds = lines.map { line in
            let (facts, summary) = (line.facts, line.summary)
            return Line(
                code: facts.code, adopter: facts.adopterName, supplier: Nullable(facts.supplierName),
                programmeCode: facts.programmeCode, programme: facts.programmeName,
                region: Nullable(facts.region),
                phase: PhaseName(code: summary.phase.rawValue, nameKo: summary.phase.korean),
                silenceWorkingDays: Nullable(summary.silence),
                activeDays: Nullable(summary.activeDays),
                expectedDays: Nullable(summary.expectedDays),
                lastSign: Nullable(summary.lastSign?.description),
                openSignals: summary.openSignals,
                links: Links(code: facts.code, publicURL))
        }
    }

    static let schema = Schema.named(
        "BuildList",
        .object([
            .init("today", .day, "the KST day from which everything is seen"),
            .init("builds", .list(of: line)),
            .init("next", Schema.text.orNull, "cursor of the next page; null on the last"),
        ]))

    private static let line = Schema.object(members.map(\.asOptional))

    private static let members: [Schema.Property] = [
        .init("code", .buildCode), .init("adopter", .text, "도입기업"),
        .init("supplier", Schema.text.orNull, "공급기업 today"), .init("programme_code", .text),
        .init("programme", .text), .init("region", Schema.text.orNull),
        .init("phase", .object([.init("code", .values(of: Phase.self)), .init("name_ko", .text)])),
        .init(
            "silence_working_days", Schema.count.orNull,
            "null where it cannot be said, and where it began before a supplier's contract"),
        .init(
            "active_days", Schema.count.orNull,
            "days of use among the last 28; null where a supplier's contract began later"),
        .init("expected_days", Schema.count.orNull, "days of the last 28 on which work was expected"),
        .init("last_sign", Schema.day.orNull, "null where it lies before a supplier's contract"),
        .optional("open_signals", .count, "absent for roles that must not see signals"),
        .init("links", Links.schema),
    ]
}

/// Where a build is found: as JSON and as a page.
struct Links: Encodable, JSONWritable {
    let status: String
    let page: String

    init(code: String, _ publicURL: String) {
        status = "\(publicURL)/v1/builds/\(percentEncoded(code))/status"
        page = "\(publicURL)/builds/\(percentEncoded(code))"
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("page", page)
            json.member("status", status)
        }
    }

    static let schema = Schema.named(
        "Links", .object([.init("status", .uri), .init("page", .uri, "the build's page for people")]))
}
