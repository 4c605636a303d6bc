import Domain
import Storage
import Testing

@testable import Collector

/// A batch as bytes, and bytes as a batch or an error.
@Suite struct SpoolCodingTests {
    @Test func everyFieldComesBackAsItWas() throws {
        var samples = SampleBatches(1)
        for _ in 0..<400 {
            let batch = samples.next()
            let bytes = BatchCoding.encode(batch)
            #expect(text(of: try BatchCoding.decode(bytes[...])) == text(of: batch))
        }
    }

    @Test func theSummaryIsThatOfTheBatch() throws {
        var samples = SampleBatches(2)
        for _ in 0..<200 {
            let batch = samples.next()
            let summary = try BatchCoding.Summary(BatchCoding.encode(batch)[...])
            #expect(summary.id == batch.id)
            #expect(summary.records == batch.arrivals.count)
            #expect(summary.oldest == batch.arrivals.map(\.receivedAt).min())
            #expect(summary.submission == batch.submission)
        }
    }

    @Test func aBatchThatIsCutOffAnywhereIsRefused() {
        var samples = SampleBatches(3)
        let bytes = BatchCoding.encode(samples.next(arrivals: 40))
        for length in 0..<bytes.count {
            #expect(throws: BatchCodingError.self) { try BatchCoding.decode(bytes[..<length]) }
        }
        #expect(throws: BatchCodingError.self) { try BatchCoding.decode((bytes + [0])[...]) }
    }

    @Test func noBytesDoHarm() {
        var samples = SampleBatches(4)
        var refused = 0
        for round in 0..<4_000 {
            var bytes = round % 2 == 0 ? samples.bytes(200) : BatchCoding.encode(samples.next(arrivals: 4))
            for _ in 0..<3 {
                guard let index = bytes.indices.randomElement(using: &samples.random) else { break }
                bytes[index] = .random(in: .min ... .max, using: &samples.random)
            }
            if (try? BatchCoding.decode(bytes[...])) == nil { refused += 1 }
        }
        #expect(refused > 2_000)
    }

    @Test func aLaterVersionIsRefusedByItsNumber() {
        var bytes = BatchCoding.encode(SampleBatches.small(1))
        bytes[0] = 2
        let error = #expect(throws: BatchCodingError.self) { try BatchCoding.decode(bytes[...]) }
        #expect(error?.description.contains("version 2 where 1 is known") == true)
    }

    @Test func aThousandReceiptsTakeFewBytes() {
        let arrivals = (0..<1_000).flatMap { SampleBatches.small($0).arrivals }
        let batch = Batch(id: BatchID(number: 1), arrivalDay: Day(number: 20_600), arrivals: arrivals)
        #expect(BatchCoding.encode(batch).count < 30_000)
    }

    @Test func theChecksumIsTheOneThatOthersCompute() {
        var checksum = Checksum()
        Array("123456789".utf8).withUnsafeBytes { checksum.add($0) }
        #expect(checksum.value == 0x995D_C9BB_DF19_39FA)
        // In parts that do not meet the steps of eight.
        var other = Checksum()
        for part in ["1", "2345678", "9"] { Array(part.utf8).withUnsafeBytes { other.add($0) } }
        #expect(other.value == checksum.value)
    }
}
