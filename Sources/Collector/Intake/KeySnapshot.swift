import Domain
import Storage

/// The live keys at one revision of the registry.
struct KeySnapshot: Sendable {
    let revision: Int64
    private var keys: [KeyHash: KeyEntry] = [:]

    init() {
        revision = -1
    }

    init(revision: Int64, entries: [KeyEntry]) {
        self.revision = revision
        keys.reserveCapacity(entries.count)
        for entry in entries {
            if let hash = KeyHash(entry.hash) { keys[hash] = entry }
        }
    }

    var count: Int { keys.count }

    subscript(hash: KeyHash) -> KeyEntry? { keys[hash] }
}

extension KeySnapshot {
    /// Named in the first bytes; another form gets another number.
    private static let mark = Array("ABKEYS".utf8) + [1]

    /// Everything, with a checksum at the end; equal snapshots give equal bytes.
    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(revision)
        writer.append(unsigned: UInt64(keys.count))
        for entry in keys.values.sorted(by: { $0.keyID < $1.keyID }) { entry.write(to: &writer) }
        let content = Self.mark + writer.bytes
        return content + Self.seal(content)
    }

    /// `nil` when these are not the bytes of a snapshot in this form.
    init?(bytes: [UInt8]) {
        let content = Array(bytes.dropLast(8))
        guard content.starts(with: Self.mark), Array(bytes.suffix(8)) == Self.seal(content) else {
            return nil
        }
        var reader = ByteReader(content[Self.mark.count...])
        do {
            let revision = try reader.signed(Int64.self)
            let count = try reader.count()
            let entries = try (0..<count).map { _ in try KeyEntry(from: &reader) }
            guard reader.left == 0 else { return nil }
            self.init(revision: revision, entries: entries)
        } catch {
            return nil
        }
    }

    /// The checksum in eight bytes.
    private static func seal(_ bytes: [UInt8]) -> [UInt8] {
        var checksum = Checksum()
        bytes.withUnsafeBytes { checksum.add($0) }
        return withUnsafeBytes(of: checksum.value.littleEndian, Array.init)
    }
}

extension KeyEntry {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.append(keyID)
        writer.append(buildID)
        writer.append(hash)
        writer.append(optional: collectFrom.map { Int64($0.number) })
        writer.append(optional: collectTo.map { Int64($0.number) })
        writer.append(optional: expiresAt?.microseconds)
    }

    fileprivate init(from reader: inout ByteReader) throws {
        self.init(
            keyID: try reader.signed(), buildID: try reader.signed(), hash: try reader.part(),
            collectFrom: try reader.optional(Int32.self).map(Day.init(number:)),
            collectTo: try reader.optional(Int32.self).map(Day.init(number:)),
            expiresAt: try reader.optional(Int64.self).map(Timestamp.init(microseconds:)))
    }
}

extension ByteWriter {
    fileprivate mutating func append(optional number: Int64?) {
        append(byte: number == nil ? 0 : 1)
        if let number { append(number) }
    }
}

extension ByteReader {
    fileprivate mutating func optional<Number: FixedWidthInteger & SignedInteger>(
        _ type: Number.Type
    ) throws -> Number? {
        try byte() == 0 ? nil : try signed(type)
    }
}

/// 32 bytes that hash quickly.
struct KeyHash: Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        func word(_ start: Int) -> UInt64 {
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(8), word(16), word(24))
    }

    static func == (left: KeyHash, right: KeyHash) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
        // The bytes are a keyed hash already: 16 of them spread as well as 32.
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
