import Crypto
import Domain
import HTTPTypes
import Hummingbird

extension OperationAnswer {
    /// The response with its entity tag; 304 where the caller has these bytes already (RFC 9110 §13.1.2).
    func conditional(on request: Request) -> Response {
        var response = response
        guard let bytes, response.status == .ok, request.method == .get || request.method == .head else {
            return response
        }
        let tag = Self.entityTag(of: bytes)
        response.headers[.eTag] = tag
        // Caches must ask again each time: an outdated observation could harm a firm.
        response.headers[.cacheControl] = "private, no-cache"
        guard let known = request.headers[.ifNoneMatch], Self.matches(known, tag) else { return response }
        response.headers[.contentType] = nil
        return Response(status: .notModified, headers: response.headers)
    }

    /// A strong entity tag: equal bytes, equal tag.
    static func entityTag(of bytes: [UInt8]) -> String {
        "\"\(hexText(SHA256.hash(data: bytes).prefix(16)))\""
    }

    /// `If-None-Match` compares weakly: a `W/` that a proxy has put before our tag changes nothing.
    private static func matches(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").contains { part in
            let part = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            let known = String(part)
            return known == "*" || known == tag || known == "W/\(tag)"
        }
    }
}
