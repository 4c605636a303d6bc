import Domain
import HTTPTypes
import Hummingbird
import NIOCore

extension RouteDeclaration {
    /// The texts of the declared parameters that were given, each of the form that the declaration says.
    func values(of request: Request, pathValues: [String: String]) throws -> [String: String] {
        var values = try queryValues(request.uri.query ?? "")
        for parameter in parameters {
            switch parameter.place {
            case .path:
                values[parameter.name] = pathValues[parameter.name].map {
                    percentDecoded($0, plusIsBlank: false)
                }
            case .header:
                values[parameter.name] = HTTPField.Name(parameter.name).flatMap { request.headers[$0] }
            case .query: break
            }
            try check(parameter, &values)
        }
        return values
    }

    /// The declared parameters of a query.
    ///
    /// For a browser the first of repeated ones counts; a program's repeated or unknown one is refused.
    package func queryValues(_ query: String) throws -> [String: String] {
        var values: [String: String] = [:]
        let known = parameters.filter { $0.place == .query }.map(\.name)
        for (name, text) in queryFields(query) {
            if audience == .browser {
                if known.contains(name), values[name] == nil { values[name] = withoutNullCharacters(text) }
                continue
            }
            guard known.contains(name) else { throw Self.unknown(name, known) }
            guard values[name] == nil else {
                throw Problem(
                    .repeatedParameter, parameter: name, found: text,
                    expected: LocalizedText("it once; lists are separated by commas", "한 번만(여럿은 쉼표로 구분)"))
            }
            values[name] = text
        }
        return values
    }

    private func check(_ parameter: ParameterDeclaration, _ values: inout [String: String]) throws {
        guard let text = values[parameter.name] else {
            guard !parameter.isRequired else {
                throw Problem(
                    .missingParameter, parameter: parameter.name, found: nil, expected: parameter.expected)
            }
            return
        }
        guard !parameter.accepts(text) else { return }
        if parameter.place == .path {
            throw unknown
                ?? Problem(
                    .unknownResource, parameter: parameter.name, found: text, expected: parameter.expected)
        }
        guard audience == .program else { return values[parameter.name] = nil }
        throw Problem(
            parameter.refusal, parameter: parameter.name, found: text, expected: parameter.expected)
    }

    private static func unknown(_ name: String, _ known: [String]) -> Problem {
        let all = known.joined(separator: ", ")
        return Problem(
            .unknownParameter, parameter: name, found: nil,
            expected: known.isEmpty
                ? LocalizedText("no parameters", "매개변수 없음") : LocalizedText("one of \(all)", "\(all) 가운데 하나"))
    }

    /// The body of the form that the declaration says.
    func readBody(of request: Request) async throws -> ReceivedBody {
        switch body {
        case .none: return .none
        case .json(let schema): return .json(try await readJSON(schema, of: request))
        case .form(let limit):
            return .form(
                SubmittedForm(
                    contentType: request.headers[.contentType] ?? "",
                    body: try await bytes(of: request, upTo: limit)))
        }
    }

    private func readJSON(_ schema: Schema, of request: Request) async throws -> JSONTree {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
            throw Problem(
                .wrongMediaType, parameter: "Content-Type", found: request.headers[.contentType],
                expected: LocalizedText("application/json", "application/json"))
        }
        let bytes = try await bytes(of: request, upTo: Self.jsonLimit)
        guard let tree = try? JSONTree(parsing: bytes) else {
            throw Problem(
                .badBody, LocalizedText("the body is no JSON (RFC 8259)", "본문이 JSON(RFC 8259)이 아닙니다"))
        }
        let wrong = schema.mismatches(tree)
        guard wrong.isEmpty else {
            throw Problem(
                .badBody,
                LocalizedText(
                    "the body is not of the expected form: \(wrong[0])", "본문의 형식이 잘못되었습니다: \(wrong[0])"),
                faults: wrong.prefix(20).map {
                    Problem.Fault(
                        $0.pointer, found: $0.found, expected: LocalizedText($0.expected, $0.expected))
                })
        }
        return tree
    }

    /// Bytes of a JSON body.
    static let jsonLimit = 64 * 1_024

    private func bytes(of request: Request, upTo limit: Int) async throws -> [UInt8] {
        let tooLarge = Problem(
            .bodyTooLarge,
            LocalizedText("the body has more than \(limit) bytes", "본문이 \(limit)바이트를 넘습니다"))
        // What says itself that it is larger is not read.
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw tooLarge
        }
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }
}

/// What a request carried, of the form that its route declares.
enum ReceivedBody: Sendable {
    case none
    case json(JSONTree)
    case form(SubmittedForm)
}
