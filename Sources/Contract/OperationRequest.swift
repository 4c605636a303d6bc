package import Domain
import HTTPTypes
package import Hummingbird

/// A request after authentication, permission and the checks of its parameters and body.
package struct OperationRequest: Sendable {
    package let operation: String
    /// `nil` only for operations that are open.
    package let caller: Access?
    package let now: Timestamp
    /// The address of the caller; `nil` where it is not known.
    package let address: String?
    package let language: Language
    let content: ReceivedBody
    private let request: Request
    /// Names and texts as they came.
    package let values: [String: String]

    init(
        operation: String, caller: Access?, now: Timestamp, address: String?, language: Language,
        content: ReceivedBody, request: Request, values: [String: String]
    ) {
        self.operation = operation
        self.caller = caller
        self.now = now
        self.address = address
        self.language = language
        self.content = content
        self.request = request
        self.values = values
    }

    /// `null` where the operation takes no JSON.
    package var body: JSONTree {
        guard case .json(let tree) = content else { return .null }
        return tree
    }

    /// `nil` where the route takes no form.
    package var form: SubmittedForm? {
        guard case .form(let form) = content else { return nil }
        return form
    }

    package var headers: HTTPFields { request.headers }
    package var cookies: Cookies { request.cookies }

    /// The value of a parameter; `nil` where it was not given.
    package subscript<Value>(_ parameter: Parameter<Value>) -> Value? {
        values[parameter.declaration.name].flatMap(parameter.read)
    }

    /// The value of a parameter without which the pipeline lets no request pass.
    package func value<Value>(_ parameter: Parameter<Value>) throws -> Value {
        guard let value = self[parameter] else {
            throw Problem(
                .missingParameter, parameter: parameter.declaration.name, found: nil,
                expected: parameter.declaration.expected)
        }
        return value
    }

    /// The caller.
    package var access: Access {
        get throws {
            guard let caller else { throw Problem.unauthorized }
            return caller
        }
    }
}
