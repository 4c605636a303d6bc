import Domain
import Testing

@Suite("Hostile input")
struct WireHostileTests {
    @Test("every prefix of every body and query is answered", arguments: WireFixture.samples)
    func prefixes(_ sample: WireSample) throws {
        let decoder = try WireFixture.decoder()
        for count in 0...sample.request.body.count {
            check(
                decoder.decode(
                    with(sample, query: sample.request.query, body: Array(sample.request.body.prefix(count))))
            )
        }
        for count in 0...sample.request.query.count {
            check(decoder.decode(with(sample, query: Array(sample.request.query.prefix(count)), body: [])))
        }
    }

    @Test("20,000 random mutations are answered")
    func mutations() throws {
        let decoder = try WireFixture.decoder()
        var random = SeededGenerator(seed: 20_260_507)
        var failures = 0
        for _ in 0..<20_000 {
            let sample = try #require(WireFixture.samples.randomElement(using: &random))
            let decoded = decoder.decode(
                with(
                    sample, query: mutated(sample.request.query, &random),
                    body: mutated(sample.request.body, &random)))
            check(decoded)
            if decoded.failure != nil { failures += 1 }
        }
        // The mutations bite, and do not break everything.
        #expect((1_000...19_000).contains(failures))
    }

    @Test("deep nesting ends in AP1023 and not in a full stack")
    func depth() throws {
        let decoded = try WireFixture.form([UInt8](repeating: 91, count: 1_000_000))
        #expect(decoded.failure == .AP1023)
        #expect(try WireFixture.form(String(repeating: #"{"a":"#, count: 100_000)).failure == .AP1023)
    }

    @Test("a large body of separators takes linear time", .timeLimit(.minutes(1)))
    func large() throws {
        for unit in ["&", "=&", "a=%&", "<", "<useSe>", "--\n", "logData=%25&"] {
            let body = String(repeating: unit, count: 300_000 / unit.utf8.count)
            #expect(try WireFixture.form(body).failure != nil)
        }
    }

    private func with(_ sample: WireSample, query: [UInt8], body: [UInt8]) -> WireRequest {
        WireRequest(method: sample.request.method, path: sample.request.path, query: query, body: body)
    }

    /// What must hold of anything that was decoded.
    private func check(_ decoded: Decoded) {
        let record = decoded.record
        if decoded.failure == nil, record.key == nil || record.occurredAt == nil {
            Issue.record("counted without key or time")
        }
        if let quantity = record.quantity, !(0...9_999_999_999).contains(quantity) {
            Issue.record("quantity \(quantity)")
        }
        for text in [record.key, record.logDt, record.useSe, record.sysUser, record.conectIp] {
            if let text, text.unicodeScalars.contains(where: { $0.value < 32 }) {
                Issue.record("a control character in \(text.debugDescription)")
            }
        }
    }

    private func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert("%&=<>{}[]\"\\:,/\r\n-\u{0}".utf8.randomElement(using: &random) ?? 0, at: at)
            case 3: bytes.removeSubrange(at...)
            default:
                let end = Int.random(in: at...bytes.count, using: &random)
                bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }
}
