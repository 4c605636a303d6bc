/// The hours of one shift on a Korean clock; one that ends at or before its start ends on the next day.
package struct Shift: Hashable, Sendable {
    package let startMinute: Int
    package let endMinute: Int

    /// Minutes from start to end.
    var length: Int { (endMinute - startMinute + 1_440 - 1) % 1_440 + 1 }
}

extension Shift: CustomStringConvertible {
    /// `20:00-05:00`.
    package var description: String { "\(Self.clock(startMinute))-\(Self.clock(endMinute))" }

    private static func clock(_ minute: Int) -> String {
        "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }
}
