import Contract
import Domain
import Storage

/// `GET /v1/companies`.
struct CompanyListView: Encodable, Sendable {
    let companies: [Entry]
    let next: Nullable<String>

    struct Entry: Encodable, Sendable {
        let businessNumber: String
        let name: String
        let parts: [Part]
    }

    struct Part: Encodable, Sendable {
        let role: String
        let projectCode: String
        let from: Nullable<String>
        let to: Nullable<String>
    }

    init(_ companies: [CompanyListing], next: String?) {
        self.next = Nullable(next)
        self.companies = companies.map { company in
            Entry(
                businessNumber: company.number, name: company.name,
                parts: company.parts.map {
                    Part(
                        role: $0.role.rawValue, projectCode: $0.projectCode,
                        from: Nullable($0.from?.description), to: Nullable($0.to?.description))
                })
        }
    }

    static let schema = Schema.named(
        "CompanyList",
        .object([
            .init(
                "companies",
                .list(
                    of: .object([
                        .init("business_number", .businessNumber), .init("name", .text),
                        .init(
                            "parts",
                            .list(
                                of: .object([
                                    .init("role", .values(of: PartyRole.self)), .init("project_code", .text),
                                    .init("from", Schema.day.orNull),
                                    .init("to", Schema.day.orNull, "included"),
                                ])), "what the company is to which project"),
                    ])), "in the order of their numbers"),
            .init("next", Schema.text.orNull, "cursor of the next page; null on the last"),
        ]))
}

/// `GET /v1/programmes`.
struct ProgrammeListView: Encodable, Sendable {
    let programmes: [Entry]

    struct Entry: Encodable, Sendable {
        let code: String
        let year: Int
        let group: Nullable<String>
        let name: String
        let supportType: Nullable<String>
        let capKrw: Nullable<Int64>
        let sharePercent: Nullable<Double>
        let months: Nullable<Int>
        let extensionMonthsMax: Nullable<Int>
        let entryLevel: Nullable<String>
        let agency: Nullable<String>
        let monitorable: Bool
        let intensiveAsMonths: Int
        let source: String
        let projects: Int
        let builds: Int
    }

    init(_ programmes: [ProgrammeListing]) {
        self.programmes = programmes.map {
            Entry(
                code: $0.code, year: $0.year, group: Nullable($0.group), name: $0.name,
                supportType: Nullable($0.supportType), capKrw: Nullable($0.capKRW),
                sharePercent: Nullable($0.sharePercent), months: Nullable($0.months),
                extensionMonthsMax: Nullable($0.extensionMonthsMax), entryLevel: Nullable($0.entryLevel),
                agency: Nullable($0.agency), monitorable: $0.isMonitorable, intensiveAsMonths: $0.asMonths,
                source: $0.source, projects: $0.projects, builds: $0.builds)
        }
    }

    static let schema = Schema.named(
        "ProgrammeList",
        .object([
            .init(
                "programmes",
                .list(
                    of: .object([
                        .init("code", .text), .init("year", .integer), .init("group", Schema.text.orNull),
                        .init("name", .text), .init("support_type", Schema.text.orNull, "지원유형"),
                        .init("cap_krw", Schema.integer.orNull, "the most that is granted, in won"),
                        .init("share_percent", Schema.number.orNull, "government share"),
                        .init("months", Schema.integer.orNull, "of building"),
                        .init("extension_months_max", Schema.integer.orNull),
                        .init("entry_level", Schema.text.orNull), .init("agency", Schema.text.orNull),
                        .init("monitorable", .boolean, "whether its builds must send their log"),
                        .init("intensive_as_months", .integer, "length of the 집중AS phase"),
                        .init("source", .text), .init("projects", .count, "in the caller's scope"),
                        .init("builds", .count, "in the caller's scope"),
                    ])))
        ]))
}

/// `GET /v1/exports`.
struct ExportListView: Encodable, Sendable {
    let exports: [Entry]
    let next: Nullable<String>

    struct Entry: Encodable, Sendable {
        let id: Int64
        let quarter: String
        let revision: Int
        let asOf: String
        let madeBy: String
        let files: JSONTree
    }

    init(_ exports: [ExportListing], next: String?) {
        self.next = Nullable(next)
        self.exports = exports.map {
            Entry(
                id: $0.id, quarter: $0.quarter, revision: $0.revision, asOf: $0.asOf.iso8601,
                madeBy: $0.madeBy, files: (try? JSONTree(parsing: Array($0.filesJSON.utf8))) ?? .null)
        }
    }

    static let schema = Schema.named(
        "ExportList",
        .object([
            .init(
                "exports",
                .list(
                    of: .object([
                        .init("id", .integer), .init("quarter", .text(pattern: "^[0-9]{4}Q[1-4]$")),
                        .init("revision", .integer, "grows when a quarter is reported again"),
                        .init("as_of", .instant, "what was known then is in it"), .init("made_by", .text),
                        .init("files", .anything, "names of files with their SHA-256"),
                    ])), "newest first"),
            .init("next", Schema.text.orNull, "cursor of the next page; null on the last"),
        ]))
}
