/// An HTTP answer as far as a simulated client reads it.
struct ClientAnswer {
    let status: Int
    let body: [UInt8]
    /// Whether the server closes the connection after it.
    let closes: Bool

    /// The result code in the body (`AP1002`): the first `AP` with four digits, in JSON as in XML.
    var resultCode: String? {
        guard body.count >= 6 else { return nil }
        for start in 0...body.count - 6 where body[start] == 65 && body[start + 1] == 80 {
            let digits = body[start + 2..<start + 6]
            if digits.allSatisfy({ (48...57).contains($0) }) {
                return String(decoding: body[start..<start + 6], as: UTF8.self)
            }
        }
        return nil
    }

    /// What stands before the body.
    struct Head {
        let status: Int
        /// Bytes of the head with its empty line.
        let length: Int
        let bodyLength: Int
        let closes: Bool

        /// `nil` while the empty line has not come; throws where the bytes can never become an answer.
        init?(parsing bytes: [UInt8]) throws(TransportFailure) {
            guard let end = Self.end(of: bytes) else {
                if bytes.count > 65_536 { throw .notHTTP }
                return nil
            }
            let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
            let words = lines.first?.split(separator: " ") ?? []
            guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
                throw .notHTTP
            }
            var bodyLength: Int?
            var closes = words[0] == "HTTP/1.0"
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { throw .notHTTP }
                let value = line[line.index(after: colon)...].lowercased().filter { $0 != " " && $0 != "\t" }
                switch line[..<colon].lowercased() {
                case "content-length": bodyLength = Int(value)
                case "connection": closes = value == "close"
                default: break
                }
            }
            let hasNoBody = status < 200 || status == 204 || status == 304
            guard let bodyLength = hasNoBody ? 0 : bodyLength, bodyLength >= 0 else { throw .notHTTP }
            self.status = status
            self.bodyLength = bodyLength
            self.closes = closes
            length = end + 4
        }

        private static func end(of bytes: [UInt8]) -> Int? {
            guard bytes.count >= 4 else { return nil }
            return (0...bytes.count - 4).first { place in
                bytes[place] == 13 && bytes[place + 1] == 10 && bytes[place + 2] == 13
                    && bytes[place + 3] == 10
            }
        }
    }
}
