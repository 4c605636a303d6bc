import CLibpq
import Glibc

/// The rows of one answer, and the only owner of their memory.
///
/// Rows and columns count from 0.
///
/// A reader returns nil for NULL, and also for a value that is not of its type. Asking for a row or column
/// outside the result is a mistake of the program and ends it.
package struct ResultSet: ~Copyable {
    private let handle: OpaquePointer?
    private let isOwner: Bool

    init(adopting handle: OpaquePointer?) {
        self.handle = handle
        isOwner = true
    }

    private init(lending handle: OpaquePointer?) {
        self.handle = handle
        isOwner = false
    }

    deinit {
        if isOwner { PQclear(handle) }
    }

    /// The same rows, which must not be read after this result is gone.
    package borrowing func lent() -> ResultSet { ResultSet(lending: handle) }

    /// The number of rows.
    package var count: Int { Int(PQntuples(handle)) }

    /// The number of columns.
    package var columnCount: Int { Int(PQnfields(handle)) }

    /// The names of the columns, in order.
    package var columns: [String] {
        (0..<PQnfields(handle)).map { PQfname(handle, $0).map { String(cString: $0) } ?? "" }
    }

    /// The place of the first column of this name.
    func column(named name: StaticString) -> Int? {
        (0..<PQnfields(handle)).first { place in
            PQfname(handle, place).map {
                strlen($0) == name.utf8CodeUnitCount
                    && memcmp($0, name.utf8Start, name.utf8CodeUnitCount) == 0
            } ?? false
        }.map(Int.init)
    }

    /// Rows inserted, updated, deleted, copied or selected; 0 for other commands.
    package var affectedRows: Int64 { Int64(String(cString: PQcmdTuples(handle))) ?? 0 }

    /// The command that the server says it ran, such as `COMMIT` or `INSERT 0 1`.
    var commandTag: String { String(cString: PQcmdStatus(handle)) }

    /// Whether the value is NULL.
    package func isNull(_ row: Int, _ column: Int) -> Bool {
        bytesOfText(row, column) == nil
    }

    /// The value as PostgreSQL prints it, of any type: timestamps in ISO 8601 style with offset +09.
    package func text(_ row: Int, _ column: Int) -> String? {
        bytesOfText(row, column).map { String(decoding: $0, as: UTF8.self) }
    }

    /// An integer of any width, or a numeric without fraction.
    package func int(_ row: Int, _ column: Int) -> Int64? {
        guard let bytes = bytesOfText(row, column), !bytes.isEmpty else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        let digits = isNegative ? bytes.dropFirst() : bytes[...]
        guard !digits.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (sum, overflow) =
                isNegative
                ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            guard !isTooLarge, !overflow else { return nil }
            value = sum
        }
        return value
    }

    /// A one-dimensional array of integers, none of them NULL.
    package func integers(_ row: Int, _ column: Int) -> [Int]? {
        guard let bytes = bytesOfText(row, column), bytes.count >= 2, bytes[0] == UInt8(ascii: "{"),
            bytes[bytes.count - 1] == UInt8(ascii: "}")
        else { return nil }
        var numbers: [Int] = []
        if bytes.count == 2 { return numbers }
        var value = 0
        var digits = 0
        var isNegative = false
        for byte in bytes[1...] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
                let digit = Int(byte - UInt8(ascii: "0"))
                let (sum, overflow) = shifted.subtractingReportingOverflow(digit)
                guard !isTooLarge, !overflow else { return nil }
                value = sum
                digits += 1
            case UInt8(ascii: "-") where digits == 0 && !isNegative:
                isNegative = true
            case UInt8(ascii: ",") where digits > 0, UInt8(ascii: "}") where digits > 0:
                // The negative of a number always fits where the number does; the reverse is not so.
                guard isNegative || value > .min else { return nil }
                numbers.append(isNegative ? value : -value)
                (value, digits, isNegative) = (0, 0, false)
            default: return nil
            }
        }
        return numbers
    }

    /// A floating-point number or numeric.
    package func double(_ row: Int, _ column: Int) -> Double? {
        text(row, column).flatMap { Double($0) }
    }

    /// A boolean.
    package func bool(_ row: Int, _ column: Int) -> Bool? {
        switch text(row, column) {
        case "t": true
        case "f": false
        default: nil
        }
    }

    /// A `bytea`.
    package func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        guard let text = bytesOfText(row, column), text.count >= 2, text.count.isMultiple(of: 2),
            text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x")
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for index in stride(from: 2, to: text.count, by: 2) {
            guard let high = hexValue(text[index]), let low = hexValue(text[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// A `smallint`, `integer`, `bigint` or `date` (days since 2000-01-01) of a result in binary format.
    package func binaryInt(_ row: Int, _ column: Int) -> Int? {
        guard let bytes = bytesOfText(row, column), let first = bytes.first, [2, 4, 8].contains(bytes.count)
        else { return nil }
        return bytes.dropFirst().reduce(Int(Int8(bitPattern: first))) { $0 << 8 | Int($1) }
    }

    /// A one-dimensional `integer[]` of a result in binary format, none of its elements NULL.
    package func binaryIntegers(_ row: Int, _ column: Int) -> [Int32]? {
        guard let bytes = bytesOfText(row, column), bytes.count >= 12 else { return nil }
        func number(_ at: Int) -> Int32 {
            Int32(
                bitPattern: UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
                    | UInt32(bytes[at + 3]))
        }
        // Dimensions, whether there are NULLs, the type of the elements; then size and first index of each dimension.
        if number(0) == 0 { return [] }
        guard number(0) == 1, number(4) == 0, bytes.count >= 20, number(12) >= 0,
            bytes.count == 20 + 8 * Int(number(12))
        else { return nil }
        return (0..<Int(number(12))).map { number(20 + 8 * $0 + 4) }
    }

    /// The bytes of a `bit` string of a result in binary format, its first bit the highest of the first byte.
    package func binaryBits(_ row: Int, _ column: Int) -> [UInt8]? {
        guard let bytes = bytesOfText(row, column), bytes.count >= 4 else { return nil }
        return Array(bytes[4...])
    }

    private func bytesOfText(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8>? {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        precondition(column >= 0 && column < columnCount, "column \(column) of \(columnCount)")
        guard PQgetisnull(handle, Int32(row), Int32(column)) == 0,
            let value = PQgetvalue(handle, Int32(row), Int32(column))
        else { return nil }
        let length = Int(PQgetlength(handle, Int32(row), Int32(column)))
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: length)
    }
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
}
