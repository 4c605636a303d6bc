import CLibcurl

/// What libcurl's callbacks read and write during one mail transaction.
struct MailTransfer {
    private let message: [UInt8]
    private var sent = 0
    private var replies: [(code: Int, text: String)] = []

    init(message: [UInt8]) {
        self.message = message
    }

    /// Whether the server has been offered the whole message: its next reply is then about the message itself.
    var isMessageSent: Bool { sent == message.count }

    /// The text of the last reply with this code, safe to show, at most 200 characters.
    func reply(withCode code: Int) -> String {
        guard let last = replies.lastIndex(where: { $0.code == code }) else { return "" }
        let first = replies[...last].lastIndex(where: { $0.code != code }).map { $0 + 1 } ?? 0
        let text = replies[first...last].map(\.text).joined(separator: " ")
        return printable(text, limit: 200)
    }

    /// Fills libcurl's buffer; 0 says that the message is at its end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = message[sent..<min(message.count, sent + buffer.count)]
        buffer.copyBytes(from: part)
        sent += part.count
        return part.count
    }

    /// Takes one reply line, `550 5.1.1 No such user` or `250-SIZE 33554432`.
    ///
    /// Bounded: a hostile server may never stop.
    mutating func receive(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line.prefix(1_000), as: UTF8.self)
        guard replies.count < 100, text.utf8.count >= 3, let code = Int(text.prefix(3)) else { return }
        replies.append((code, String(text.dropFirst(4))))
    }

    /// Connects `transfer` to `handle`; it must stay where it is until `detach`.
    static func attach(
        _ transfer: UnsafeMutablePointer<MailTransfer>, to handle: borrowing EasyHandle
    ) throws(CurlError) {
        try handle.set(CURLOPT_READDATA, pointer: transfer)
        try handle.set(CURLOPT_HEADERDATA, pointer: transfer)
        try handle.set(CURLOPT_WRITEDATA, pointer: transfer)
        try handle.setReader { buffer, size, count, context in
            guard let buffer, let context else { return Int(CURL_READFUNC_ABORT) }
            let room = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
            return context.assumingMemoryBound(to: MailTransfer.self).pointee.read(into: room)
        }
        try handle.setWriter(CURLOPT_HEADERFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return size * count }
            let line = UnsafeRawBufferPointer(start: buffer, count: size * count)
            context.assumingMemoryBound(to: MailTransfer.self).pointee.receive(line)
            return size * count
        }
        // Without a function of ours libcurl writes to standard output.
        try handle.setWriter(CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
        // Called about once a second, on the thread and within the task that sends.
        try handle.setProgress { _, _, _, _, _ in Task.isCancelled ? 1 : 0 }
        try handle.set(CURLOPT_NOPROGRESS, 0)
    }

    /// Leaves `handle` without a way to a transfer that is about to go.
    static func detach(from handle: borrowing EasyHandle) throws(CurlError) {
        try handle.set(CURLOPT_READDATA, pointer: nil)
        try handle.set(CURLOPT_HEADERDATA, pointer: nil)
        try handle.set(CURLOPT_WRITEDATA, pointer: nil)
    }
}
