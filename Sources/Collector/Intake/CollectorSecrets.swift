package import Crypto
import Domain
import Storage
import Synchronization

/// The keys of the receiving edge.
///
/// None of them is in the database.
package struct CollectorSecrets: Sendable {
    private let keyHashing: KeyedHash
    private let quarantine: SymmetricKey
    private let pseudonyms: YearlyHashes

    /// - Parameters:
    ///   - keyHashing: hashes the keys of clients.
    ///   - quarantine: seals raw bytes.
    ///   - pseudonyms: the key of a year; people have other pseudonyms in each.
    package init(
        keyHashing: SymmetricKey, quarantine: SymmetricKey,
        pseudonyms: @escaping @Sendable (Int) throws -> SymmetricKey
    ) {
        self.keyHashing = KeyedHash(keyHashing)
        self.quarantine = quarantine
        self.pseudonyms = YearlyHashes(key: pseudonyms)
    }

    /// The keyed hash under which a client's key is stored and found, 32 bytes.
    package func hash(ofKey key: String) -> [UInt8] {
        keyHashing.code(of: key, bytes: 32)
    }

    /// A person of one build in one year.
    ///
    /// The hash includes the build, so that a person's records of two factories cannot be linked.
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
        try pseudonyms.hash(of: year).code(of: text, bytes: 16)
    }
}

/// HMAC-SHA256 whose key is worked in once: a third of the work of each short text.
private struct KeyedHash: Sendable {
    private let keyed: HMAC<SHA256>

    init(_ key: SymmetricKey) {
        keyed = HMAC(key: key)
    }

    /// The first `count` bytes of the code, of 32.
    func code(of text: String, bytes count: Int) -> [UInt8] {
        var hash = keyed
        var text = text
        text.withUTF8 { hash.update(data: UnsafeRawBufferPointer($0)) }
        return hash.finalize().withUnsafeBytes { Array($0.prefix(count)) }
    }
}

/// The keyed hash of each year, made when the year is first needed.
private final class YearlyHashes: Sendable {
    private let key: @Sendable (_ year: Int) throws -> SymmetricKey
    private let made = Mutex<[Int: KeyedHash]>([:])

    init(key: @escaping @Sendable (Int) throws -> SymmetricKey) {
        self.key = key
    }

    func hash(of year: Int) throws -> KeyedHash {
        try made.withLock { made in
            if let hash = made[year] { return hash }
            let hash = KeyedHash(try key(year))
            made[year] = hash
            return hash
        }
    }
}

/// The cipher gave no combined form: not possible with its standard nonce.
package struct SealingFailed: Error, CustomStringConvertible {
    package var description: String { "raw bytes could not be sealed" }
}
