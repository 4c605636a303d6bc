/// The parts of a `multipart/form-data` body.
///
/// The boundary is taken from the body's first line: clients quote it, or not, in a header that may be wrong.
/// Names may be unquoted, headers stand in any order, and lines may end in a bare line feed.
struct MultipartReader {
    private let bytes: ArraySlice<UInt8>
    private let boundary: ArraySlice<UInt8>
    private var at: Int
    private var isClosed = false
    /// Whether the body ended before its closing boundary.
    ///
    /// The part it ended in is not given.
    private(set) var isCut = false

    /// `bytes` begin with the two hyphens of the first boundary.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        let line = bytes.prefix { $0 != 10 }
        boundary = trimmed(line)
        at = line.endIndex
    }

    /// The next part's name and value; a part without a name has an empty one.
    mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
        guard !isClosed else { return nil }
        guard at < bytes.endIndex, boundary.count > 2 else {
            isCut = true
            return nil
        }
        at += 1  // the line feed after the boundary
        var name = bytes[at..<at]
        while let line = nextLine() {
            guard !line.isEmpty else {
                guard let end = nextBoundary() else { break }
                var value = bytes[at..<end.lineFeed]
                if value.last == 13 { value.removeLast() }
                if let next = end.next { at = next } else { isClosed = true }
                return (name, value)
            }
            if let found = Self.name(inHeader: line) { name = found }
        }
        at = bytes.endIndex
        isCut = true
        return nil
    }

    private mutating func nextLine() -> ArraySlice<UInt8>? {
        guard let end = bytes[at...].firstIndex(of: 10) else { return nil }
        let line = trimmed(bytes[at..<end])
        at = end + 1
        return line
    }

    /// The line feed before the next boundary, and the one after it; none after the closing boundary.
    private func nextBoundary() -> (lineFeed: Int, next: Int?)? {
        // An empty value may have its boundary right after the blank line.
        var feed: Int? = at - 1
        while let lineFeed = feed {
            let rest = bytes[(lineFeed + 1)...]
            if rest.starts(with: boundary) {
                let tail = rest.dropFirst(boundary.count)
                return (max(lineFeed, at), tail.starts(with: [45, 45]) ? nil : tail.firstIndex(of: 10))
            }
            feed = rest.firstIndex(of: 10)
        }
        return nil
    }

    /// The `name` of a Content-Disposition line, quoted or not.
    private static func name(inHeader line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let header = "content-disposition:"
        guard
            line.prefix(header.utf8.count).map({ (65...90).contains($0) ? $0 + 32 : $0 }).elementsEqual(
                header.utf8)
        else { return nil }
        for parameter in line.split(separator: 59).dropFirst() {
            let text = trimmed(parameter)
            guard text.starts(with: "name=".utf8) || text.starts(with: "Name=".utf8) else { continue }
            let value = text.dropFirst(5)
            guard value.count >= 2, value.first == 34, value.last == 34 else { return value }
            return value.dropFirst().dropLast()
        }
        return nil
    }
}
