import Crypto
import Domain
import FoundationEssentials

/// A form with files (RFC 7578); of a file only its name, its size and its hash are kept.
package struct MultipartForm: Sendable, Equatable {
    package struct File: Sendable, Equatable {
        /// Without folders and control characters.
        package let name: String
        package let size: Int
        /// SHA-256 in lower-case hexadecimal digits.
        package let hash: String
    }

    package private(set) var fields: [String: String] = [:]
    package private(set) var files: [File] = []

    /// `nil` where the content type or the boundary is another, or the body ends early.
    ///
    /// - Parameter contentType: the header, with the boundary.
    package init?(contentType: String, body: [UInt8]) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count)
        else { return nil }
        let delimiter = Array("--\(boundary)".utf8)
        let between = [13, 10] + delimiter
        guard body.starts(with: delimiter) else { return nil }
        var at = delimiter.count
        while true {
            let rest = body[at...]
            if rest.starts(with: [45, 45]) { return }
            guard rest.starts(with: [13, 10]),
                let headEnd = Self.find([13, 10, 13, 10], in: body, from: at),
                let end = Self.find(between, in: body, from: headEnd + 2)
            else { return nil }
            let head = String(decoding: body[at..<headEnd], as: UTF8.self)
            take(head, body[min(headEnd + 4, end)..<end])
            at = end + between.count
        }
    }

    private mutating func take(_ head: String, _ content: ArraySlice<UInt8>) {
        let lines = head.split(separator: "\r\n")
        guard let disposition = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = Self.parameter("name", in: disposition)
        else { return }
        guard let fileName = Self.parameter("filename", in: disposition) else {
            if fields[name] == nil {
                fields[name] = withoutNullCharacters(String(decoding: content, as: UTF8.self))
            }
            return
        }
        // A browser sends a field of files without any as one empty file without a name.
        if fileName.isEmpty, content.isEmpty { return }
        files.append(
            File(
                name: Self.plain(fileName), size: content.count,
                hash: hexText(SHA256.hash(data: content))))
    }

    private static func plain(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        var plain = ""
        plain.unicodeScalars.append(
            contentsOf: last.unicodeScalars.filter { $0.properties.generalCategory != .control })
        plain = String(plain.prefix(150))
        return plain.contains { !$0.isWhitespace } ? plain : "이름 없음"
    }

    /// The value of `name="value"` or `name=value`; browsers write a quotation mark in it as `%22`.
    private static func parameter(_ name: String, in header: some StringProtocol) -> String? {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        for character in header {
            if character == "\"" { isQuoted.toggle() }
            if character == ";", !isQuoted {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        parts.append(part)
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0].trimmed.lowercased() == name else { continue }
            let value = pair[1].trimmed
            return value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : value
        }
        return nil
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first else { return start }
        return bytes.withUnsafeBufferPointer { bytes in
            var at = start
            while at + needle.count <= bytes.count {
                guard let next = bytes[at...].firstIndex(of: first), next + needle.count <= bytes.count else {
                    return nil
                }
                if bytes[next..<next + needle.count].elementsEqual(needle) { return next }
                at = next + 1
            }
            return nil
        }
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
