import Domain
import Storage

extension PresenceInterval {
    /// Named in the first bytes; another form gets another number.
    private static let mark = Array("ABPRES".utf8) + [1]

    /// Intervals as bytes, for a file.
    static func bytes(of intervals: [PresenceInterval]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(unsigned: UInt64(intervals.count))
        for interval in intervals {
            writer.append(interval.instance)
            writer.append(interval.beganAt.microseconds)
            writer.append(interval.seenAt.microseconds)
            writer.append(interval.ending?.rawValue ?? "")
            writer.append(interval.detail)
        }
        return mark + writer.bytes
    }

    /// Reads what `bytes(of:)` made; `nil` for other bytes.
    static func read(_ bytes: [UInt8]) -> [PresenceInterval]? {
        guard bytes.starts(with: mark) else { return nil }
        var reader = ByteReader(bytes[mark.count...])
        do {
            let count = try reader.count()
            let intervals = try (0..<count).map { _ in try PresenceInterval(from: &reader) }
            return reader.left == 0 ? intervals : nil
        } catch {
            return nil
        }
    }

    private init(from reader: inout ByteReader) throws {
        let instance = try reader.signed(Int32.self)
        let beganAt = Timestamp(microseconds: try reader.signed())
        let seenAt = Timestamp(microseconds: try reader.signed())
        let ending = try reader.text()
        guard beganAt <= seenAt, ending.isEmpty || Ending(rawValue: ending) != nil else {
            throw reader.fail("an interval that ends before it begins, or an unknown ending")
        }
        self.init(
            instance: instance, beganAt: beganAt, seenAt: seenAt, ending: Ending(rawValue: ending),
            detail: try reader.text())
    }
}
