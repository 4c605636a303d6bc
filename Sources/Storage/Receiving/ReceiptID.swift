package import Domain

/// Names one record for ever: its batch, and its place within it.
package struct ReceiptID: Sendable, Hashable, CustomStringConvertible {
    package let batch: BatchID
    /// From 0.
    package let ordinal: Int32

    package init(batch: BatchID, ordinal: Int32) {
        self.batch = batch
        self.ordinal = ordinal
    }

    /// Reads what `description` writes; `nil` for anything else.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let batch = BatchID(parsing: parts[0]), let ordinal = Int32(parts[1]),
            ordinal >= 0, String(ordinal) == parts[1]
        else { return nil }
        self.init(batch: batch, ordinal: ordinal)
    }

    /// `0123456789abcdef-12`.
    package var description: String { "\(batch)-\(ordinal)" }
}

extension BatchID: CustomStringConvertible {
    /// Reads 16 hexadecimal digits in lower case.
    package init?(parsing text: some StringProtocol) {
        guard text.utf8.count == 16, let number = UInt64(text, radix: 16), number <= UInt64(Int64.max) else {
            return nil
        }
        self.init(number: Int64(number))
        guard description == text else { return nil }
    }

    /// 16 hexadecimal digits.
    package var description: String { hexText(UInt64(bitPattern: number), digits: 16) }

    /// The KST day of arrival: the partition that holds its records.
    package var arrivalDay: Day { Day(number: Int32(truncatingIfNeeded: number >> 49) + 18_262) }
}
