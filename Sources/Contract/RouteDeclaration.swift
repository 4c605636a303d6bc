package import Domain
package import HTTPTypes
import Hummingbird

/// One address with a method that the server answers: an operation of the interface, or a page.
///
/// The router, the check of who may, the checks of parameters and bodies, the limits and the access log all come from this
/// one value: what is not declared is not answered.
package struct RouteDeclaration: Sendable {
    /// Who may ask.
    package enum Entry: Sendable, Equatable {
        /// Every caller, without a token.
        case open
        /// Every caller with a valid token or session.
        case signedIn
        case permission(Permission)
    }

    /// Who reads the answer.
    package enum Audience: Sendable {
        /// A program: a parameter that is unknown, repeated or of a wrong form is refused, and refusals are problems (RFC 9457).
        case program
        /// A person with a browser: parameters that cannot be read are ignored, since no form of ours sends them, and
        /// refusals are pages.
        case browser
    }

    package enum Body: Sendable {
        case none
        case json(Schema)
        /// A form, plain or with files, of at most so many bytes.
        case form(bytes: Int)
    }

    package typealias Handler = @Sendable (OperationRequest) async throws -> OperationAnswer

    /// The name in the access log: of an operation its `operationId`, of a page its method and path.
    package let id: String
    package let method: HTTPRequest.Method
    /// With parameters in braces.
    package let path: String
    package let entry: Entry
    package let audience: Audience
    package let parameters: [ParameterDeclaration]
    package let body: Body
    /// Whether the answer may take as long as the caller wants to wait.
    package let isLong: Bool
    /// What a value of the path that cannot be one of a resource is answered with.
    let unknown: Problem?
    /// `nil` for what another part of the program answers, and which is only documented here.
    package let handler: Handler?

    package init(
        _ method: HTTPRequest.Method, _ path: String, _ entry: Entry, id: String? = nil,
        for audience: Audience = .browser, parameters: [ParameterDeclaration] = [], body: Body = .none,
        isLong: Bool = false, unknown: Problem? = nil, handler: Handler?
    ) {
        self.id = id ?? "\(method.rawValue) \(path)"
        self.method = method
        self.path = path
        self.entry = entry
        self.audience = audience
        self.parameters = parameters
        self.body = body
        self.isLong = isLong
        self.unknown = unknown
        self.handler = handler
    }

    /// The path as the router writes it.
    var routerPath: RouterPath {
        RouterPath(
            path.split(separator: "/").map { part in
                part.hasPrefix("{") ? ":\(part.dropFirst().dropLast())" : String(part)
            }.joined(separator: "/"))
    }
}
