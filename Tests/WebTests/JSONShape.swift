import Contract
import Foundation
import Web

/// An answer as its readers get it: bytes, and what a JSON reader makes of them.
struct JSONShape {
    let text: String
    let object: [String: Any]

    init(_ value: some Encodable) throws {
        try self.init(bytes: try jsonBytes(value))
    }

    init(_ value: some JSONWritable) throws {
        try self.init(bytes: jsonBytes(value))
    }

    private init(bytes: [UInt8]) throws {
        text = String(decoding: bytes, as: UTF8.self)
        object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }

    func has(_ key: String) -> Bool { object[key] != nil }

    /// The value at a path such as `windows.0.kpis.0.value`; `NSNull` where it is null, `nil` where the key is absent.
    func value(_ path: String) -> Any? {
        var current: Any? = object
        for part in path.split(separator: ".") {
            if let index = Int(part) {
                let list = current as? [Any] ?? []
                current = index < list.count ? list[index] : nil
            } else {
                current = (current as? [String: Any])?[String(part)]
            }
        }
        return current
    }
}
