import Foundation
import TestSupport

/// An installed solution that sends records by the old protocol, each told from all others by its number.
struct SampleClient {
    /// A key in the official form that nobody has registered.
    static let strangersKey = "$5$API$" + String(repeating: "strangerKey", count: 4).prefix(43)

    let key: String

    /// One record, as most clients send it.
    func request(_ number: Int, useSe: String = "DO6003") -> [UInt8] {
        let body = fields(number, useSe: useSe)
        return Array((Self.head(length: body.utf8.count) + body).utf8)
    }

    func fields(_ number: Int, useSe: String = "DO6003") -> String {
        let key = key.replacing("$", with: "%24").replacing("/", with: "%2F")
        let milliseconds = String(String(1_000 + number % 1_000).dropFirst())
        return "crtfcKey=\(key)&logDt=2026-05-07+09%3A12%3A33.\(milliseconds)&useSe=\(useSe)"
            + "&sysUser=user\(number)&conectIp=192.168.10.1&dataUsgqty=0"
    }

    static func head(length: Int) -> String {
        "POST /apisvc/sendLogData.json HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(length)\r\n\r\n"
    }

    /// Sends records over one connection; gives what each was answered.
    func send(_ numbers: Range<Int>, to server: Server) throws -> [String] {
        let client = try RawClient(port: server.port)
        var codes: [String] = []
        for number in numbers { codes.append(try client.exchange(request(number)).code) }
        return codes
    }
}

extension RawClient.Answer {
    /// The result code of an answer of the old protocol.
    var code: String {
        text.firstRange(of: /AP\d{4}/).map { String(text[$0]) } ?? "\(status) \(text)"
    }

    /// The members of a JSON object.
    var object: [String: Any] {
        get throws {
            guard let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
                throw AfterbuildProcess.Failure(description: "no JSON object: \(text)")
            }
            return object
        }
    }
}

extension Fixture {
    /// Imports the examples and issues a key for their build.
    static func registeredKey(_ environment: [String: String]) async throws -> String {
        try await importExamples(environment)
        return try await issueKey(environment)
    }

    /// Issues one more key for the examples' build.
    static func issueKey(_ environment: [String: String]) async throws -> String {
        let printed = try await AfterbuildProcess.succeed(["key", "issue", exampleBuild], environment)
        return try lastLine(of: printed)
    }

    /// Imports a key for the examples' build that exists from the opening of its collection window.
    static func importKey(_ environment: [String: String]) async throws {
        let key = "$5$API$" + String(repeating: "aZ9./", count: 8) + "b01"
        let file = try Place.file("keys.csv", "build_code,key\n\(exampleBuild),\(key)\n", environment)
        try await AfterbuildProcess.succeed(["key", "import", file], environment)
    }

    static func lastLine(of text: String) throws -> String {
        guard let line = text.split(separator: "\n").last else {
            throw AfterbuildProcess.Failure(description: "nothing was printed")
        }
        return String(line)
    }
}

/// What is stored.
enum Stored {
    /// Receipts, and how many persons they are of: the same, where each record has its own and none is there twice.
    static func receipts(_ conninfo: String) async throws -> [Int] {
        try await numbers("select count(*), count(distinct user_hash) from receipt", conninfo)
    }

    static func quarantined(_ conninfo: String) async throws -> Int {
        try await numbers("select count(*) from quarantine", conninfo)[0]
    }

    /// The first row of a query for numbers.
    static func numbers(_ sql: String, _ conninfo: String) async throws -> [Int] {
        try await MigratedDatabase.rows(sql, in: conninfo).first?.map { $0.flatMap { Int($0) } ?? 0 } ?? []
    }

    static func text(_ sql: String, _ conninfo: String) async throws -> String? {
        try await MigratedDatabase.rows(sql, in: conninfo).first?.first.flatMap { $0 }
    }
}

/// The holder of a key at the endpoints for files and look-ups.
struct BatchClient {
    let key: String
    let port: Int

    func post(_ body: [UInt8], _ headers: [String: String] = [:]) throws -> RawClient.Answer {
        var head = "POST /v1/receipts HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n"
        head += "Authorization: Bearer \(key)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return try RawClient(port: port).exchange(Array((head + "\r\n").utf8) + body)
    }

    func get(_ path: String) throws -> RawClient.Answer {
        try RawClient(port: port).exchange(
            Array("GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(key)\r\n\r\n".utf8))
    }
}
