import Contract
import Domain
import Foundation
import HTTPTypes
import Render
import TestSupport
import Testing

@testable import Web

/// What the router answers is what the contract says.
@Suite struct ContractTests {
    /// An address of an operation with the examples of its path; those of `CaseFixture` where it needs something that exists.
    static func address(_ operation: Contract.Operation, build: String, id: Int64) -> String {
        var path = operation.path
        for parameter in operation.parameters where parameter.place == .path {
            let value =
                parameter.name == "code" ? build : parameter.name == "id" ? "\(id)" : parameter.example
            path = path.replacing("{\(parameter.name)}", with: value)
        }
        let needed = operation.parameters.filter { $0.place == .query && $0.isRequired }
        let query = needed.map { "\($0.name)=\(percentEncoded($0.example))" }.joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    @Test func everyRoleGetsFromEveryOperationWhatItsPermissionsSay() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            for operation in fixture.operations where operation.route.handler != nil {
                let path = Self.address(operation, build: "B-1", id: id)
                let isReading = operation.method == .get
                for role in Role.allCases {
                    let person = try #require(fixture.people[role])
                    let answer = try await fixture.send(
                        path, method: operation.method, as: nil,
                        headers: [
                            "Authorization": "Bearer \(person.token)", "Content-Type": "application/json",
                        ],
                        body: Array("{}".utf8))
                    let place = "\(operation.id) as \(role.rawValue)"
                    switch operation.entry {
                    case .open, .signedIn:
                        #expect(isReading ? answer.status == 200 : answer.status < 500, "\(place)")
                    case .permission(let permission) where role.permissions.contains(permission):
                        #expect(
                            isReading
                                ? answer.status == 200
                                : ![401, 403].contains(answer.status) && answer.status < 500,
                            "\(place): \(answer.status) \(answer.text)")
                    case .permission:
                        #expect(answer.status == 403, "\(place)")
                        #expect(answer.text.contains(ProblemKind.forbidden.type))
                    }
                }
                let nobody = try await fixture.send(path, method: operation.method, headers: [:], body: [])
                #expect((nobody.status == 401) == (operation.entry != .open), "\(operation.id)")
                guard !isReading else { continue }
                let byCookie = try await fixture.send(
                    path, method: operation.method, as: .administrator, headers: [:], body: [])
                #expect(byCookie.status == 401, "\(operation.id): a page of others could send it")
            }
        }
    }

    @Test func aBuildOutsideTheScopeIsNowhere() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let bounds = [
                "programmes = '{NOT-THIS}'", "regions = '{99}'",
                "programmes = '{NOT-THIS}', regions = '{99}'",
            ]
            for bound in bounds {
                for role in Role.allCases where role != .supplier {
                    let token = try #require(fixture.people[role]?.access.tokenID)
                    _ = try await MigratedDatabase.rows(
                        "update api_token set \(bound) where token_id = \(token)", in: fixture.conninfo)
                }
                try await fixture.expectNoTrace(of: "B-1", case: id, except: [.supplier])
            }
        }
    }

    @Test func aSupplierWhoseContractIsOverSeesNothingOfTheBuildAnyMore() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            #expect(try await fixture.send("/v1/builds/B-1/status", as: .supplier).status == 200)
            _ = try await MigratedDatabase.rows(
                "update party set valid_to = '2026-04-12' where role = 'supplier'", in: fixture.conninfo)
            try await fixture.expectNoTrace(
                of: "B-1", case: id, except: Set(Role.allCases).subtracting([.supplier]))
            let then = try await fixture.send(
                "/v1/builds/B-1/status?as_of=2026-04-01T00:00:00Z", as: .supplier)
            #expect(then.status == 404)
        }
    }

    @Test func aSupplierIsToldOfTheDaysOfItsContractOnly() async throws {
        try await CaseFixture.with { fixture in
            _ = try await MigratedDatabase.rows(
                "update party set valid_from = '2026-04-06' where role = 'supplier'", in: fixture.conninfo)
            let status = try JSONTree(
                parsing: try await fixture.send("/v1/builds/B-1/status", as: .supplier).bytes)
            let kinds = status["windows"]?.elements?.compactMap { $0["kind"]?.text } ?? []
            #expect(Set(kinds) == ["day", "week"], "the month, the quarter and 28 days began before")
            let days = try JSONTree(
                parsing: try await fixture.send(
                    "/v1/builds/B-1/days?from=2026-04-01&to=2026-04-10", as: .supplier
                ).bytes)
            #expect(days["days"]?.elements?.first?["day"] == "2026-04-06")
            #expect(
                try await fixture.send("/v1/builds/B-1/kpis?from=2026-04-01&to=2026-04-10", as: .supplier)
                    .status
                    == 422)
            let list = try JSONTree(parsing: try await fixture.send("/v1/builds", as: .supplier).bytes)
            #expect(list["builds"]?.elements?.first?["active_days"] == .null)
        }
    }

    @Test func everyAnswerIsOfTheFormThatTheContractSays() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            for operation in fixture.operations
            where operation.route.handler != nil && operation.method == .get {
                let path = Self.address(operation, build: "B-1", id: id)
                for role in Role.allCases {
                    let answer = try await fixture.send(path, as: role)
                    let declared = operation.successes.first { $0.status.code == answer.status }
                    let schema =
                        declared?.schema
                        ?? (answer.status < 500
                            && operation.allProblems.contains { $0.status.code == answer.status }
                            ? Problem.schema : nil)
                    guard let schema else {
                        #expect(declared != nil, "\(operation.id): \(answer.status) is not in the contract")
                        continue
                    }
                    let wrong = schema.mismatches(try JSONTree(parsing: answer.bytes))
                    #expect(wrong == [], "\(operation.id) as \(role.rawValue)")
                    #expect(namesOutOfOrder(in: answer.bytes) == [], "\(operation.id)")
                }
            }
        }
    }

    @Test func theDocumentNamesEveryOperationOnceAndHoldsNoLooseEnd() async throws {
        try await CaseFixture.with { fixture in
            let answer = try await fixture.send("/openapi.json")
            let document = try JSONTree(parsing: answer.bytes)
            #expect(document["openapi"] == "3.1.0")
            guard case .object(let paths)? = document["paths"] else {
                Issue.record("no paths")
                return
            }
            var ids: [String] = []
            for case .object(let methods) in paths.values {
                ids += methods.values.compactMap { $0["operationId"]?.text }
            }
            #expect(ids.sorted() == fixture.operations.map(\.id).sorted())
            #expect(Set(ids).count == ids.count)
            for match in answer.text.matches(of: /"\$ref":"#\/components\/([a-zA-Z]+)\/([A-Za-z0-9-]+)"/) {
                let found = document["components"]?[String(match.1)]?[String(match.2)]
                #expect(found != nil && found != .null, "\(match.0)")
            }
            for schema in fixture.operations.flatMap({ $0.successes.compactMap(\.schema) }) {
                var components: [String: JSONTree] = [:]
                #expect(schema.json(&components) != .null)
            }
        }
    }

    @Test func theDocumentForReadersNamesEveryOperationAndEveryProblemInBothLanguages() async throws {
        try await CaseFixture.with { fixture in
            let korean = try await fixture.send("/docs?lang=ko").text
            let english = try await fixture.send("/docs", headers: ["Accept-Language": "en"]).text
            #expect(korean.contains("현황 인터페이스 안내") && english.contains("The status interface"))
            for operation in fixture.operations {
                #expect(korean.contains("id=\"\(operation.id)\"") && english.contains(operation.path))
                for parameter in operation.parameters {
                    let name = parameter.name + (parameter.isRequired ? " *" : "")
                    #expect(korean.contains("<code>\(name)</code>"), "\(operation.id) \(parameter.name)")
                    #expect(
                        korean.contains(parameter.words.korean.prefix(8)), "\(operation.id) \(parameter.name)"
                    )
                }
            }
            for kind in ProblemKind.allCases {
                #expect(korean.contains(kind.type) && korean.contains(kind.title.korean), "\(kind)")
            }
            for outside in ["<script", "src=\"http", "href=\"http", "@import"] {
                #expect(!korean.contains(outside), "\(outside)")
            }
        }
    }
}

extension CaseFixture {
    /// Whether no operation and no page tells anything of a build to anybody but those who may.
    func expectNoTrace(of build: String, case id: Int64, except: Set<Role>) async throws {
        let pages = ["/", "/builds/\(build)", "/cases", "/cases/\(id)"]
        for role in Role.allCases where !except.contains(role) {
            for operation in operations
            where operation.route.handler != nil && operation.method == .get && operation.entry != .open
                && operation.id != "listAccessLog"
            {
                let path = ContractTests.address(operation, build: build, id: id)
                let answer = try await send(path, as: role)
                let isOfBuild = path.contains(build) || operation.path.contains("/cases/{id}")
                #expect(
                    isOfBuild ? [403, 404].contains(answer.status) : answer.status < 500, "\(path) \(role)")
                #expect(
                    !answer.text.contains("\"\(build)\"") && !answer.text.contains("/\(build)/"),
                    "\(path) \(role)")
            }
            for page in pages {
                #expect(
                    !(try await send(page, as: role)).text.contains("/builds/\(build)"), "\(page) \(role)")
            }
        }
    }
}
