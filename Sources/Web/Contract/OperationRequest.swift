package import Domain
import HTTPTypes
package import Hummingbird

/// A request whose asker may ask and whose parameters and body are of their form.
package struct OperationRequest: Sendable {
    package let operation: String
    /// `nil` only for operations that are open.
    package let caller: Access?
    package let now: Timestamp
    /// The address of the asker; `nil` where it is not known.
    package let address: String?
    package let language: Language
    /// `null` where the operation takes no body.
    package let body: JSONTree
    package let headers: HTTPFields
    /// Names and texts as they came.
    package let values: [String: String]

    /// The value of a parameter; `nil` where it was not given.
    package subscript<Value>(_ parameter: Parameter<Value>) -> Value? {
        values[parameter.declaration.name].flatMap(parameter.read)
    }

    /// The value of a parameter without which the kernel lets no request pass.
    package func value<Value>(_ parameter: Parameter<Value>) throws -> Value {
        guard let value = self[parameter] else {
            throw Problem(
                .missingParameter, parameter: parameter.declaration.name, found: nil,
                expected: parameter.declaration.expected)
        }
        return value
    }

    /// Whoever asks.
    package var access: Access {
        get throws {
            guard let caller else { throw Problem.unauthorized }
            return caller
        }
    }
}
