/// Follows the bytes of one connection from request to request and mends request targets on the way.
///
/// Real clients put raw CP949, UTF-8, blanks, quotation marks and braces into the request target, and some send more
/// body than they announce. A strict parser answers such a client with 400 and the record is lost. This step passes
/// everything on as it came, except that bytes a target must not hold are percent-encoded, and that surplus bytes
/// after a complete request are dropped up to the next request line.
package struct RequestFraming: Sendable {
    /// What the caller has to do beside passing the bytes on.
    package enum Note: Sendable, Equatable {
        /// The client waits for `100 Continue` before it sends its body.
        case expectsContinue
    }

    private enum State {
        case requestLine
        case header
        case body(remaining: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case trailer
        /// The line was longer than `lineMax`: the parser behind decides about the rest of this connection.
        case opaque
    }

    /// Longest request line that is looked at; longer ones are passed on untouched.
    package static let lineMax = 64 * 1024

    private var state = State.requestLine
    private var line: [UInt8] = []
    private var requests = 0
    private var contentLength = 0
    private var isChunked = false
    private var expectsContinue = false

    package init() {}

    /// Takes the bytes of one read and appends what the HTTP parser shall see to `output`.
    ///
    /// A request line is held back until it is complete.
    package mutating func feed(_ input: some Collection<UInt8>, into output: inout [UInt8]) -> [Note] {
        let bytes = Array(input)
        var notes: [Note] = []
        var at = 0
        while at < bytes.count {
            switch state {
            case .requestLine:
                guard takeLine(bytes, &at) else { return notes }
                finishRequestLine(&output)
            case .header:
                guard takeLine(bytes, &at, passingTo: &output) else { return notes }
                finishHeader(&notes)
            case .body(let remaining):
                let count = min(remaining, bytes.count - at)
                output.append(contentsOf: bytes[at..<at + count])
                at += count
                state = remaining == count ? .requestLine : .body(remaining: remaining - count)
            case .chunkSize:
                guard takeLine(bytes, &at, passingTo: &output) else { return notes }
                finishChunkSize()
            case .chunkData(let remaining):
                let count = min(remaining, bytes.count - at)
                output.append(contentsOf: bytes[at..<at + count])
                at += count
                state = remaining == count ? .chunkSize : .chunkData(remaining: remaining - count)
            case .trailer:
                guard takeLine(bytes, &at, passingTo: &output) else { return notes }
                if trimmedLine.isEmpty { state = .requestLine }
                line.removeAll(keepingCapacity: true)
            case .opaque:
                output.append(contentsOf: bytes[at...])
                at = bytes.count
            }
        }
        return notes
    }

    /// Gives up what is held back, when the connection ends in the middle of a request line.
    package mutating func finish(into output: inout [UInt8]) {
        guard case .requestLine = state else { return }
        output.append(contentsOf: line)
        line.removeAll()
    }

    /// Collects up to and including the next line feed; false when the line goes on in the next read.
    private mutating func takeLine(_ bytes: [UInt8], _ at: inout Int) -> Bool {
        let start = at
        while at < bytes.count {
            at += 1
            if bytes[at - 1] == Byte.lineFeed {
                line.append(contentsOf: bytes[start..<at])
                return true
            }
        }
        line.append(contentsOf: bytes[start..<at])
        if line.count > Self.lineMax { return true }
        return false
    }

    private mutating func takeLine(_ bytes: [UInt8], _ at: inout Int, passingTo output: inout [UInt8]) -> Bool
    {
        let start = at
        let isComplete = takeLine(bytes, &at)
        output.append(contentsOf: bytes[start..<at])
        if isComplete, line.last != Byte.lineFeed {
            state = .opaque
            line.removeAll()
            return false
        }
        return isComplete
    }

    private var trimmedLine: ArraySlice<UInt8> {
        var end = line.endIndex
        while end > line.startIndex, line[end - 1] == Byte.lineFeed || line[end - 1] == Byte.carriageReturn {
            end -= 1
        }
        return line[line.startIndex..<end]
    }

    private mutating func finishRequestLine(_ output: inout [UInt8]) {
        defer { line.removeAll(keepingCapacity: true) }
        if trimmedLine.isEmpty { return }  // blank lines between requests are allowed
        guard line.last == Byte.lineFeed else {
            output.append(contentsOf: line)
            state = .opaque
            return
        }
        var text = trimmedLine
        if requests > 0, !Self.beginsWithKnownMethod(text), let start = Self.requestLineStart(in: text) {
            text = text[start...]
        }
        guard let mended = Self.mended(text) else {
            // Before the first request the parser shall say what it thinks of this; after one it is surplus body.
            if requests == 0 {
                output.append(contentsOf: line)
                state = .opaque
            }
            return
        }
        output.append(contentsOf: mended)
        output.append(Byte.carriageReturn)
        output.append(Byte.lineFeed)
        requests += 1
        contentLength = 0
        isChunked = false
        expectsContinue = false
        state = .header
    }

    private mutating func finishHeader(_ notes: inout [Note]) {
        defer { line.removeAll(keepingCapacity: true) }
        let header = trimmedLine
        guard header.isEmpty else {
            read(header)
            return
        }
        if isChunked {
            state = .chunkSize
        } else {
            state = contentLength > 0 ? .body(remaining: contentLength) : .requestLine
        }
        if expectsContinue { notes.append(.expectsContinue) }
    }

    private mutating func read(_ header: ArraySlice<UInt8>) {
        guard let colon = header.firstIndex(of: 58) else { return }
        let name = header[..<colon]
        let value = header[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
        if Byte.equal(name, "content-length") {
            contentLength = 0
            for byte in value {
                guard (48...57).contains(byte), contentLength < 1 << 40 else { break }
                contentLength = contentLength * 10 + Int(byte - 48)
            }
        } else if Byte.equal(name, "transfer-encoding") {
            isChunked = Byte.contains(value, "chunked")
        } else if Byte.equal(name, "expect") {
            expectsContinue = Byte.contains(value, "100-continue")
        }
    }

    private mutating func finishChunkSize() {
        defer { line.removeAll(keepingCapacity: true) }
        let text = trimmedLine
        var size = 0
        var digits = 0
        for byte in text {
            guard let digit = Byte.hexDigit(byte), size < 1 << 40 else { break }
            size = size * 16 + digit
            digits += 1
        }
        guard digits > 0 else {
            state = .opaque
            return
        }
        // The chunk's own line end counts as data here: it is passed on with it.
        state = size == 0 ? .trailer : .chunkData(remaining: size + 2)
    }
}
