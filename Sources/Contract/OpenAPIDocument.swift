import HTTPTypes

/// The contract in the form of OpenAPI 3.1, made from the operations that the router answers.
package struct OpenAPIDocument: Sendable {
    package let tree: JSONTree

    /// - Parameter version: of the program.
    package init(_ operations: [Operation], publicURL: String, version: String) {
        var components: [String: JSONTree] = [:]
        var paths: [String: JSONTree] = [:]
        for (path, here) in Dictionary(grouping: operations, by: \.path) {
            var members: [String: JSONTree] = [:]
            for operation in here {
                members[operation.method.rawValue.lowercased()] = Self.operation(operation, &components)
            }
            paths[path] = .object(members)
        }
        _ = Problem.schema.json(&components)
        tree = [
            "openapi": "3.1.0",
            "info": Self.info(version),
            "servers": [["url": .string(publicURL)]],
            "tags": .list(
                Operation.Topic.allCases.map {
                    [
                        "name": .string($0.rawValue),
                        "description": .string("\($0.title.english) (\($0.title.korean))"),
                    ]
                }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(components),
                "securitySchemes": Self.securitySchemes,
                "responses": .object(
                    Dictionary(
                        uniqueKeysWithValues: Dictionary(grouping: ProblemKind.allCases, by: \.status.code)
                            .map {
                                ("Problem\($0)", Self.problemAnswer($1))
                            })),
                "headers": Self.headers,
            ],
        ]
    }

    private static func info(_ version: String) -> JSONTree {
        [
            "title": "Afterbuild status interface",
            "version": .string(version),
            "description": .string(
                """
                Adoption and utilisation of subsidised smart-factory solutions (스마트공장) after their build is finished: \
                status, KPIs, phases, signals, cases, and a feed of changes.

                Keys of answers are only ever added, never renamed or removed, within /v1: ignore those you do not know. \
                Days are KST days; instants carry their offset. Rates are ratios from 0 to 1. A figure that cannot be \
                computed is null, which is not 0. Signals ask people to look; they decide nothing. Thresholds without an \
                official value say so. The same interface described for reading: /docs.
                """),
        ]
    }

    private static let securitySchemes: JSONTree = [
        "token": [
            "type": "http", "scheme": "bearer",
            "description": "a token `abt_…` that the agency issued; shown once, stored as a hash",
        ],
        "session": [
            "type": "apiKey", "in": "cookie", "name": "__Host-afterbuild",
            "description": "the session of a browser that is signed in to the pages; for reading only",
        ],
        "key": [
            "type": "http", "scheme": "bearer",
            "description": "the key (crtfcKey) of a build, for what is about its own receipts",
        ],
    ]

    private static let headers: JSONTree = [
        "ETag": [
            "description": "a strong entity tag: send it as If-None-Match",
            "schema": ["type": "string"],
        ],
        "RateLimit": [
            "description": "what is left in this window: r requests, t seconds", "schema": ["type": "string"],
        ],
        "RateLimit-Policy": [
            "description": "q requests in w seconds", "schema": ["type": "string"],
        ],
        "Retry-After": ["description": "seconds to wait", "schema": ["type": "integer"]],
    ]

    private static func operation(_ operation: Operation, _ components: inout [String: JSONTree]) -> JSONTree
    {
        var members: [String: JSONTree] = [
            "operationId": .string(operation.id),
            "tags": [.string(operation.topic.rawValue)],
            "summary": .string("\(operation.summary.english) (\(operation.summary.korean))"),
            "description": .string(operation.explanation.english),
            "parameters": .list(
                (operation.parameters + operation.commonParameters).map { parameter($0, &components) }),
            "responses": answers(operation, &components),
            "security": security(operation),
        ]
        if let body = operation.body {
            members["requestBody"] = [
                "required": true,
                "content": ["application/json": ["schema": body.unnamed.json(&components).closed]],
            ]
        }
        return .object(members)
    }

    private static func security(_ operation: Operation) -> JSONTree {
        if operation.topic == .receipts { return [["key": []]] }
        if operation.entry == .open { return [] }
        return operation.method == .get ? [["token": []], ["session": []]] : [["token": []]]
    }

    private static func parameter(
        _ parameter: ParameterDeclaration, _ components: inout [String: JSONTree]
    ) -> JSONTree {
        var members: [String: JSONTree] = [
            "name": .string(parameter.name),
            "in": .string(parameter.place.rawValue),
            "required": .boolean(parameter.isRequired),
            "description": .string("\(parameter.words.english) (\(parameter.words.korean))"),
            "schema": parameter.schema.json(&components),
            "example": example(parameter),
        ]
        if parameter.isList {
            members["style"] = "form"
            members["explode"] = false
        }
        return .object(members)
    }

    private static func example(_ parameter: ParameterDeclaration) -> JSONTree {
        if parameter.isList {
            return .list(parameter.example.split(separator: ",").map { .string(String($0)) })
        }
        guard case .integer = parameter.schema, let number = Int(parameter.example) else {
            return .string(parameter.example)
        }
        return .integer(number)
    }

    private static func answers(_ operation: Operation, _ components: inout [String: JSONTree]) -> JSONTree {
        var answers: [String: JSONTree] = [:]
        for (status, good) in Dictionary(grouping: operation.successes, by: \.status.code) {
            var answer: [String: JSONTree] = [
                "description": .string(good.map(\.words).joined(separator: "; ")),
                "headers": headerReferences(operation, isJSON: good.contains { $0.schema != nil }),
            ]
            var content: [String: JSONTree] = [:]
            for success in good {
                if let schema = success.schema {
                    content[success.mediaType] = ["schema": schema.json(&components)]
                } else if status != 204 {
                    content[success.mediaType] = ["schema": ["type": "string"]]
                }
            }
            if !content.isEmpty { answer["content"] = .object(content) }
            answers["\(status)"] = .object(answer)
        }
        if operation.method == .get, operation.successes.contains(where: { $0.schema != nil }) {
            answers["304"] = ["description": "the caller has these bytes already"]
        }
        for status in Set(operation.allProblems.map(\.status.code)) {
            answers["\(status)"] = ["$ref": .string("#/components/responses/Problem\(status)")]
        }
        return .object(answers)
    }

    private static func headerReferences(_ operation: Operation, isJSON: Bool) -> JSONTree {
        var names: [String] = operation.entry == .open ? [] : ["RateLimit", "RateLimit-Policy"]
        if operation.method == .get, isJSON { names.append("ETag") }
        return .object(
            Dictionary(
                uniqueKeysWithValues: names.map { ($0, ["$ref": .string("#/components/headers/\($0)")]) }))
    }

    private static func problemAnswer(_ kinds: [ProblemKind]) -> JSONTree {
        let kinds = kinds.sorted { $0.rawValue < $1.rawValue }
        var answer: [String: JSONTree] = [
            "description": .string(
                kinds.map { "`\($0.type)`: \($0.title.english). \($0.meaning.english)" }.joined(
                    separator: "\n\n")),
            "content": [
                "application/problem+json": [
                    "schema": ["$ref": "#/components/schemas/Problem"],
                    "examples": .object(
                        Dictionary(
                            uniqueKeysWithValues: kinds.map { kind in
                                (
                                    kind.rawValue,
                                    [
                                        "value": [
                                            "type": .string(kind.type), "title": .string(kind.title.english),
                                            "status": .integer(kind.status.code),
                                            "detail": .string(kind.meaning.english),
                                        ]
                                    ] as JSONTree
                                )
                            })),
                ]
            ],
        ]
        if kinds.contains(.tooManyRequests) {
            answer["headers"] = ["Retry-After": ["$ref": "#/components/headers/Retry-After"]]
        }
        return .object(answer)
    }
}

extension Operation {
    /// Headers that every operation understands.
    fileprivate var commonParameters: [ParameterDeclaration] {
        var common: [ParameterDeclaration] = []
        if method == .get, successes.contains(where: { $0.schema != nil }) {
            common.append(
                Parameter<String>(
                    "If-None-Match", in: .header, schema: .text,
                    LocalizedText("entity tags of answers that the caller has", "이미 가지고 있는 답의 엔티티 태그"),
                    expected: LocalizedText("an entity tag", "엔티티 태그"),
                    example: "\"0123456789abcdef0123456789abcdef\"",
                    read: { $0 }
                ).declaration)
        }
        common.append(
            Parameter<String>(
                "Accept-Language", in: .header, schema: .text,
                LocalizedText("ko or en: the language of problems", "ko 또는 en: 오류 설명의 언어"),
                expected: LocalizedText("ko or en", "ko 또는 en"), example: "ko", read: { $0 }
            ).declaration)
        return common
    }
}

extension JSONTree {
    /// The schema of a body, in which a name that is not known is refused: it would otherwise be ignored.
    fileprivate var closed: JSONTree {
        guard case .object(var members) = self else { return self }
        if case .object(let properties)? = members["properties"] {
            members["properties"] = .object(properties.mapValues(\.closed))
            members["additionalProperties"] = false
        }
        if let items = members["items"] { members["items"] = items.closed }
        return .object(members)
    }
}
