import Domain
import Foundation
import HTTPTypes
import Render
import TestSupport
import Testing

@testable import Web

/// What the router answers is what the contract says.
@Suite struct ContractTests {
    /// An address of an operation with the examples of its path; those of `CaseDesk` where it needs something that exists.
    static func address(_ operation: Web.Operation, build: String, id: Int64) -> String {
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
        try await CaseDesk.with { desk in
            let id = try await desk.askedCase()
            for operation in desk.operations where operation.handler != nil && operation.method == .get {
                let path = Self.address(operation, build: "B-1", id: id)
                for role in Role.allCases {
                    let answer = try await desk.send(path, as: role)
                    let place = "\(operation.id) as \(role.rawValue)"
                    switch operation.entry {
                    case .open, .signedIn: #expect(answer.status != 401 && answer.status != 403, "\(place)")
                    case .permission(let permission) where role.permissions.contains(permission):
                        #expect(![401, 403].contains(answer.status), "\(place): \(answer.text)")
                    case .permission:
                        #expect(answer.status == 403, "\(place)")
                        #expect(answer.text.contains(ProblemKind.forbidden.type))
                    }
                }
                let nobody = try await desk.send(path)
                #expect((nobody.status == 401) == (operation.entry != .open), "\(operation.id)")
            }
        }
    }

    @Test func everyAnswerIsOfTheFormThatTheContractSays() async throws {
        try await CaseDesk.with { desk in
            let id = try await desk.askedCase()
            for operation in desk.operations where operation.handler != nil && operation.method == .get {
                let path = Self.address(operation, build: "B-1", id: id)
                for role in Role.allCases {
                    let answer = try await desk.send(path, as: role)
                    let declared = operation.successes.first { $0.status.code == answer.status }
                    let schema =
                        declared?.schema
                        ?? (operation.allProblems.contains { $0.status.code == answer.status }
                            ? Problem.schema : nil)
                    guard let schema else {
                        #expect(declared != nil, "\(operation.id): \(answer.status) is not in the contract")
                        continue
                    }
                    let wrong = schema.mismatches(try JSONTree(parsing: answer.bytes))
                    #expect(wrong == [], "\(operation.id) as \(role.rawValue)")
                }
            }
        }
    }

    @Test func theDocumentNamesEveryOperationOnceAndHoldsNoLooseEnd() async throws {
        try await CaseDesk.with { desk in
            let answer = try await desk.send("/openapi.json")
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
            #expect(ids.sorted() == desk.operations.map(\.id).sorted())
            #expect(Set(ids).count == ids.count)
            for match in answer.text.matches(of: /"\$ref":"#\/components\/([a-zA-Z]+)\/([A-Za-z0-9-]+)"/) {
                let found = document["components"]?[String(match.1)]?[String(match.2)]
                #expect(found != nil && found != .null, "\(match.0)")
            }
            for schema in desk.operations.flatMap({ $0.successes.compactMap(\.schema) }) {
                var components: [String: JSONTree] = [:]
                #expect(schema.json(&components) != .null)
            }
        }
    }

    @Test func theDocumentForReadersNamesEveryOperationAndEveryProblemInBothLanguages() async throws {
        try await CaseDesk.with { desk in
            let korean = try await desk.send("/docs?lang=ko").text
            let english = try await desk.send("/docs", headers: ["Accept-Language": "en"]).text
            #expect(korean.contains("현황 인터페이스 안내") && english.contains("The status interface"))
            for operation in desk.operations {
                #expect(korean.contains("id=\"\(operation.id)\"") && english.contains(operation.path))
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
