/// A place in the feed, as readers keep it: they hand it back and make nothing of it.
///
/// The check digits tell a text that was cut or made up from a real one. They keep nothing secret.
package struct FeedCursor: Sendable, Equatable, CustomStringConvertible {
    /// Of which feed: after a restore from a backup the same numbers are given to other changes.
    package let epoch: String
    /// The number of the last change before the place.
    package let seq: Int64

    /// - Parameter epoch: eight hexadecimal digits.
    package init(epoch: String, seq: Int64) {
        self.epoch = epoch
        self.seq = seq
    }

    /// `nil` for a text that is no cursor of ours.
    package init?(parsing text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let said = text.dropFirst(Self.prefix.count).dropLast(Self.checkLength)
        let digits = said.dropFirst(Self.epochLength)
        epoch = String(said.prefix(Self.epochLength))
        guard epoch.utf8.allSatisfy(Self.epochDigits.contains), let seq = Int64(digits, radix: 36), seq >= 0
        else { return nil }
        self.seq = seq
        // Only one text is right: no sign, no capital letters, no zeros in front.
        guard description == text else { return nil }
    }

    package var description: String {
        let digits = epoch + String(seq, radix: 36)
        var hash: UInt32 = 0x811c_9dc5
        for byte in digits.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        let check = String(hash % 1_679_616, radix: 36)
        return Self.prefix + digits + String(repeating: "0", count: Self.checkLength - check.count) + check
    }

    private static let prefix = "abf_"
    private static let epochLength = 8
    private static let epochDigits = "0123456789abcdef".utf8
    /// As many digits as the remainder has.
    private static let checkLength = 4
}

/// Where reading begins.
package enum FeedStart: Sendable, Equatable {
    /// The oldest change that is kept.
    case oldest
    /// Behind the newest one.
    case now
    case after(FeedCursor)
    /// Behind a number that this very database keeps: it is of the same feed, also after a restore.
    case behind(Int64)

    /// `start`, `now` or a cursor.
    package init?(parsing text: String) {
        switch text {
        case "start": self = .oldest
        case "now": self = .now
        default:
            guard let cursor = FeedCursor(parsing: text) else { return nil }
            self = .after(cursor)
        }
    }
}
