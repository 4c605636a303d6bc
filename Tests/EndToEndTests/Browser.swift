import Foundation
import TestSupport
import Testing

/// Somebody who looks at pages, with a cookie or without.
struct Browser {
    let port: Int
    var cookie: String?

    /// Signed in by the secret of a link.
    static func signedIn(_ secret: String, port: Int) throws -> Browser {
        let answer = try Browser(port: port).exchange("POST", "/sign-in/\(secret)")
        let cookie = try #require(answer.headers["set-cookie"]?.split(separator: ";").first)
        return Browser(port: port, cookie: String(cookie))
    }

    func get(_ path: String) throws -> RawClient.Answer { try exchange("GET", path) }

    /// Sends a form with the hidden fields that the page gave it.
    func submit(
        _ form: String, on page: RawClient.Answer, to path: String, _ typed: [(String, String)]
    ) throws -> RawClient.Answer {
        let forms = page.text.components(separatedBy: "<form class=\"act-form\"").dropFirst()
        let markup = try #require(
            forms.first { $0.contains("name=\"form\" value=\"\(form)\"") }, "there is no form \(form)")
        let hidden = markup.components(separatedBy: "</form>")[0]
            .matches(of: /type="hidden" name="([^"]*)" value="([^"]*)"/)
            .map { (String($0.1), String($0.2)) }
        let body = (hidden + typed).map { "\(encoded($0))=\(encoded($1))" }.joined(separator: "&")
        return try exchange("POST", path, Array(body.utf8), "application/x-www-form-urlencoded")
    }

    private func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    func exchange(
        _ method: String, _ path: String, _ body: [UInt8] = [], _ type: String? = nil
    ) throws -> RawClient.Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n"
        if let type { head += "Content-Type: \(type)\r\n" }
        if let cookie { head += "Cookie: \(cookie)\r\n" }
        return try RawClient(port: port).exchange(Array((head + "\r\n").utf8) + body)
    }

    /// Opens a case from the newest observation on a build's page; gives its number.
    func openCase(at build: String, conduct: String, agreed: String) throws -> String {
        let page = try get("/builds/\(build)")
        let form = try #require(page.text.firstMatch(of: /name="form" value="(open-\d+)"/)).1
        let opened = try submit(
            String(form), on: page, to: "/builds/\(build)/cases",
            [
                ("text", "기록 없음"), ("rules", "운영규정 2023"), ("conduct", conduct), ("agreed", agreed),
                ("answer_days", "10"),
            ])
        #expect(opened.status == 303, "\(opened.text)")
        return String(try #require(opened.headers["location"]?.split(separator: "/").last))
    }
}
