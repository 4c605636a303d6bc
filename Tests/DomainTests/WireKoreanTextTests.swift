import Domain
import Testing

@Suite("Korean text")
struct WireKoreanTextTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        let bytes: [UInt8]
        let text: String
        let wasCP949: Bool
        var testDescription: String { text }
    }

    static let samples: [Sample] = [
        Sample(bytes: Array("홍길동".utf8), text: "홍길동", wasCP949: false),
        Sample(bytes: [0xEF, 0xBB, 0xBF] + Array("과제".utf8), text: "과제", wasCP949: false),
        Sample(bytes: [0xC8, 0xAB, 0xB1, 0xE6, 0xB5, 0xBF], text: "홍길동", wasCP949: true),
        Sample(bytes: [0x61, 0x2C, 0xB0, 0xA1, 0x0A], text: "a,가\n", wasCP949: true),
        Sample(bytes: [0x81, 0x41], text: "갂", wasCP949: true),
        Sample(bytes: [0x8C, 0x63], text: "똠", wasCP949: true),
        Sample(bytes: [0xA0, 0xFE], text: "좤", wasCP949: true),
        Sample(bytes: [0xC6, 0x52], text: "힣", wasCP949: true),
        Sample(bytes: [0xB0, 0xA1], text: "가", wasCP949: true),
        Sample(bytes: [0xC8, 0xFE], text: "힝", wasCP949: true),
        Sample(bytes: [0xB0, 0xA1, 0xCA, 0xA1], text: "가伽", wasCP949: true),
        Sample(bytes: [0xFD, 0xFE], text: "詰", wasCP949: true),
        Sample(bytes: [0xA2, 0xE6], text: "€", wasCP949: true),
        Sample(bytes: [0xC6, 0x53], text: "\u{FFFD}S", wasCP949: false),
        Sample(bytes: [0xFF], text: "\u{FFFD}", wasCP949: false),
        Sample(bytes: [], text: "", wasCP949: false),
    ]

    @Test("is UTF-8 first, code page 949 if it must be", arguments: samples)
    func decodes(_ sample: Sample) {
        let (text, wasCP949) = decodeKoreanText(sample.bytes)
        #expect(text == sample.text)
        #expect(wasCP949 == sample.wasCP949)
    }

    @Test("code page 949 has 17,048 double-byte characters, with the checksum of the published table")
    func wholeTable() {
        var count = 0
        var sum: UInt64 = 0
        for lead in UInt8(0x81)...0xFE {
            for trail in UInt8(0x41)...0xFE {
                // No UTF-8 begins with 0xB0, so the pair behind it is read as code page 949.
                let (text, wasCP949) = decodeKoreanText([0xB0, 0xA1, lead, trail])
                guard wasCP949, text.unicodeScalars.count == 2, let scalar = text.unicodeScalars.last else {
                    continue
                }
                count += 1
                sum = (sum &* 31 &+ UInt64(scalar.value)) & 0xFFFF_FFFF
            }
        }
        #expect(count == 17_048)
        #expect(sum == 2_018_721_777)
    }
}
