package import Domain
package import Storage

/// Records as the collector gives them to the database.
extension SampleBuild {
    /// A counted record; it arrives when it happens, unless `receivedAt` says otherwise.
    package func record(
        at occurredAt: Timestamp, receivedAt: Timestamp? = nil, action: Action? = .read, user: UInt8? = 1,
        epoch: Int16 = 2026, quantity: Int64? = nil, useSe: String? = nil, implausible: Bool = false,
        sealed: [UInt8]? = nil
    ) -> Arrival {
        .counted(
            ReceiptRow(
                buildID: id, keyID: keyID, receivedAt: receivedAt ?? occurredAt, occurredAt: occurredAt,
                dialect: 1, action: action, user: user.map { Pseudonym(epoch: epoch, hash: sampleHash($0)) },
                addressClass: 1, addressHash: sampleHash(200), quantity: quantity, logDt: nil, useSe: useSe,
                repairs: 0, isImplausible: implausible, sealed: sealed))
    }

    /// A record in quarantine; without `occurredAt` its time could not be read.
    package func rejected(at occurredAt: Timestamp?, receivedAt: Timestamp, lane: Lane) -> Arrival {
        .quarantined(
            QuarantineRow(
                receivedAt: receivedAt, lane: lane, code: .AP1030, keyID: keyID, buildID: id,
                keyHash: sampleHash(201), occurredAt: occurredAt, dialect: 1, repairs: 0, sealed: [1, 2, 3]))
    }

    /// One record at 09:00 of each day, which arrives at once.
    package func records(on days: some Sequence<Day>) -> [Arrival] {
        days.map { record(at: Timestamp(day: $0, hour: 9)) }
    }
}

extension Database {
    /// Stores records in one batch for each day of arrival, as one start of a collector.
    @discardableResult
    package func receive(_ arrivals: [Arrival]) async throws -> [BatchID] {
        let byDay = Dictionary(grouping: arrivals, by: \.receivedAt.day)
        let now = arrivals.map(\.receivedAt).max() ?? Timestamp(microseconds: 0)
        let instance = try await receipts.newInstance(now: now)
        try await receipts.ensurePartitions(byDay.keys.sorted())
        let batches = byDay.sorted { $0.key < $1.key }.enumerated().map { counter, entry in
            Batch(
                id: BatchID(arrivalDay: entry.key, instance: instance, counter: Int32(counter)),
                arrivalDay: entry.key, arrivals: entry.value)
        }
        try await receipts.store(batches, now: now)
        return batches.map(\.id)
    }

    /// Recomputes until nothing is touched any more; gives how many build days changed.
    @discardableResult
    package func aggregateAll(now: Timestamp) async throws -> Int {
        var changed = 0
        while true {
            let step = try await buildDays.aggregate(limit: 1_000, now: now)
            changed += step.changed
            if step.taken == 0 { return changed }
        }
    }
}
