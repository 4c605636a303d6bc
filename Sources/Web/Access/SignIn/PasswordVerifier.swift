import Crypto
import CryptoExtras
import Foundation

/// What is kept of a password: scrypt (RFC 7914) with its cost and salt, as one line.
package struct PasswordVerifier: Sendable, Equatable {
    /// What a guess costs: memory of 128 bytes by `blockSize` by two to the `logRounds`, `parallelism` times.
    struct Cost: Sendable, Equatable {
        let logRounds: Int
        let blockSize: Int
        let parallelism: Int

        /// 32 MiB, three times; some tenths of a second.
        static let current = Cost(logRounds: 15, blockSize: 8, parallelism: 3)

        /// Whether the cost of a stored text is accepted: at most 256 MiB of memory.
        fileprivate var isBearable: Bool {
            (10...18).contains(logRounds) && (1...16).contains(blockSize) && (1...8).contains(parallelism)
                && logRounds + blockSize.bitWidth - blockSize.leadingZeroBitCount <= 22
        }
    }

    private static let hashBytes = 32

    /// `scrypt$15$8$3$SALT$HASH`, both in base64url.
    package let text: String
    private let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Of a new password; takes the time that one guess takes.
    package init(of password: String) throws {
        try self.init(of: password, cost: .current, salt: SecretText.randomBytes(words: 2))
    }

    init(of password: String, cost: Cost, salt: [UInt8]) throws {
        self.cost = cost
        self.salt = salt
        hash = try Self.derive(password, cost, salt)
        text =
            "scrypt$\(cost.logRounds)$\(cost.blockSize)$\(cost.parallelism)$\(SecretText.base64URL(salt))"
            + "$\(SecretText.base64URL(hash))"
    }

    /// Reads a stored text; `nil` when it is none.
    package init?(stored text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let logRounds = Int(parts[1]),
            let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
            let salt = SecretText.bytes(ofBase64URL: parts[4]), salt.count >= 16,
            let hash = SecretText.bytes(ofBase64URL: parts[5]), hash.count == Self.hashBytes
        else { return nil }
        cost = Cost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        guard cost.isBearable else { return nil }
        self.salt = salt
        self.hash = hash
        self.text = text
    }

    /// Whether this is the password.
    package func accepts(_ password: String) throws -> Bool {
        let other = try Self.derive(password, cost, salt)
        var difference: UInt8 = 0
        for (one, two) in zip(hash, other) { difference |= one ^ two }
        return difference == 0
    }

    /// The same letters are the same password, whichever way a keyboard composes them.
    private static func derive(_ password: String, _ cost: Cost, _ salt: [UInt8]) throws -> [UInt8] {
        let composed = Array(password.precomposedStringWithCanonicalMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: composed, salt: salt, outputByteCount: hashBytes, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
