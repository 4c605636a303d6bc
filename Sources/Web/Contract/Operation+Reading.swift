import Domain
import HTTPTypes
import Hummingbird
import NIOCore

extension Operation {
    /// The texts of all parameters that were given, each of the form that the contract says.
    func values(of request: Request, pathValues: [String: String]) throws -> [String: String] {
        var values: [String: String] = [:]
        let known = parameters.filter { $0.place == .query }.map(\.name)
        for (name, text) in queryFields(request.uri.query ?? "") {
            guard known.contains(name) else { throw Self.unknown(name, known) }
            guard values[name] == nil else {
                throw Problem(
                    .repeatedParameter, parameter: name, found: text,
                    expected: Words("it once; lists are separated by commas", "한 번만(여럿은 쉼표로 구분)"))
            }
            values[name] = text
        }
        for parameter in parameters {
            switch parameter.place {
            case .path: values[parameter.name] = pathValues[parameter.name].map(percentDecoded)
            case .header:
                values[parameter.name] = HTTPField.Name(parameter.name).flatMap { request.headers[$0] }
            case .query: break
            }
            try check(parameter, values[parameter.name])
        }
        return values
    }

    private func check(_ parameter: ParameterDeclaration, _ text: String?) throws {
        guard let text else {
            guard !parameter.isRequired else {
                throw Problem(
                    .missingParameter, parameter: parameter.name, found: nil, expected: parameter.expected)
            }
            return
        }
        guard parameter.accepts(text) else {
            if parameter.place == .path { throw pathProblem(parameter, text) }
            throw Problem(
                parameter.refusal, parameter: parameter.name, found: text, expected: parameter.expected)
        }
    }

    /// An address that cannot be one of a resource is no resource.
    private func pathProblem(_ parameter: ParameterDeclaration, _ text: String) -> Problem {
        if problems.contains(.unknownBuild), parameter.name == "code" { return .unknownBuild }
        if problems.contains(.unknownCase) { return .unknownCase }
        return Problem(.unknownResource, parameter: parameter.name, found: text, expected: parameter.expected)
    }

    private static func unknown(_ name: String, _ known: [String]) -> Problem {
        let all = known.joined(separator: ", ")
        return Problem(
            .unknownParameter, parameter: name, found: nil,
            expected: known.isEmpty
                ? Words("no parameters", "매개변수 없음") : Words("one of \(all)", "\(all) 가운데 하나"))
    }

    /// The body as a value of the form that the contract says; `null` for an operation without one.
    func readBody(of request: Request) async throws -> JSONTree {
        guard let body else { return .null }
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
            throw Problem(
                .wrongMediaType, parameter: "Content-Type", found: request.headers[.contentType],
                expected: Words("application/json", "application/json"))
        }
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: OperationDesk.bodyLimit)
        } catch is NIOTooManyBytesError {
            throw Problem(
                .bodyTooLarge,
                Words(
                    "the body has more than \(OperationDesk.bodyLimit) bytes",
                    "본문이 \(OperationDesk.bodyLimit)바이트를 넘습니다"))
        }
        guard let tree = try? JSONTree(parsing: Array(bytes.readableBytesView)) else {
            throw Problem(
                .badBody, Words("the body is no JSON (RFC 8259)", "본문이 JSON(RFC 8259)이 아닙니다"))
        }
        let wrong = body.mismatches(tree)
        guard wrong.isEmpty else {
            throw Problem(
                .badBody,
                Words(
                    "the body is not of the expected form: \(wrong[0])", "본문의 형식이 잘못되었습니다: \(wrong[0])"),
                faults: wrong.prefix(20).map {
                    Problem.Fault($0.pointer, found: $0.found, expected: Words($0.expected, $0.expected))
                })
        }
        return tree
    }
}

/// The fields of a query in their order, decoded as forms are.
func queryFields(_ query: String) -> [(name: String, text: String)] {
    query.split(separator: "&" as Character).map { pair in
        let parts = pair.split(separator: "=" as Character, maxSplits: 1, omittingEmptySubsequences: false)
        return (formDecoded(parts[0]), parts.count > 1 ? formDecoded(parts[1]) : "")
    }
}

/// Decodes percent signs only, as paths have them.
func percentDecoded(_ text: String) -> String {
    formDecoded(
        Substring(text.split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B")))
}
