import Contract
import Domain
import HTTPTypes
import Render
import Storage
import TestSupport
import Testing

@testable import Web

/// What may have come before a supplier's contract: each leaves a mark that no answer has by chance.
enum PastFact: String, CaseIterable, Sendable {
    case receipts, change, money, suspension, incident, signal, keyUse, caseAsked

    /// As pages and as answers write it; none where only figures tell of it.
    var marks: [String] {
        switch self {
        case .receipts: ["1,373", "1373"]
        case .change: ["표식시스템"]
        case .money: ["7,654,321"]
        case .suspension: ["표식휴업"]
        case .incident: ["표식공통원인"]
        case .signal: ["표식관찰"]
        case .keyUse: []
        case .caseAsked: ["표식사유"]
        }
    }
}

/// Builds of a supplier whose contract begins on a day, with some facts before it and the same ones after it.
struct ContractWorld {
    let fixture: CaseFixture
    let caseID: Int64?

    static let builds = ["B-1", "B-3"]
    /// The supplier before the contract, and the one that has it.
    static let former = "4444444444"
    static let supplier = "5555555553"
    static let now = CaseFixture.now

    private static let imported = instant("2026-01-05 10:00")

    /// - Parameters:
    ///   - facts: what came before 2026-03-01.
    ///   - from: the first day of the contract; `nil`: it is as old as the project.
    static func with<Value: Sendable>(
        _ facts: Set<PastFact>, from: Day?, _ body: (ContractWorld) async throws -> Value
    ) async throws -> Value {
        try await MigratedDatabase.with(named: "contract") { database, conninfo in
            try await importBuilds(into: database, from: from)
            let builds = [
                try await database.sampleBuild("B-1", seed: 1, now: imported),
                try await database.sampleBuild("B-3", seed: 3, now: imported),
            ]
            var people: [Role: CaseFixture.Person] = [:]
            for role in Role.allCases {
                people[role] = try await CaseFixture.person(
                    role, supplier: role == .supplier ? supplier : nil, database)
            }
            try await MigratedDatabase.run(
                """
                update case_clock set is_free = true;
                insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
                values ('기본', 1, false, '작성', '2026-01-01', '2026-01-01', 'x')
                """, in: conninfo)
            try await hear(builds, facts, from: from ?? day("2026-03-16"), database)
            try await declare(facts, database)
            try await observe(facts, conninfo)
            let caseID =
                facts.contains(.caseAsked)
                ? try await ask(try #require(people[.officer]).access, database, conninfo) : nil
            while try await database.feed.sequence(limit: 10_000, now: now) != 0 {}
            return try await body(
                ContractWorld(fixture: try CaseFixture(database, conninfo, people), caseID: caseID))
        }
    }

    private static func importBuilds(into database: Database, from: Day?) async throws {
        let own =
            from == nil ? ["supplier_number": "555-55-55553", "supplier_name": "새견본"] : [String: String]()
        try await database.importSample(
            [
                SampleLine(own),
                SampleLine([
                    "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                    "supplier_number": "333-33-33336", "supplier_name": "남의견본",
                ]),
                SampleLine(
                    ["build_code": "B-3", "project_code": "2025-S22-001-000003", "site_serial": "3"]
                        .merging(own) { $1 }),
            ], now: imported)
        guard let from else { return }
        _ = try await database.changes.record(
            try builds.map { code in
                ChangeDraft(
                    code: code,
                    detail: .supplier(
                        number: try BusinessNumber("555-55-55553"), name: "새견본", email: nil),
                    effectiveOn: from, document: DocumentReference(name: "공급기업 변경"))
            }, actor: "tester", now: instant("2026-03-02 10:00"))
    }

    /// Both builds are heard before the contract, as far as that is among the facts, and one of them after it.
    private static func hear(
        _ builds: [SampleBuild], _ facts: Set<PastFact>, from: Day, _ database: Database
    ) async throws {
        var arrivals = builds[0].records(on: (1...5).map { from.adding(days: $0) }.filter { $0 < now.day })
        if facts.contains(.receipts) {
            let noon = instant("2026-02-03 12:00")
            arrivals += (0..<1_373).map { builds[0].record(at: noon.adding(seconds: Int64($0))) }
            arrivals += builds[1].records(on: ["2026-02-10", "2026-02-25"].map(day))
        }
        try await database.receive(arrivals)
        try await database.aggregateAll(now: now)
        guard facts.contains(.keyUse) else { return }
        let use = Dialect(endpoint: .json, method: .post, place: .formJSON)
        let first = Dialect(endpoint: .json, method: .get, place: .queryJSON)
        let seen = instant("2026-02-05 09:00")
        let instance = try await database.receipts.newInstance(now: now)
        try await database.receipts.ensurePartitions([seen.day])
        let id = BatchID(arrivalDay: seen.day, instance: instance, counter: 0)
        let sightings = [first, use].enumerated().map { index, dialect in
            KeySighting(
                keyID: builds[0].keyID, buildID: builds[0].id, dialect: dialect.code, network: nil,
                seenAt: seen.adding(seconds: Int64(index)))
        }
        try await database.receipts.store(
            [Batch(id: id, arrivalDay: seen.day, arrivals: [], sightings: sightings)], now: now)
    }

    private static func declare(_ facts: Set<PastFact>, _ database: Database) async throws {
        let recorded = instant("2026-02-21 10:00")
        var drafts: [ChangeDraft] = []
        func document(_ name: String) -> DocumentReference { DocumentReference(name: name) }
        if facts.contains(.change) {
            drafts.append(
                ChangeDraft(
                    code: "B-1", detail: .words(.system, after: "표식시스템"), effectiveOn: day("2026-02-20"),
                    document: document("시스템 변경")))
        }
        if facts.contains(.money) {
            drafts.append(
                ChangeDraft(
                    code: "B-1", detail: .cost(amount: 7_654_321, after: "증액"),
                    effectiveOn: day("2026-02-20"),
                    document: document("사업비 변경")))
        }
        if !drafts.isEmpty { _ = try await database.changes.record(drafts, actor: "tester", now: recorded) }
        if facts.contains(.suspension) {
            _ = try await database.calendar.declareSuspension(
                of: "B-1", from: day("2026-02-12"), to: day("2026-02-13"), document: document("표식휴업"),
                actor: "tester", now: recorded)
        }
    }

    private static func observe(_ facts: Set<PastFact>, _ conninfo: String) async throws {
        if facts.contains(.incident) {
            try await MigratedDatabase.run(
                """
                with i as (
                    insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing,
                        policy_id, opened_at)
                    select 'region', '41', '표식공통원인', '2026-02-04', '2026-02-04', 9, policy_id, '2026-02-09' from policy
                    returning incident_id
                ), m as (
                    insert into incident_build
                    select incident_id, build_id, '2026-02-04' from i, build where code = 'B-1' returning incident_id
                )
                insert into incident_end select incident_id, '2026-02-10', '2026-02-11', 'tester', 'x' from i
                """, in: conninfo)
        }
        if facts.contains(.signal) { _ = try await signal("표식관찰", conninfo) }
    }

    private static func signal(_ reason: String, _ conninfo: String) async throws -> Int64? {
        try await MigratedDatabase.rows(
            """
            insert into signal (build_id, policy_id, rule, severity, raised_at, window_from, window_to, reason, evidence)
            select build_id, policy_id, 'silent', 'review', '2026-02-23', '2026-02-01', '2026-02-22', '\(reason)',
                '{"threshold": 5}'
            from build, policy where code = 'B-1' returning signal_id
            """, in: conninfo
        ).first?[0].flatMap(Int64.init)
    }

    /// The former supplier is asked in February.
    private static func ask(
        _ officer: Access, _ database: Database, _ conninfo: String
    ) async throws -> Int64? {
        let signal = try await signal("이유", conninfo)
        let time = instant("2026-02-24 10:00")
        let id = try await database.cases.open(
            CaseOpening(
                buildCode: "B-1", signals: [try #require(signal)], agreementDate: day("2025-05-02"),
                conductDate: day("2026-02-01"),
                ruleVersion: "운영규정"), as: .observation, text: "표식사유", by: officer, now: time)
        let window = CaseWindow(addressees: [.supplier], days: 10, dueOn: day("2026-03-10"))
        let acts: [CaseAct] = [
            .entered(.signal), .entered(.qualityCheck), .finding(.sound),
            .entered(.explanationRequested, window: window),
        ]
        for (index, act) in acts.enumerated() {
            _ = try await database.cases.addStep(
                act, text: "표식사유", to: try #require(id), after: index + 1, by: officer, now: time)
        }
        return id
    }

    // MARK: Requests

    /// The pages of the world.
    var pages: [String] {
        [
            "/", "/?q=B-", "/?q=%EA%B0%80%EC%83%81", "/?phase=intensive_as", "/?open=1", "/?last=1", "/cases",
            "/cases?state=all", "/docs",
        ] + ["B-1", "B-2", "B-3"].map { "/builds/\($0)" } + (caseID.map { ["/cases/\($0)"] } ?? [])
    }

    /// Every GET of the interface for every build, each parameter with its example and with what its kind allows.
    var questions: [String] {
        fixture.operations.filter { $0.method == .get && $0.route.handler != nil }.flatMap {
            operation -> [String] in
            let given = operation.parameters.filter { $0.place == .query && $0.isRequired }
                .map { "\($0.name)=\(percentEncoded($0.example))" }
            let others = operation.parameters.filter { $0.place == .query && !$0.isRequired }
            let asked =
                [given]
                + others.flatMap { parameter in
                    values(of: parameter).map { given + ["\(parameter.name)=\(percentEncoded($0))"] }
                } + (operation.id == "getBuildDays" ? [["from=2026-01-01", "to=2026-04-13"]] : [])
            return paths(of: operation).flatMap { path in
                asked.map { $0.isEmpty ? path : "\(path)?\($0.joined(separator: "&"))" }
            }
        }
    }

    private func paths(of operation: Contract.Operation) -> [String] {
        let path = operation.path
        if path.contains("{code}") { return Self.builds.map { path.replacing("{code}", with: $0) } }
        if path.contains("{id}") { return caseID.map { [path.replacing("{id}", with: "\($0)")] } ?? [] }
        return path.contains("{") ? [] : [path]
    }

    /// The example, and all values of a choice.
    private func values(of parameter: ParameterDeclaration) -> [String] {
        switch parameter.name {
        case "window": WindowKind.allCases.map(\.rawValue)
        case "sort":
            ["code", "-code", "phase_end", "-phase_end", "last_sign", "-last_sign"]
        case "include":
            ["excluded_days", "intervals", "labels", "signals"]
        case "since": ["2026-01-01T00:00:00+09:00"]
        case "as_of": ["2026-04-01T09:00:00+09:00", "2026-02-26T09:00:00+09:00"]
        case "cursor": []
        default: [parameter.example]
        }
    }

    /// What somebody gets for each of some addresses, without what numbers every answer.
    func answers(to addresses: [String], as role: Role) async throws -> [String: String] {
        var answers: [String: String] = [:]
        for address in addresses {
            let answer = try await fixture.send(address, as: role, at: Self.now)
            // The feed's numbers count what is not told.
            let text = answer.text.replacing(/abf_[0-9a-z]+/, with: "abf")
            answers[address] = "\(answer.status)\n\(text)"
        }
        return answers
    }
}
