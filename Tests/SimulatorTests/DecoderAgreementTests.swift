import Domain
import Foundation
import Simulator
import Testing

/// What the simulator claims that a record says is what the collector's decoder reads out of its bytes.
@Suite struct DecoderAgreementTests {
    @Test func `every record of a day is read back as it was meant, in every dialect`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let table = try String(
            contentsOf: root.appendingPathComponent("sql/seed/action_words.csv"), encoding: .utf8)
        let decoder = try WireDecoder(words: ActionWords(csv: table))
        let fleet = try usualFleet()
        var forms: Set<WireForm> = []
        for day in try [6, 7, 13, 27].map({ try firstDay().adding(days: $0) }) {
            for record in fleet.records(on: day) {
                let sender = fleet.sender(record.build)
                let read = decoder.decode(try parsed(fleet.request(record, host: "collector"))).record
                forms.insert(sender.dialect.form)
                #expect(read.key == (sender.key.isEmpty ? nil : sender.key), "\(sender.dialect.form)")
                #expect(read.occurredAt == record.occurredAt, "\(sender.dialect)")
                #expect(read.useSe == record.word, "\(sender.dialect)")
                #expect(read.action?.rawValue == action(of: record), "\(sender.dialect)")
                #expect(read.sysUser == record.user, "\(sender.dialect)")
                #expect(read.conectIp == record.address, "\(sender.dialect)")
                #expect(read.quantity.map { "\($0)" } ?? "" == record.quantity.text, "\(sender.dialect)")
            }
        }
        #expect(forms == Set(WireForm.allCases))
    }

    private func action(of record: SimulatedRecord) -> Int16? {
        record.lane == .test || record.word == "DO6999" ? 99 : record.action.map { Int16($0.rawValue) }
    }

    private func parsed(_ request: [UInt8]) throws -> WireRequest {
        let end = try #require(request.firstRange(of: [13, 10, 13, 10]))
        let line = try #require(request[..<end.lowerBound].split(separator: 13).first)
        let words = line.split(separator: 32, maxSplits: 1)
        let target = try #require(words.last).dropLast(" HTTP/1.1".utf8.count)
        let parts = target.split(separator: 63, maxSplits: 1, omittingEmptySubsequences: false)
        return WireRequest(
            method: String(decoding: try #require(words.first), as: UTF8.self),
            path: String(decoding: parts[0], as: UTF8.self), query: parts.count > 1 ? Array(parts[1]) : [],
            body: Array(request[end.upperBound...]))
    }
}
