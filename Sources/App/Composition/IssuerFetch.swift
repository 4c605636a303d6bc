import Curl
import Web

/// Speaks HTTP with the issuer that the settings name, at whatever address it has.
enum IssuerFetch {
    static func send(_ request: HTTPFetch) async throws -> HTTPFetched {
        var headers = [HTTPRequest.Header("Accept", "application/json")]
        if let authorization = request.authorization {
            headers.append(HTTPRequest.Header("Authorization", authorization))
        }
        if request.form != nil {
            headers.append(HTTPRequest.Header("Content-Type", "application/x-www-form-urlencoded"))
        }
        let answer = try await HTTPClient(allows: { _ in true }).send(
            HTTPRequest(
                request.form == nil ? .get : .post, request.url, headers: headers,
                body: Array((request.form ?? "").utf8)),
            within: HTTPLimits(totalMilliseconds: 10_000, bodyBytes: HTTPFetch.most))
        return HTTPFetched(status: answer.status, body: answer.body)
    }
}
