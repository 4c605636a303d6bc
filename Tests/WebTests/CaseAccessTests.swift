import Domain
import Storage
import TestSupport
import Testing
import Web

/// Who may see and do what about cases.
@Suite struct CaseAccessTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        let role: Role?
        let list: Int
        let page: Int
        let dossier: Int
        let json: Int
        let step: Int
        var testDescription: String { role?.rawValue ?? "nobody" }
    }

    static let rules = [
        Rule(role: .officer, list: 200, page: 200, dossier: 200, json: 200, step: 303),
        Rule(role: .approver, list: 200, page: 200, dossier: 200, json: 200, step: 303),
        Rule(role: .administrator, list: 200, page: 200, dossier: 200, json: 200, step: 404),
        Rule(role: .auditor, list: 200, page: 200, dossier: 200, json: 200, step: 404),
        Rule(role: .viewer, list: 404, page: 404, dossier: 403, json: 403, step: 404),
        Rule(role: .evaluator, list: 404, page: 404, dossier: 403, json: 403, step: 404),
        Rule(role: .exporter, list: 404, page: 404, dossier: 403, json: 403, step: 404),
        Rule(role: .supplier, list: 200, page: 404, dossier: 403, json: 403, step: 404),
        Rule(role: nil, list: 401, page: 401, dossier: 401, json: 401, step: 401),
    ]

    @Test func everyRoleSeesAndDoesWhatIsItsOwn() async throws {
        #expect(Set(Self.rules.compactMap(\.role)) == Set(Role.allCases))
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            var steps = 5
            for rule in Self.rules {
                let name = rule.testDescription
                #expect(try await fixture.send("/cases", as: rule.role).status == rule.list, "\(name)")
                let page = try await fixture.send("/cases/\(id)", as: rule.role)
                #expect(page.status == rule.page, "\(name)")
                #expect(page.text.contains("<form class=\"act-form\"") == (rule.step == 303), "\(name)")
                let dossier = try await fixture.send("/v1/cases/\(id)/dossier?purpose=a", as: rule.role)
                #expect(dossier.status == rule.dossier, "\(name)")
                #expect(try await fixture.send("/v1/cases", as: rule.role).status == rule.json, "\(name)")
                let key = fixture.hidden("note", on: page).first { $0.0 == "key" }?.1 ?? ""
                let step = try await fixture.send(
                    "/cases/\(id)/steps", as: rule.role,
                    fields: [("key", key), ("after", "\(steps)"), ("act", "note"), ("text", "메모")])
                #expect(step.status == rule.step, "\(name)")
                if rule.step == 303 { steps += 1 }
            }
            #expect(try await fixture.send("/cases/\(id + 1)", as: .officer).status == 404)
            #expect(try await fixture.send("/cases/x", as: .officer).status == 404)
            #expect(
                try await fixture.send("/v1/cases/\(id + 1)/dossier?purpose=a", as: .officer).status == 404)
            let file = try await fixture.database.cases.file(id, for: .unrestricted, now: CaseFixture.now)
            #expect(file?.history.steps.count == steps)
        }
    }

    @Test func aFormFromAnotherSiteIsRefused() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let page = try await fixture.send("/cases/\(id)", as: .officer)
            let form = fixture.hidden("note", on: page) + [("text", "메모")]
            func status(_ fields: [(String, String)], _ headers: [String: String] = [:]) async throws -> Int {
                try await fixture.send("/cases/\(id)/steps", as: .officer, fields: fields, headers: headers)
                    .status
            }
            #expect(try await status(form.filter { $0.0 != "key" }) == 403)
            let other = try await fixture.send("/cases/\(id)", as: .approver)
            let foreign = fixture.hidden("note", on: other) + [("text", "메모")]
            #expect(try await status(foreign) == 403, "the key of another session")
            #expect(try await status(form, ["Sec-Fetch-Site": "cross-site"]) == 403)
            #expect(try await status(form, ["Sec-Fetch-Site": "same-site"]) == 403)
            for path in ["/cases/\(id)/links", "/builds/B-1/cases"] {
                #expect(try await fixture.send(path, as: .officer, fields: [("text", "x")]).status == 403)
            }
            #expect(
                try await fixture.database.cases.file(id, for: .unrestricted, now: CaseFixture.now)?.history
                    .steps
                    .count == 5)
            #expect(try await status(form, ["Sec-Fetch-Site": "same-origin"]) == 303)
            let token = try #require(fixture.people[.officer]?.token)
            let byToken = try await fixture.send(
                "/cases/\(id)/steps", fields: [("after", "6"), ("act", "note"), ("text", "메모")],
                headers: ["Authorization": "Bearer \(token)"])
            #expect(byToken.status == 303, "no browser sends a bearer token by itself")
        }
    }

    @Test func aSupplierSeesOnlyItsOwnCasesInWhichItWasAskedInWordsForFirms() async throws {
        try await CaseFixture.with { fixture in
            let before = try await fixture.send("/cases", as: .supplier)
            #expect(before.text.contains("조건에 맞는 건이 없습니다"))
            _ = try await fixture.askedCase()
            let list = try await fixture.send("/cases", as: .supplier)
            #expect(list.text.contains("B-1"))
            #expect(list.text.contains("설명 요청"))
            #expect(list.text.contains("2026-04-23 (목)"))
            for word in ["환수", "의심", "부정", "소명요청", "검토 건", "/cases/1", "관찰", "신호"] {
                #expect(!list.text.contains(word), "\(word)")
            }
            _ = try await MigratedDatabase.rows(
                "update company set number = '9999999995' where number = '\(CaseFixture.supplier)'",
                in: fixture.conninfo)
            let stranger = try await fixture.send("/cases", as: .supplier)
            #expect(stranger.text.contains("조건에 맞는 건이 없습니다"))
        }
    }
}
