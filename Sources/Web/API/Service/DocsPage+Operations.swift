import Contract
import Domain
import HTTPTypes
import Render

extension DocsPage {
    /// The page of a contract in one of its languages.
    init(_ operations: [Contract.Operation], frame: PageFrame, language: Language, publicURL: String) {
        var named: [String: Schema] = [:]
        for operation in operations {
            for schema in operation.successes.compactMap(\.schema) + [operation.body].compactMap({ $0 }) {
                schema.collectNames(&named)
            }
        }
        Contract.Problem.schema.collectNames(&named)
        self.init(
            frame: frame, isKorean: language == .korean,
            topics: Contract.Operation.Topic.allCases.compactMap { topic in
                let here = operations.filter { $0.topic == topic }
                guard !here.isEmpty else { return nil }
                return Topic(
                    id: topic.rawValue, title: topic.title(language),
                    operations: here.map { Operation($0, language, publicURL) })
            },
            forms: named.sorted { $0.key < $1.key }.map { name, schema in
                Form(name: name, members: schema.rows)
            },
            problems: ProblemKind.allCases.map {
                Problem(
                    name: $0.rawValue, type: $0.type, status: $0.status.code, title: $0.title(language),
                    meaning: $0.meaning(language).replacing("`", with: ""))
            })
    }
}

extension DocsPage.Operation {
    fileprivate init(_ operation: Contract.Operation, _ language: Language, _ publicURL: String) {
        var address = operation.path
        for parameter in operation.parameters where parameter.place == .path {
            address = address.replacing("{\(parameter.name)}", with: parameter.example)
        }
        let sign = operation.entry == .open ? "" : " -H 'Authorization: Bearer abt_…'"
        let method = operation.method == .get ? "" : " -X \(operation.method.rawValue)"
        let body =
            operation.body == nil ? "" : " -H 'Content-Type: application/json' -d @body.json"
        self.init(
            id: operation.id, method: operation.method.rawValue, path: operation.path,
            summary: operation.summary(language),
            explanation: operation.explanation(language).replacing("`", with: ""),
            entry: Self.entry(operation.entry, language),
            parameters: operation.parameters.map {
                DocsPage.Row(
                    name: $0.name + ($0.isRequired ? " *" : ""), form: $0.expected(language),
                    words: $0.words(language))
            },
            body: operation.body?.rows ?? [],
            answers: operation.successes.map {
                DocsPage.Row(
                    name: "\($0.status.code)", form: $0.schema?.formText ?? $0.mediaType, words: $0.words,
                    anchor: $0.schema?.name)
            }, problems: operation.allProblems.map(\.rawValue),
            example: "curl\(sign)\(method)\(body) '\(publicURL)\(address)'")
    }

    private static func entry(_ entry: RouteDeclaration.Entry, _ language: Language) -> String {
        switch entry {
        case .open: LocalizedText("everybody", "누구나")(language)
        case .signedIn: LocalizedText("every token", "모든 토큰")(language)
        case .permission(let permission):
            LocalizedText(
                Role.allCases.filter { $0.permissions.contains(permission) }.map(\.rawValue)
                    .joined(separator: ", "),
                Role.allCases.filter { $0.permissions.contains(permission) }.map(\.korean)
                    .joined(separator: ", "))(language)
        }
    }
}

extension Schema {
    /// The name under which the document keeps it, or its elements.
    fileprivate var name: String? {
        switch self {
        case .named(let name, _): name
        case .described(let schema, _), .example(let schema, _), .nullable(let schema), .list(let schema, _):
            schema.name
        default: nil
        }
    }

    /// The form in a few words.
    fileprivate var formText: String {
        switch self {
        case .named(let name, _): name
        case .described(let schema, _), .example(let schema, _): schema.formText
        case .nullable(let schema): "\(schema.formText) | null"
        case .list(let element, _): "\(element.formText)[]"
        case .object: "object"
        case .map: "object"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .anything: "any"
        case .string(let form): form.values.map { $0.joined(separator: " | ") } ?? form.format ?? "string"
        }
    }

    private var words: String {
        switch self {
        case .described(let schema, let words): schema.words.isEmpty ? words : "\(words) \(schema.words)"
        case .example(let schema, _): schema.words
        default: ""
        }
    }

    /// The members of an object, those of unnamed objects within it too.
    fileprivate var rows: [DocsPage.Row] { rows(under: "") }

    private func rows(under prefix: String) -> [DocsPage.Row] {
        switch self {
        case .described(let schema, _), .example(let schema, _): schema.rows(under: prefix)
        case .named(_, let schema): prefix.isEmpty ? schema.rows(under: "") : []
        case .nullable(let schema): schema.rows(under: prefix)
        case .list(let element, _): element.rows(under: "\(prefix)[]")
        case .object(let properties):
            properties.flatMap { property -> [DocsPage.Row] in
                let path = prefix.isEmpty ? property.name : "\(prefix).\(property.name)"
                let row = DocsPage.Row(
                    name: path, form: property.schema.formText, words: property.schema.words,
                    anchor: property.schema.name)
                return [row] + property.schema.rows(under: path)
            }
        default: []
        }
    }

    fileprivate func collectNames(_ named: inout [String: Schema]) {
        switch self {
        case .named(let name, let schema):
            guard named[name] == nil else { return }
            named[name] = schema
            schema.collectNames(&named)
        case .described(let schema, _), .example(let schema, _), .nullable(let schema), .list(let schema, _),
            .map(let schema):
            schema.collectNames(&named)
        case .object(let properties): for property in properties { property.schema.collectNames(&named) }
        default: break
        }
    }
}
