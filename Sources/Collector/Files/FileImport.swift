package import Domain
package import Storage

/// Stores the parts of a file that an officer imports for a build, each once.
///
/// A part that an earlier run stored is passed over: an import that was cut off is taken up where it ended.
package struct FileImport {
    /// What has been done so far.
    package struct Outcome: Sendable, Equatable {
        package fileprivate(set) var batches: [BatchID] = []
        package fileprivate(set) var lines = 0
        package fileprivate(set) var counted = 0
        /// Lines of parts that were stored before.
        package fileprivate(set) var linesKnown = 0
    }

    package private(set) var outcome = Outcome()
    private let database: Database
    private let instance: Int32
    private let entry: KeyEntry
    private let name: String
    private let again: String
    private let now: Timestamp
    private var number = 0

    /// - Parameters:
    ///   - instance: from `ReceiptStore.newInstance`.
    ///   - sha256: of the file's bytes, in hexadecimal digits: what makes it the same file.
    ///   - isAgain: stores it although it was stored before.
    package init(
        database: Database, instance: Int32, entry: KeyEntry, sha256: String, isAgain: Bool, now: Timestamp
    ) {
        self.database = database
        self.instance = instance
        self.entry = entry
        self.now = now
        name = "file:\(sha256)"
        again = isAgain ? ":\(now.microseconds)" : ""
    }

    /// The key of a build under which a file of it is imported: the oldest that is live; `nil` when it has none.
    package static func entry(ofBuild code: String, in database: Database, at now: Timestamp) async throws
        -> KeyEntry?
    {
        let ids = Set(try await database.keys.list(of: code).map(\.keyID))
        return try await database.keys.snapshot().keys
            .filter { ids.contains($0.keyID) && $0.isLive(at: now) }
            .min { $0.keyID < $1.keyID }
    }

    /// Stores the next part; false when it was stored before.
    package mutating func keep(_ part: FilePart) async throws -> Bool {
        let submission = part.submission(keyID: entry.keyID, idempotencyKey: "\(name):\(number)\(again)")
        let batch = Batch(
            id: BatchID(arrivalDay: now.day, instance: instance, counter: Int32(truncatingIfNeeded: number)),
            arrivalDay: now.day, arrivals: part.arrivals, submission: submission)
        number += 1
        if let key = submission.idempotencyKey,
            try await database.receipts.submission(ofBuild: entry.buildID, idempotencyKey: key) != nil
        {
            outcome.linesKnown += part.lines
            return false
        }
        try await database.receipts.ensurePartitions([now.day])
        if case .repeated = try await database.receipts.store([batch], now: now).first {
            outcome.linesKnown += part.lines
            return false
        }
        outcome.batches.append(batch.id)
        outcome.lines += part.lines
        outcome.counted += part.counted
        return true
    }
}
