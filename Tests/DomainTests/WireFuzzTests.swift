import Domain
import Foundation
import Testing

/// Mutations of the 40 recorded requests, the same on every run.
///
/// A share of them by default; a million with `AFTERBUILD_TEST_FULL=yes`, which wants a release build.
@Suite("Mutated requests")
struct WireFuzzTests {
    private static let isFull = ProcessInfo.processInfo.environment["AFTERBUILD_TEST_FULL"] == "yes"
    private static let shares = 10
    private static let mutationsAShare = isFull ? 100_000 : 5_000

    @Test("every mutation gets a lane, and AP1002 only where it is counted", arguments: 0..<shares)
    func mutations(_ share: Int) throws {
        let samples = WireFixture.samples
        try #require(samples.count == 40)
        let decoder = try WireFixture.decoder()
        var random = SeededGenerator(seed: 20_261_121 &+ UInt64(share) &* 0x1_0000_0000)
        var seen: [ResultCode: Int] = [:]
        for number in 0..<Self.mutationsAShare {
            let sample = samples[number % samples.count]
            let other = samples[Int.random(in: samples.indices, using: &random)]
            let request = Mutation(of: sample.request, with: other.request, using: &random).request
            let decoded = decoder.decode(request)
            seen[triage(decoded, key: Self.keyStatuses[0]).code, default: 0] += 1
            if let wrong = Self.wrong(with: decoded, of: request) {
                let bytes = Data(request.body).base64EncodedString()
                let query = Data(request.query).base64EncodedString()
                let target = "\(request.method) \(request.path)"
                Issue.record("\(wrong): \(sample.id), \(target), query \(query), body \(bytes)")
            }
        }
        // The mutations reach every way in which a record can be broken, and leave enough of them whole.
        let counted = seen[.AP1002, default: 0]
        #expect((Self.mutationsAShare / 10...Self.mutationsAShare * 9 / 10).contains(counted))
        for code in [ResultCode.AP1011, .AP1012, .AP1014, .AP1023, .AP1025, .AP1028] {
            #expect(seen[code, default: 0] > 0, "\(code.rawValue) was never answered")
        }
    }

    private static let keyStatuses: [KeyStatus] = [
        .registered(collecting: true, overLimit: false), .registered(collecting: false, overLimit: false),
        .registered(collecting: true, overLimit: true), .unknown,
    ]

    /// The codes whose answer a client takes for success: it holds AP1002 somewhere.
    private static let successes: [ReplyFormat: Set<ResultCode>] = {
        let instant = Timestamp(day: Day(number: 20_000), hour: 9, minute: 12, second: 33, microsecond: 0)
        func codes(_ format: ReplyFormat) -> Set<ResultCode> {
            Set(
                ResultCode.allCases.filter { code in
                    let answer = Reply.body(code, at: instant, format: format)
                    return String(decoding: answer, as: UTF8.self).contains("AP1002")
                })
        }
        return [.json: codes(.json), .xml: codes(.xml)]
    }()

    /// What must not be so; `nil` when all is well.
    private static func wrong(with decoded: Decoded, of request: WireRequest) -> String? {
        for (place, keyStatus) in keyStatuses.enumerated() {
            let (lane, code) = triage(decoded, key: keyStatus)
            if lane == .counted {
                guard place == 0 else { return "counted against its standing" }
                guard decoded.record.key != nil, decoded.record.occurredAt != nil else {
                    return "counted without key or time"
                }
            }
            if (lane == .malformed) != (decoded.failure != nil) { return "malformed and understood" }
            let format = (Endpoint(path: request.path) ?? .fields).replyFormat
            if successes[format]?.contains(code) != (lane == .counted) {
                return "\(code.rawValue) in lane \(lane.rawValue)"
            }
        }
        return wrong(with: decoded.record)
    }

    private static func wrong(with record: DecodedRecord) -> String? {
        if let quantity = record.quantity, !(0...9_999_999_999).contains(quantity) {
            return "quantity \(quantity)"
        }
        if Dialect(code: record.dialect.code) != record.dialect { return "dialect \(record.dialect.code)" }
        if record.repairs.names.count != record.repairs.rawValue.nonzeroBitCount {
            return "a repair without name"
        }
        for text in [record.key, record.logDt, record.useSe, record.sysUser, record.conectIp] {
            if let text, text.utf8.contains(where: { $0 < 32 }) { return "a control character" }
        }
        return nil
    }

}

/// One request made of one or two, in one to three steps.
private struct Mutation {
    private(set) var request: WireRequest

    init(of first: WireRequest, with second: WireRequest, using random: inout SeededGenerator) {
        var query = first.query
        var body = first.body
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            if body.isEmpty || !query.isEmpty && Bool.random(using: &random) {
                Self.change(&query, second.query.isEmpty ? second.body : second.query, &random)
            } else {
                Self.change(&body, second.body.isEmpty ? second.query : second.body, &random)
            }
        }
        let chance = Int.random(in: 0..<64, using: &random)
        if chance == 0 { swap(&query, &body) }
        request = WireRequest(
            method: chance == 1 ? second.method : first.method, path: chance == 2 ? second.path : first.path,
            query: query, contentType: chance == 3 ? second.contentType : first.contentType, body: body,
            hasSurplus: chance == 4)
    }

    private static let marks = Array("%&=+<>{}[]\"'\\:;,./?#@$-_ \r\n\t\u{0}0123456789".utf8)

    private static let words = [
        "DO6999", "useSe=DO6999&", "\"useSe\":\"DO6999\",", "<useSe>DO6999</useSe>", "logDt=&", "crtfcKey=&",
        "\"logDt\":null,", "\"crtfcKey\":{},", "logData=", "logData=%7B", "dataUsgqty=99999999999&", "%25",
    ]

    private static func change(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return bytes = other }
        let at = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes[at] = marks[Int.random(in: marks.indices, using: &random)]
        case 3: bytes.removeSubrange(at...)
        case 4: bytes.removeSubrange(at..<min(at + Int.random(in: 1...32, using: &random), bytes.count))
        case 5: bytes.insert(marks[Int.random(in: marks.indices, using: &random)], at: at)
        case 6:
            let noise = (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
            bytes.insert(contentsOf: noise, at: at)
        case 7: splice(&bytes, at, other, &random)
        case 8:
            let word = words[Int.random(in: words.indices, using: &random)]
            let border = bytes[..<at].lastIndex(where: isBorder) ?? -1
            bytes.insert(contentsOf: word.utf8, at: border + 1)
        default: repeatField(&bytes, at, &random)
        }
    }

    /// Whether a field of a form, an object or a document may begin or end here.
    private static func isBorder(_ byte: UInt8) -> Bool { "&,{<\n".utf8.contains(byte) }

    /// The beginning of one and the end of the other.
    private static func splice(
        _ bytes: inout [UInt8], _ at: Int, _ other: [UInt8], _ random: inout SeededGenerator
    ) {
        bytes.removeSubrange(at...)
        bytes.append(contentsOf: other.suffix(Int.random(in: 0...other.count, using: &random)))
    }

    /// The field around `at`, with one mark, once more at the beginning of another field or at the end.
    private static func repeatField(_ bytes: inout [UInt8], _ at: Int, _ random: inout SeededGenerator) {
        let start = bytes[...at].lastIndex(where: isBorder) ?? 0
        let end = bytes[(at + 1)...].firstIndex(where: isBorder) ?? bytes.count
        let field = bytes[start..<end]
        let from = Int.random(in: bytes.indices, using: &random)
        let place = bytes[from...].firstIndex(where: isBorder) ?? bytes.count
        if let first = field.first, !isBorder(first) {
            bytes.insert(contentsOf: [UInt8(ascii: "&")] + field, at: place)
        } else {
            bytes.insert(contentsOf: Array(field), at: place)
        }
    }
}
