/// A value for `$1`, `$2`, … The server infers the type, so write a cast where it cannot (`$1::date`).
package enum Parameter: Sendable, Hashable {
    /// Text, or anything given as text: dates, timestamps, intervals, JSON, enum labels. No NUL characters.
    case text(String?)
    /// Any integer type.
    case int(Int64?)
    /// Any number type; a `numeric` gets the shortest decimal that means this double.
    case double(Double?)
    /// A boolean.
    case bool(Bool?)
    /// Sent in binary format: only for parameters of type `bytea`.
    case bytes([UInt8]?)
    /// A one-dimensional array, whose elements may be NULL. Also for arrays of dates, enums and so on.
    case textArray([String?])
    /// A one-dimensional array of integers.
    case intArray([Int64])
}

/// Parameters laid out for libpq: one buffer, and where in it each value begins.
struct EncodedParameters {
    private var storage: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// The query's name is for the error: a NUL character in a text would silently end it.
    init(_ parameters: [Parameter], query: String) throws(PostgresError) {
        offsets.reserveCapacity(parameters.count)
        for (index, parameter) in parameters.enumerated() {
            let start = storage.count
            let isNull = !append(parameter)
            offsets.append(isNull ? nil : start)
            lengths.append(Int32(storage.count - start))
            if case .bytes = parameter {
                formats.append(1)
            } else {
                formats.append(0)
                if storage[start...].contains(0) {
                    throw PostgresError(
                        sqlState: "22021",
                        message:
                            "parameter $\(index + 1) holds a NUL character, which PostgreSQL text cannot hold",
                        query: query)
                }
            }
            storage.append(0)
        }
    }

    /// Calls `body` with the arguments that `PQexecParams` and its kin want; they live as long as the call.
    func withPointers<Outcome>(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> Outcome
    ) -> Outcome {
        storage.withUnsafeBytes { bytes in
            let base = bytes.baseAddress
            let values = offsets.map { offset -> UnsafePointer<CChar>? in
                guard let offset, let base else { return nil }
                return (base + offset).assumingMemoryBound(to: CChar.self)
            }
            return body(Int32(offsets.count), values, lengths, formats)
        }
    }

    /// Returns false for NULL.
    private mutating func append(_ parameter: Parameter) -> Bool {
        switch parameter {
        case .text(let value?): storage.append(contentsOf: value.utf8)
        case .int(let value?): storage.append(contentsOf: String(value).utf8)
        case .double(let value?): storage.append(contentsOf: value.description.utf8)
        case .bool(let value?): storage.append(value ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .bytes(let value?): storage.append(contentsOf: value)
        case .textArray(let values): appendArray(values)
        case .intArray(let values): appendArray(values)
        case .text(nil), .int(nil), .double(nil), .bool(nil), .bytes(nil): return false
        }
        return true
    }

    private mutating func appendArray(_ values: [Int64]) {
        storage.append(UInt8(ascii: "{"))
        for (index, value) in values.enumerated() {
            if index > 0 { storage.append(UInt8(ascii: ",")) }
            storage.append(contentsOf: String(value).utf8)
        }
        storage.append(UInt8(ascii: "}"))
    }

    /// Quotes every element, so that none is read as NULL, as a number of elements or as two elements.
    private mutating func appendArray(_ values: [String?]) {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        storage.append(UInt8(ascii: "{"))
        for (index, value) in values.enumerated() {
            if index > 0 { storage.append(UInt8(ascii: ",")) }
            guard let value else {
                storage.append(contentsOf: "NULL".utf8)
                continue
            }
            storage.append(quote)
            for byte in value.utf8 {
                if byte == quote || byte == backslash { storage.append(backslash) }
                storage.append(byte)
            }
            storage.append(quote)
        }
        storage.append(UInt8(ascii: "}"))
    }
}
