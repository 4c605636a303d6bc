import Domain

/// Follows the bytes of one connection from request to request.
///
/// Real clients put raw CP949, UTF-8, blanks, quotation marks and braces into the request target, send more body than
/// they announce, or none of the headers that say how much it is. A strict parser answers such a client with 400 and
/// the record is lost. So requests of the old protocol are read here, leniently, to their end. With the first request
/// of any other kind the connection is passed on to the HTTP parser from there: untouched, except that bytes a target
/// must not hold are percent-encoded, and that surplus bytes after a complete request are dropped up to the next
/// request line.
package struct RequestFraming: Sendable {
    /// What came next on the connection.
    package enum Event: Sendable, Equatable {
        /// For the HTTP parser.
        case pass([UInt8])
        /// The client waits for `100 Continue` before it sends its body.
        case expectsContinue
        /// A request of the old protocol, complete.
        case request(DirectRequest)
        /// A head of more than `headMax` bytes.
        case headTooLong
    }

    /// Where the connection stands, for time limits.
    package enum Phase: Sendable, Equatable {
        /// Between two requests.
        case idle
        case head
        case body
        /// A body that only the end of the connection ends, or silence.
        case bodyToEnd
    }

    private enum State {
        case requestLine
        case header
        case body(remaining: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case trailer
        /// A body without announced length, up to the end of the connection.
        case bodyToEnd
        /// The line was longer than `lineMax`: the parser behind decides about the rest of this connection.
        case opaque
    }

    /// Longest request line that is looked at; longer ones are passed on untouched.
    package static let lineMax = 64 * 1024
    /// Longest head of a request of the old protocol: request line and headers.
    package static let headMax = 128 * 1024
    /// A body of the old protocol beyond this is read to its end and not kept.
    package static let bodyMax = 256 * 1024

    private var input: [UInt8] = []
    private var at = 0
    private var state = State.requestLine
    private var line: [UInt8] = []
    private var requests = 0
    private var contentLength: Int?
    private var isChunked = false
    private var expectsContinue = false
    private var headBytes = 0
    /// The request of the old protocol that is being read.
    private var direct: DirectRequest?
    /// From the first request of another kind on, everything belongs to the HTTP parser.
    private var isPassing = false

    package init() {}

    package var phase: Phase {
        switch state {
        case .requestLine: line.isEmpty ? .idle : .head
        case .header: .head
        case .opaque: .idle
        case .bodyToEnd: .bodyToEnd
        default: .body
        }
    }

    /// Whether everything on this connection goes to the HTTP parser by now.
    package var isPassedOn: Bool { isPassing }

    /// Bytes that were taken and not looked at yet.
    package var waitingBytes: Int { input.count - at }

    /// Takes the bytes of one read.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        if at == input.count {
            input.removeAll(keepingCapacity: true)
            at = 0
        } else if at > 64 * 1024 {
            input.removeFirst(at)
            at = 0
        }
        input.append(contentsOf: bytes)
    }

    /// What comes next; `nil` when that needs more bytes.
    package mutating func next() -> Event? {
        isPassing ? nextPassed() : nextDirect()
    }

    /// What is left when the client sends no more: a request that was cut, or half a line for the HTTP parser.
    package mutating func finish() -> Event? {
        if var request = direct {
            request.isCut = true
            endRequest()
            return .request(request)
        }
        guard case .requestLine = state, !line.isEmpty else { return nil }
        defer { line.removeAll() }
        return .pass(line)
    }

    // MARK: Requests of the old protocol

    private mutating func nextDirect() -> Event? {
        while at < input.count {
            switch state {
            case .requestLine:
                guard takeLine() else { return nil }
                guard let event = finishRequestLine() else { continue }
                if case .pass(let bytes) = event { return nextPassed(after: bytes) }
                return event
            case .header:
                guard takeLine() else { return headBytes + line.count > Self.headMax ? tooLong() : nil }
                headBytes += line.count
                if headBytes > Self.headMax { return tooLong() }
                if let event = finishHeader() { return event }
            case .body(let remaining):
                let count = keep(remaining)
                if remaining == count { return finishDirect() }
                state = .body(remaining: remaining - count)
            case .chunkSize:
                guard takeLine() else { return nil }
                finishChunkSize()
            case .chunkData(let remaining):
                // The last two bytes are the chunk's own line end.
                let count = remaining > 2 ? keep(remaining - 2) : skip(remaining)
                state = remaining == count ? .chunkSize : .chunkData(remaining: remaining - count)
            case .trailer:
                guard takeLine() else { return nil }
                let isEnd = trimmedLine.isEmpty
                line.removeAll(keepingCapacity: true)
                if isEnd { return finishDirect() }
            case .bodyToEnd:
                _ = keep(input.count - at)
            case .opaque:
                return nil
            }
        }
        return nil
    }

    private mutating func tooLong() -> Event {
        endRequest()
        state = .opaque
        return .headTooLong
    }

    private mutating func keep(_ most: Int) -> Int {
        let count = min(most, input.count - at)
        if let room = direct.map({ Self.bodyMax - $0.body.count }), room > 0 {
            direct?.body.append(contentsOf: input[at..<at + min(count, room)])
        }
        at += count
        return count
    }

    private mutating func skip(_ most: Int) -> Int {
        let count = min(most, input.count - at)
        at += count
        return count
    }

    private mutating func finishDirect() -> Event? {
        guard var request = direct else { return nil }
        // Bytes that begin no request: the client counted characters instead of bytes.
        let rest = input[at...]
        if let first = rest.first, first != Byte.carriageReturn, first != Byte.lineFeed,
            !Self.beginsWithKnownMethod(rest)
        {
            request.isCut = true
        }
        endRequest()
        return .request(request)
    }

    private mutating func endRequest() {
        direct = nil
        line.removeAll(keepingCapacity: true)
        state = .requestLine
    }

    // MARK: Everything else

    private mutating func nextPassed(after begun: [UInt8] = []) -> Event? {
        var output = begun
        while at < input.count {
            let start = at
            switch state {
            case .requestLine:
                guard takeLine() else { return passing(output) }
                if case .pass(let bytes)? = finishRequestLine() { output.append(contentsOf: bytes) }
            case .header:
                let isComplete = takeLine()
                output.append(contentsOf: input[start..<at])
                guard isComplete, isWholeLine() else { return passing(output) }
                if finishHeader() == .expectsContinue {
                    // First the head, then the interim answer.
                    continuePending = true
                    return passing(output)
                }
            case .body(let remaining):
                let count = skip(remaining)
                output.append(contentsOf: input[start..<at])
                state = remaining == count ? .requestLine : .body(remaining: remaining - count)
            case .chunkSize:
                let isComplete = takeLine()
                output.append(contentsOf: input[start..<at])
                guard isComplete, isWholeLine() else { return passing(output) }
                finishChunkSize()
            case .chunkData(let remaining):
                let count = skip(remaining)
                output.append(contentsOf: input[start..<at])
                state = remaining == count ? .chunkSize : .chunkData(remaining: remaining - count)
            case .trailer:
                let isComplete = takeLine()
                output.append(contentsOf: input[start..<at])
                guard isComplete, isWholeLine() else { return passing(output) }
                if trimmedLine.isEmpty { state = .requestLine }
                line.removeAll(keepingCapacity: true)
            case .bodyToEnd, .opaque:
                at = input.count
                output.append(contentsOf: input[start..<at])
            }
        }
        return passing(output)
    }

    private var continuePending = false

    private mutating func passing(_ output: [UInt8]) -> Event? {
        if !output.isEmpty { return .pass(output) }
        defer { continuePending = false }
        return continuePending ? .expectsContinue : nil
    }

    /// False when the line is too long to be followed: the rest of the connection is then left to the parser.
    private mutating func isWholeLine() -> Bool {
        if line.last == Byte.lineFeed { return true }
        state = .opaque
        line.removeAll()
        return false
    }

    // MARK: Lines

    /// Collects up to and including the next line feed; false when the line goes on in the next read.
    private mutating func takeLine() -> Bool {
        let rest = input[at...]
        if let end = rest.firstIndex(of: Byte.lineFeed) {
            line.append(contentsOf: input[at...end])
            at = end + 1
            return true
        }
        line.append(contentsOf: rest)
        at = input.count
        return line.count > Self.lineMax
    }

    private var trimmedLine: ArraySlice<UInt8> {
        var end = line.endIndex
        while end > line.startIndex, line[end - 1] == Byte.lineFeed || line[end - 1] == Byte.carriageReturn {
            end -= 1
        }
        return line[line.startIndex..<end]
    }

    private mutating func finishRequestLine() -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        if trimmedLine.isEmpty { return nil }  // blank lines between requests are allowed
        guard line.last == Byte.lineFeed else { return leave() }
        var text = trimmedLine
        if requests > 0, !Self.beginsWithKnownMethod(text), let start = Self.requestLineStart(in: text) {
            text = text[start...]
        }
        guard let mended = Self.mended(text) else {
            // Before the first request the parser shall say what it thinks of this; after one it is surplus body.
            return requests == 0 ? leave() : nil
        }
        requests += 1
        contentLength = nil
        isChunked = false
        expectsContinue = false
        headBytes = 0
        state = .header
        if !isPassing, let request = DirectRequest(requestLine: mended) {
            direct = request
            return nil
        }
        isPassing = true
        return .pass(mended + [Byte.carriageReturn, Byte.lineFeed])
    }

    private mutating func leave() -> Event {
        isPassing = true
        state = .opaque
        return .pass(line)
    }

    private mutating func finishHeader() -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        let header = trimmedLine
        guard header.isEmpty else {
            read(header)
            return nil
        }
        if isChunked {
            state = .chunkSize
        } else if let contentLength, contentLength > 0 {
            state = .body(remaining: contentLength)
        } else if direct != nil {
            return finishHeadWithoutLength()
        } else {
            state = .requestLine
        }
        // To a client of HTTP/1.0 an interim answer would be the answer.
        return expectsContinue && direct?.isHTTP10 != true ? .expectsContinue : nil
    }

    /// No length was announced: usually there is no body, but some old clients just send one.
    private mutating func finishHeadWithoutLength() -> Event? {
        let rest = input[at...]
        let hasBody =
            rest.first.map { $0 != Byte.carriageReturn && $0 != Byte.lineFeed } ?? false
            && !Self.beginsWithKnownMethod(rest)
        if contentLength == nil, hasBody, direct?.isHTTP10 == false {
            _ = keep(rest.count)
            return finishDirect()
        }
        // HTTP/1.0 ends a body by ending the connection.
        if contentLength == nil, direct?.isHTTP10 == true, direct?.method == "POST",
            direct?.query.isEmpty == true
        {
            state = .bodyToEnd
            return nil
        }
        return finishDirect()
    }

    private mutating func read(_ header: ArraySlice<UInt8>) {
        guard let colon = header.firstIndex(of: 58) else { return }
        let name = header[..<colon]
        let value = header[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
        if Byte.equal(name, "content-length") {
            var length = 0
            for byte in value {
                guard (48...57).contains(byte), length < 1 << 40 else { break }
                length = length * 10 + Int(byte - 48)
            }
            contentLength = length
        } else if Byte.equal(name, "transfer-encoding") {
            isChunked = Byte.contains(value, "chunked")
        } else if Byte.equal(name, "expect") {
            expectsContinue = Byte.contains(value, "100-continue")
        } else {
            direct?.read(name, value)
        }
    }

    private mutating func finishChunkSize() {
        defer { line.removeAll(keepingCapacity: true) }
        var size = 0
        var digits = 0
        for byte in trimmedLine {
            guard let digit = hexDigit(byte), size < 1 << 40 else { break }
            size = size * 16 + Int(digit)
            digits += 1
        }
        guard digits > 0 else {
            // Not even chunks: what follows is taken as it is.
            state = direct == nil ? .opaque : .bodyToEnd
            return
        }
        // The chunk's own line end counts as data here: it is passed on with it.
        state = size == 0 ? .trailer : .chunkData(remaining: size + 2)
    }
}
