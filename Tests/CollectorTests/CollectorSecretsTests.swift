import Crypto
import Domain
import Storage
import Testing

@testable import Collector

/// People and keys are known only by keyed hashes.
@Suite struct CollectorSecretsTests {
    private let secrets = CollectorSecrets(
        keyHashing: SymmetricKey(data: [UInt8](repeating: 1, count: 32)),
        quarantine: SymmetricKey(data: [UInt8](repeating: 2, count: 32)),
        pseudonyms: { SymmetricKey(data: [UInt8](repeating: UInt8($0 % 256), count: 32)) })
    private let day = Day(number: 20_600)

    @Test func onePersonHasOnePseudonymPerBuildAndYear() throws {
        let one = try secrets.pseudonym(of: "홍길동", build: 1, at: day)
        #expect(try secrets.pseudonym(of: "홍길동", build: 1, at: day.adding(days: 100)) == one)
        #expect(try secrets.pseudonym(of: "홍길동", build: 2, at: day).hash != one.hash)
        #expect(try secrets.pseudonym(of: "홍길순", build: 1, at: day).hash != one.hash)
        let nextYear = try secrets.pseudonym(of: "홍길동", build: 1, at: day.adding(months: 12))
        #expect(nextYear.epoch == one.epoch + 1 && nextYear.hash != one.hash)
    }

    @Test func aUserAndAnAddressOfTheSameTextDiffer() throws {
        let user = try secrets.pseudonym(of: "10.0.0.1", build: 1, at: day).hash
        #expect(try secrets.hash(ofAddress: "10.0.0.1", build: 1, at: day) != user)
    }

    @Test func sealedBytesOpenUnchangedAndTamperingIsSeen() throws {
        let bytes: [UInt8] = [0, 0xA5, 37, 255]
        var sealed = try secrets.seal(bytes)
        #expect(try secrets.open(sealed) == bytes)
        #expect(try secrets.seal(bytes) != sealed)
        sealed[sealed.count / 2] ^= 1
        #expect(throws: (any Error).self) { try secrets.open(sealed) }
    }
}
