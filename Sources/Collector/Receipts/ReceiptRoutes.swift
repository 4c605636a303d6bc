import Concurrency
package import Domain
import HTTPTypes
package import Hummingbird
package import Storage

/// What the holder of a key may do beyond the old protocol: send files, and ask after what arrived.
///
/// `Authorization: Bearer` and the build's key; everything is about that build.
package struct ReceiptRoutes: Sendable {
    /// Stores all of a file or nothing; returns its id, or the id of the first file with the same `Idempotency-Key`.
    package typealias Keep = @Sendable ([Arrival], Submission) async throws -> (id: BatchID, isRepeat: Bool)
    /// What was promised for a key and an `Idempotency-Key` before, wherever that is kept.
    package typealias Earlier =
        @Sendable (_ keyID: Int64, _ idempotencyKey: String) async throws -> (
            id: BatchID, submission: Submission
        )?

    let intake: Intake
    let clock: CollectorClock
    let keep: Keep
    let earlier: Earlier
    let observe: Observer
    private let database: Database
    /// Files that are read at a time: each holds its records in memory until they are stored.
    ///
    /// A file that has to wait is not read, so its sender waits too.
    private let files = AsyncSemaphore(permits: 4)

    /// - Parameter database: for questions; nothing is stored through it.
    package init(
        intake: Intake, database: Database, clock: CollectorClock, keep: @escaping Keep,
        earlier: @escaping Earlier, observe: @escaping Observer
    ) {
        self.intake = intake
        self.database = database
        self.clock = clock
        self.keep = keep
        self.earlier = earlier
        self.observe = observe
    }

    package func add(to router: Router<some RequestContext>) {
        router.post("/v1/receipts") { request, _ in
            await answer(request) { request, entry in
                let permit = try await files.acquire()
                defer { permit.release() }
                return try await receive(request, of: entry)
            }
        }
        router.get("/v1/receipts") { request, _ in await answer(request, list) }
        router.get("/v1/receipts/:id") { request, context in
            let id = context.parameters.get("id") ?? ""
            return await answer(request) { _, entry in try await find(id, entry) }
        }
        router.get("/v1/report-card") { request, _ in await answer(request, reportCard) }
    }

    /// Carries out a request of a key's holder; every failure becomes a problem.
    private func answer(
        _ request: Request, _ body: (Request, KeyEntry) async throws -> Response
    ) async -> Response {
        do {
            guard let entry = holder(request) else { throw ReceiptProblem.unauthorized }
            return try await body(request, entry)
        } catch let problem as ReceiptProblem {
            return problem.answer()
        } catch {
            observe(.requestFailed(path: request.uri.path, reason: "\(error)"))
            return (Database.isRefusal(error) ? ReceiptProblem.failure : .away).answer()
        }
    }

    private func holder(_ request: Request) -> KeyEntry? {
        guard let header = request.headers[.authorization] else { return nil }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        let key = words[1].drop { $0 == " " }
        guard !key.isEmpty else { return nil }
        return intake.holder(ofKey: String(key), at: clock.now())
    }

    private func list(_ request: Request, _ entry: KeyEntry) async throws -> Response {
        let parameters = request.uri.queryParameters
        let range = try RecordRange({ parameters[Substring($0)].map(String.init) }, now: clock.now())
        let records = try await database.receipts.records(
            ofBuild: entry.buildID, from: range.from, to: range.to, after: range.after, limit: range.limit)
        let next =
            records.count == range.limit ? records.last.map { RecordCursor(after: $0).description } : nil
        return jsonResponse(
            jsonObject([
                ("from", "\"\(range.from.iso8601)\""), ("to", "\"\(range.to.iso8601)\""),
                ("records", jsonArray(records.map { recordAnswer($0).json })),
                ("next", jsonText(orNull: next)),
            ]))
    }

    private func find(_ text: String, _ entry: KeyEntry) async throws -> Response {
        guard let id = ReceiptID(parsing: text),
            let record = try await database.receipts.record(id, ofBuild: entry.buildID)
        else { throw ReceiptProblem.unknownRecord }
        return jsonResponse(recordAnswer(record).json)
    }

    /// Bytes that were forgotten, or sealed under a lost key, say nothing; what is beside them still does.
    private func recordAnswer(_ record: ArrivedRecord) -> RecordAnswer {
        let sealed = record.sealed.flatMap { $0.isEmpty ? nil : $0 }
        return RecordAnswer(record, understood: sealed.flatMap { try? intake.read($0).record })
    }

    private func reportCard(_ request: Request, _ entry: KeyEntry) async throws -> Response {
        // The key's holder is the build itself.
        jsonResponse(
            try await database.builds.reportCard(buildID: entry.buildID, for: .unrestricted, now: clock.now())
                .json)
    }
}
