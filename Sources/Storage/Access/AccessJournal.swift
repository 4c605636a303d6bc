package import Domain

/// Writes the access log: a read that is not on record is not answered.
///
/// Group commit: what comes while a write is under way goes into the next one, so that many reads at once cost few
/// commits. Give it a `Database` with one connection of its own: slow statements of others then never delay it.
package actor AccessJournal {
    /// Stores all entries, or none.
    package typealias Write = @Sendable ([AccessLogEntry]) async throws -> Void

    /// The entry is not on record: nothing may be answered.
    package struct NotRecorded: Error, CustomStringConvertible {
        package let reason: String

        package init(reason: String) {
            self.reason = reason
        }

        package var description: String { "the access log was not written: \(reason)" }
    }

    private enum Turn {
        case written
        /// The writer before is done; this entry's caller writes next, with all entries that wait by then.
        case write
    }

    private struct Waiting {
        let entry: AccessLogEntry
        let continuation: CheckedContinuation<Turn, any Error>
    }

    /// Entries of one write at most.
    private static let most = 1_000

    private let write: Write
    private var waiting: [Waiting] = []
    private var isWriting = false
    /// How many writes there were, and of how many entries.
    package private(set) var writes = 0
    package private(set) var entries = 0

    /// How many entries wait for a write under way.
    package var waitingCount: Int { waiting.count }

    package init(_ write: @escaping Write) {
        self.write = write
    }

    package init(_ database: Database) {
        self.init { try await database.accessLog.add($0) }
    }

    /// Returns when the entry is committed.
    ///
    /// - Throws: `NotRecorded`.
    package func record(_ entry: AccessLogEntry) async throws {
        if isWriting {
            let turn = try await withCheckedThrowingContinuation { continuation in
                waiting.append(Waiting(entry: entry, continuation: continuation))
            }
            if case .written = turn { return }
        }
        isWriting = true
        defer { handOver() }
        try await writeAll(with: entry)
    }

    private func writeAll(with entry: AccessLogEntry) async throws {
        let company = Array(waiting.prefix(Self.most - 1))
        waiting.removeFirst(company.count)
        do {
            try await write([entry] + company.map(\.entry))
            writes += 1
            entries += company.count + 1
            for waiter in company { waiter.continuation.resume(returning: .written) }
        } catch {
            // A cancelled caller does not cancel the others' entries. They may be stored already: a line twice is
            // better than none.
            if Task.isCancelled {
                waiting.insert(contentsOf: company, at: 0)
                throw CancellationError()
            }
            let failure = NotRecorded(reason: "\(error)")
            for waiter in company { waiter.continuation.resume(throwing: failure) }
            throw failure
        }
    }

    private func handOver() {
        if waiting.isEmpty {
            isWriting = false
        } else {
            waiting.removeFirst().continuation.resume(returning: .write)
        }
    }
}
