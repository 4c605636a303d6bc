import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

extension ReceiptRoutes {
    /// Bytes of a request, before gzip is taken apart.
    private static let bodyMax = 32 << 20
    private static let idempotencyKeyMax = 200

    /// `POST /v1/receipts`: all lines of the file are stored when it answers 200, or none.
    func receive(_ request: Request, of entry: KeyEntry) async throws -> Response {
        let key = try idempotencyKey(request)
        try checkHeaders(request)
        if let key, let first = try await earlier(entry.keyID, key) { return answer(first, isReplayed: true) }
        let testTime = HTTPField.Name("X-Afterbuild-Now").flatMap { request.headers[$0] }
        var file = ReceiptFile(
            announced: announcedForm(request), of: entry, intake: intake,
            receivedAt: clock.arrivalTime(testTime: testTime), isLimited: true, isDivided: false)
        let part = try await read(request.body, into: &file)
        let submission = part.submission(keyID: entry.keyID, idempotencyKey: key)
        let kept: (id: BatchID, isRepeat: Bool)
        do {
            kept = try await keep(part.arrivals, submission)
        } catch {
            observe(.requestFailed(path: request.uri.path, reason: "\(error)"))
            throw ReceiptProblem.notStored
        }
        guard kept.isRepeat, let key else {
            file.count()
            return answer((kept.id, submission), isReplayed: false)
        }
        // The same file came twice at a time, and the other was first.
        guard let first = try await earlier(entry.keyID, key) else { throw ReceiptProblem.notStored }
        return answer(first, isReplayed: true)
    }

    private func read(_ body: RequestBody, into file: inout ReceiptFile) async throws -> FilePart {
        do {
            var length = 0
            for try await chunk in body {
                length += chunk.readableBytes
                guard length <= Self.bodyMax else { throw Self.bodyTooLarge }
                try file.read(Array(chunk.readableBytesView))
            }
            let part = try file.finish()
            guard part.lines > 0 else { throw ReceiptProblem.badRequest("the body holds no record") }
            return part
        } catch let problem as FileProblem {
            throw ReceiptProblem(problem)
        }
    }

    private func idempotencyKey(_ request: Request) throws -> String? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else {
            return nil
        }
        guard (1...Self.idempotencyKeyMax).contains(key.unicodeScalars.count) else {
            throw ReceiptProblem.badRequest(
                "Idempotency-Key must have 1 to \(Self.idempotencyKeyMax) characters")
        }
        return key
    }

    private func checkHeaders(_ request: Request) throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.bodyMax {
            throw Self.bodyTooLarge
        }
        // Whether it is gzip indeed, its first bytes tell.
        switch request.headers[.contentEncoding]?.lowercased() {
        case nil, "", "identity", "gzip", "x-gzip": break
        case let other?:
            throw ReceiptProblem(
                status: .unsupportedMediaType,
                detail: "Content-Encoding \(other) is not read here; send gzip, or none")
        }
    }

    private func announcedForm(_ request: Request) -> FileForm? {
        let type = (request.headers[.contentType] ?? "").lowercased()
        if type.hasPrefix("text/csv") { return .csv }
        return type.hasPrefix("application/x-ndjson") || type.hasPrefix("application/json") ? .ndjson : nil
    }

    private func answer(_ first: (id: BatchID, submission: Submission), isReplayed: Bool) -> Response {
        var answer = jsonResponse(
            jsonObject([
                ("receipt", "\"\(first.id)\""), ("lines", "\(first.submission.lines)"),
                ("counted", "\(first.submission.counted)"), ("quarantined", first.submission.quarantined),
            ]))
        if isReplayed, let name = HTTPField.Name("Idempotency-Replayed") { answer.headers[name] = "true" }
        return answer
    }

    private static let bodyTooLarge = ReceiptProblem.tooLarge(
        "the body is larger than \(bodyMax >> 20) MiB; send it in parts, or as gzip")
}
