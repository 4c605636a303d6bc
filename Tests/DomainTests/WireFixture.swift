import Domain
import Foundation
import Testing

/// One request of `Fixtures/requests.jsonl`, with what must be understood of it.
struct WireSample: CustomTestStringConvertible, Sendable {
    let id: String
    let line: String
    let request: WireRequest
    /// By field name of the interface guide, and `logDt_iso_kst`; NSNull is left out.
    let expectedTexts: [String: String]
    let expectedQuantity: Int64?

    var testDescription: String { id }
}

/// Files the wire tests share, read where they stand in the source tree.
enum WireFixture {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let wordsText =
        (try? String(contentsOf: root.appending(path: "sql/seed/action_words.csv"), encoding: .utf8)) ?? ""

    static let lines: [String] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/requests.jsonl")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }()

    /// Read by Foundation, so that our own JSON parser is not its own witness.
    static let samples: [WireSample] = lines.compactMap { line in
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let id = object["id"] as? String, let method = object["method"] as? String,
            let path = object["path"] as? String, let expect = object["expect"] as? [String: Any],
            let query = (object["query"] as? String ?? "").data(using: .isoLatin1),
            let body = Data(base64Encoded: object["body_b64"] as? String ?? "")
        else { return nil }
        let request = WireRequest(method: method, path: path, query: Array(query), body: Array(body))
        return WireSample(
            id: id, line: line, request: request, expectedTexts: expect.compactMapValues { $0 as? String },
            expectedQuantity: (expect["dataUsgqty"] as? NSNumber)?.int64Value)
    }

    static func decoder() throws -> WireDecoder { WireDecoder(words: try ActionWords(csv: wordsText)) }

    /// Made up, in the form of a national key.
    static let key = "$5$API$Y5XMBLR/rF5lQXND88..1S0xvrXFyLvLxjEXLmRTHUu"

    static let rest = "&useSe=DO6003&sysUser=u1&conectIp=10.0.0.1&dataUsgqty=5"

    static func form(_ body: String) throws -> Decoded {
        try decoder().decode(
            WireRequest(method: "POST", path: "/apisvc/sendLogData.json", body: Array(body.utf8)))
    }

    static func form(_ body: [UInt8]) throws -> Decoded {
        try decoder().decode(WireRequest(method: "POST", path: "/apisvc/sendLogData.json", body: body))
    }

    /// A form with one more field, given as it stands in the body, after a good key and time.
    static func form(adding field: String) throws -> DecodedRecord {
        let decoded = try form("crtfcKey=\(key)&logDt=2026-05-07 09:12:33.456&\(field)")
        return decoded.record
    }

    static func post(_ endpoint: Endpoint, query: String = "", body: String = "") throws -> Decoded {
        try decoder().decode(
            WireRequest(
                method: "POST", path: endpoint.path, query: Array(query.utf8), body: Array(body.utf8)))
    }
}
