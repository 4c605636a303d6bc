package import Crypto
import Domain
import Storage

/// The keys of the receiving edge.
///
/// None of them is in the database.
package struct CollectorSecrets: Sendable {
    private let keyHashing: SymmetricKey
    private let quarantine: SymmetricKey
    private let pseudonyms: @Sendable (_ year: Int) throws -> SymmetricKey

    /// - Parameters:
    ///   - keyHashing: hashes the keys of clients.
    ///   - quarantine: seals raw bytes.
    ///   - pseudonyms: the key of a year; people have other pseudonyms in each.
    package init(
        keyHashing: SymmetricKey, quarantine: SymmetricKey,
        pseudonyms: @escaping @Sendable (Int) throws -> SymmetricKey
    ) {
        self.keyHashing = keyHashing
        self.quarantine = quarantine
        self.pseudonyms = pseudonyms
    }

    /// The keyed hash under which a client's key is stored and found, 32 bytes.
    package func hash(ofKey key: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(key.utf8), using: keyHashing))
    }

    /// A person of one build in one year.
    ///
    /// The build is part of it, so that nobody can be followed from factory to factory.
    func pseudonym(of user: String, build: Int64, at day: Day) throws -> Pseudonym {
        Pseudonym(epoch: Int16(day.year), hash: try keyed("user \(build) \(user)", year: day.year))
    }

    /// The keyed hash of an address at one build.
    func hash(ofAddress address: String, build: Int64, at day: Day) throws -> [UInt8] {
        try keyed("address \(build) \(address)", year: day.year)
    }

    /// Raw bytes as nonce, cipher text and tag (AES-256-GCM).
    package func seal(_ bytes: [UInt8]) throws -> [UInt8] {
        guard let sealed = try AES.GCM.seal(bytes, using: quarantine).combined else { throw SealingFailed() }
        return Array(sealed)
    }

    /// What `seal` was given; throws when the bytes are not ours or were changed.
    package func open(_ sealed: [UInt8]) throws -> [UInt8] {
        Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: quarantine))
    }

    /// 16 bytes: enough that no two people of a build ever share a pseudonym.
    private func keyed(_ text: String, year: Int) throws -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: try pseudonyms(year)).prefix(16))
    }
}

/// The cipher gave no combined form: not possible with its standard nonce.
package struct SealingFailed: Error, CustomStringConvertible {
    package var description: String { "raw bytes could not be sealed" }
}
