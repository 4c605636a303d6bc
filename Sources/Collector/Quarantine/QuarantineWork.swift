internal import Crypto
package import Domain
package import Storage

/// Carries out what people order about quarantined records.
///
/// Orders are made in the database, by a command or by SQL; only here can the bytes be opened.
package struct QuarantineWork: Sendable {
    /// Records of one transaction.
    private static let stepSize = 1_000
    /// Steps of one run for all orders, so that other jobs get their turn.
    private static let stepsOfRun = 20

    private let database: Database
    private let intake: Intake
    private let keys: KeyRing
    private let decoder: WireDecoder
    private let secrets: CollectorSecrets
    private let observe: Observer

    package init(
        database: Database, intake: Intake, keys: KeyRing, decoder: WireDecoder, secrets: CollectorSecrets,
        observe: @escaping Observer
    ) {
        self.database = database
        self.intake = intake
        self.keys = keys
        self.decoder = decoder
        self.secrets = secrets
        self.observe = observe
    }

    /// Carries all orders that wait some way on; what is left is for the next run.
    ///
    /// An order that fails does not keep the others from their turn.
    /// - Returns: one line about what was done, which begins with the number of orders.
    package func run(now: Timestamp) async throws -> String {
        let orders = try await database.quarantine.ordersDue(at: now)
        guard !orders.isEmpty else { return "0 orders" }
        try await keys.refresh()
        var failure: (any Error)?
        var moved = 0
        for order in orders {
            do {
                let before = try await database.quarantine.order(order)?.moved ?? 0
                let after = try await proceed(order, steps: max(1, Self.stepsOfRun / orders.count), now: now)
                moved += (after?.moved ?? before) - before
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return "\(orders.count) orders, \(moved) records moved"
    }

    /// Carries one order out, as far as that is possible now.
    ///
    /// - Returns: `nil` when there is no such order.
    package func carryOut(_ order: Int64, now: Timestamp) async throws -> QuarantineOrder? {
        try await keys.refresh()
        return try await proceed(order, steps: .max, now: now)
    }

    /// The bytes of one record as they arrived, for a person to read; the audit says who did.
    ///
    /// - Returns: `nil` when they were forgotten.
    package func rawBytes(of receiptID: String, actor: String, now: Timestamp) async throws -> [UInt8]? {
        try await database.quarantine.sealedBytes(of: receiptID, actor: actor, now: now).map {
            try secrets.open($0)
        }
    }

    private func proceed(_ order: Int64, steps: Int, now: Timestamp) async throws -> QuarantineOrder? {
        var last: QuarantineOrder?
        for _ in 0..<steps {
            try Task.checkCancellation()
            let step = try await database.quarantine.stepOrder(
                order, limit: Self.stepSize, now: now, readmit: readmit)
            guard let step else { return nil }
            last = step.order
            if step.endedPass {
                observe(.quarantineMoved(order: order, moved: step.order.moved, left: step.order.left))
            }
            if !step.hasMore { break }
        }
        return last
    }

    @Sendable private func readmit(_ record: QuarantinedRecord, by order: QuarantineOrder) throws
        -> Readmission
    {
        guard !record.sealed.isEmpty else {
            return .left(reason: "forgotten", buildID: record.entry?.buildID)
        }
        let arrival: Arrival
        do {
            arrival = try intake.readmit(
                record.sealed, receivedAt: record.receivedAt, as: record.entry,
                ignoringLimits: order.ignoresLimits
            ).arrival
        } catch  where error is CryptoKitError || error is UnreadableRawBytes {
            return .left(reason: "unreadable", buildID: record.entry?.buildID)
        }
        switch arrival {
        case .counted(let row):
            return .counted(row, keyTail: order.isKeyUnnamed ? try keyTail(of: record) : nil)
        case .quarantined(let row):
            return .left(reason: row.lane.rawValue, buildID: row.buildID ?? record.entry?.buildID)
        }
    }

    /// The last four characters of the key that the bytes hold, where these are too few to use it.
    private func keyTail(of record: QuarantinedRecord) throws -> String? {
        let request = try WireRequest(rawBytes: secrets.open(record.sealed))
        guard let key = decoder.decode(request).record.key?.utf8, key.count >= 16,
            key.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        return String(decoding: key.suffix(4), as: UTF8.self)
    }
}
