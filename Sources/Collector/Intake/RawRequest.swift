package import Domain

/// The form in which a request is sealed: request line, content type, blank line, body.
extension WireRequest {
    /// Behind the content type of a request whose body was cut.
    private static let surplusMark = Array("\tsurplus".utf8)

    var rawBytes: [UInt8] {
        var bytes = Array("\(method) \(path)".utf8)
        bytes.reserveCapacity(bytes.count + query.count + body.count + 64)
        if !query.isEmpty {
            bytes.append(63)
            bytes.append(contentsOf: query)
        }
        bytes.append(10)
        bytes.append(contentsOf: (contentType ?? "").utf8)
        if hasSurplus { bytes.append(contentsOf: Self.surplusMark) }
        bytes.append(contentsOf: [10, 10])
        bytes.append(contentsOf: body)
        return bytes
    }

    /// Reads what `rawBytes` wrote.
    package init(rawBytes bytes: [UInt8]) throws {
        guard let lineEnd = bytes.firstIndex(of: 10), let blank = bytes[..<lineEnd].firstIndex(of: 32),
            let typeEnd = bytes[(lineEnd + 1)...].firstIndex(of: 10), typeEnd + 1 < bytes.count,
            bytes[typeEnd + 1] == 10
        else { throw UnreadableRawBytes() }
        let target = bytes[(blank + 1)..<lineEnd]
        let mark = target.firstIndex(of: 63) ?? lineEnd
        var typeBytes = bytes[(lineEnd + 1)..<typeEnd]
        let hasSurplus = typeBytes.suffix(Self.surplusMark.count).elementsEqual(Self.surplusMark)
        if hasSurplus { typeBytes.removeLast(Self.surplusMark.count) }
        let type = String(decoding: typeBytes, as: UTF8.self)
        self.init(
            method: String(decoding: bytes[..<blank], as: UTF8.self),
            path: String(decoding: bytes[(blank + 1)..<mark], as: UTF8.self),
            query: mark < lineEnd ? Array(bytes[(mark + 1)..<lineEnd]) : [],
            contentType: type.isEmpty ? nil : type, body: Array(bytes[(typeEnd + 2)...]),
            hasSurplus: hasSurplus)
    }
}

/// Opened bytes that are no request: sealed by another version, or no sealed request at all.
package struct UnreadableRawBytes: Error, CustomStringConvertible {
    package var description: String {
        "the raw bytes do not begin with a request line, a content type and a blank line"
    }
}
