import Foundation
import TestSupport

/// One request of the census with what must be understood of it.
struct RecordedClient: Sendable, CustomStringConvertible {
    let id: String
    let path: String
    /// Request line, headers and body as the client writes them.
    let bytes: [UInt8]
    let key: String?
    let occurredAt: String?
    let useSe: String?
    let sysUser: String?
    let conectIp: String?
    let quantity: Int?
    let toleranceMilliseconds: Int

    var description: String { id }

    static func all() throws -> [RecordedClient] {
        let text = try String(
            contentsOf: TestDatabase.root.appending(path: "Tests/DomainTests/Fixtures/requests.jsonl"),
            encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            else {
                throw AfterbuildProcess.Failure(description: "not a request: \(line.prefix(80))")
            }
            return RecordedClient(object)
        }
    }

    private init(_ object: [String: Any]) {
        let expected = object["expect"] as? [String: Any] ?? [:]
        id = object["id"] as? String ?? ""
        path = object["path"] as? String ?? ""
        var head = Array("\(object["method"] as? String ?? "") \(path)".utf8)
        if let query = object["query"] as? String {
            head.append(63)
            head.append(contentsOf: query.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        }
        head.append(contentsOf: " HTTP/1.1\r\n".utf8)
        for (name, value) in object["headers"] as? [String: String] ?? [:] {
            head.append(contentsOf: "\(name): \(value)\r\n".utf8)
        }
        let body = (object["body_b64"] as? String).flatMap { Data(base64Encoded: $0) } ?? Data()
        let hasLength = (object["headers"] as? [String: String] ?? [:]).keys
            .contains { $0.lowercased() == "content-length" || $0.lowercased() == "transfer-encoding" }
        if !body.isEmpty && !hasLength { head.append(contentsOf: "Content-Length: \(body.count)\r\n".utf8) }
        bytes = head + Array("\r\n".utf8) + Array(body)
        key = expected["crtfcKey"] as? String
        occurredAt = expected["logDt_iso_kst"] as? String
        useSe = expected["useSe"] as? String
        sysUser = expected["sysUser"] as? String
        conectIp = expected["conectIp"] as? String
        quantity = expected["dataUsgqty"] as? Int
        let quirks = object["quirks"] as? [String] ?? []
        toleranceMilliseconds = quirks.contains("tolerance_ms=1000") ? 1_000 : 0
    }
}
