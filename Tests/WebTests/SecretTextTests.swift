import Testing
import Web

@Suite("Secrets")
struct SecretTextTests {
    @Test("A secret has its prefix, its length, and never comes twice", arguments: SecretText.Prefix.allCases)
    func made(prefix: SecretText.Prefix) {
        let secrets = (0..<200).map { _ in SecretText.make(prefix) }
        #expect(Set(secrets).count == secrets.count)
        for secret in secrets {
            #expect(SecretText.isWellFormed(secret, prefix))
            for other in SecretText.Prefix.allCases where other != prefix {
                #expect(!SecretText.isWellFormed(secret, other))
            }
        }
    }

    @Test("Every bit of a secret varies")
    func bits() {
        let tails = (0..<300).map { _ in Array(SecretText.make(.token).utf8.dropFirst(4)) }
        for place in 0..<43 {
            // The last character carries four bits only.
            #expect(Set(tails.map { $0[place] }).count > (place == 42 ? 8 : 40), "character \(place)")
        }
    }

    @Test("The hash is SHA-256 of the text")
    func hash() {
        let hex = SecretText.hash("abc").map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            .joined()
        #expect(hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(
        "Rubbish is no secret",
        arguments: [
            "", "abt_", "abt_" + String(repeating: "a", count: 42),
            "abt_" + String(repeating: "a", count: 44),
            "abt_" + String(repeating: "a", count: 42) + "=", "ABT_" + String(repeating: "a", count: 43),
            "abt_" + String(repeating: "a", count: 42) + "\u{0}",
        ])
    func rubbish(text: String) {
        #expect(!SecretText.isWellFormed(text, .token))
    }
}
