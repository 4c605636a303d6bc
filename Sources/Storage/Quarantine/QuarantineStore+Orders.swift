package import Domain
import Postgres

extension QuarantineStore {
    /// Orders that an unknown key belongs to a build, which registers it at once.
    ///
    /// - Parameter keyDigits: 12 to 64 hexadecimal digits of the key's hash.
    /// - Returns: the order's number.
    /// - Throws: `QuarantineRefused`, when there is no such key or build, or the key is another build's or revoked.
    package func claim(
        keyDigits: String, buildCode: String, actor: String, reason: String, now: Timestamp
    ) async throws -> Int64 {
        try await order(
            Query(reading: "quarantine_claim") { try $0.int64("quarantine_claim") },
            [.text(keyDigits), .text(buildCode), .text(actor), .text(reason), .time(now)])
    }

    /// Orders that the records of a lane are read again.
    ///
    /// - Parameters:
    ///   - days: of arrival.
    ///   - buildCode: only records of this build; `nil` takes all.
    /// - Returns: the order's number.
    /// - Throws: `QuarantineRefused`, when there is no such lane or build, or limits would have to be ignored.
    package func replay(
        lane: String, days: (from: Day, to: Day), buildCode: String?, ignoringLimits: Bool, actor: String,
        reason: String, now: Timestamp
    ) async throws -> Int64 {
        try await order(
            Query(reading: "quarantine_replay") { try $0.int64("quarantine_replay") },
            [
                .text(lane), .day(days.from), .day(days.to), .text(buildCode), .bool(ignoringLimits),
                .text(actor),
                .text(reason), .time(now),
            ])
    }

    private func order(_ query: Query<Int64>, _ parameters: [Parameter]) async throws -> Int64 {
        try await refusals { try await write { session in try session.single(query, parameters) } }
    }

    /// Orders that wait to be carried out, the oldest first.
    package func ordersDue(at now: Timestamp) async throws -> [Int64] {
        try await read { session in
            try session.rows(
                Query(reading: "quarantine_orders_due") { try $0.int64("order_id") }, [.time(now)])
        }
    }

    /// How far an order is; `nil` when there is none with this number.
    package func order(_ id: Int64) async throws -> QuarantineOrder? {
        try await read { session in try order(id, in: session) }
    }

    /// Carries an order one step further: reads records again and moves those that count now, in one transaction.
    ///
    /// Several workers may do so at a time: the steps of one order wait for each other, and a record that two orders
    /// want
    /// moves once.
    /// - Parameters:
    ///   - limit: records at most.
    ///   - readmit: called in the transaction, for each record; what it throws undoes the step.
    /// - Returns: `nil` when there is no such order.
    package func stepOrder(
        _ id: Int64, limit: Int, now: Timestamp,
        readmit: @Sendable @escaping (QuarantinedRecord, QuarantineOrder) throws -> Readmission
    ) async throws -> QuarantineStep? {
        try await write { session in
            let lock = Query(reading: "quarantine_order_lock") { try $0.int64("order_id") }
            guard try session.first(lock, [.int(id)]) != nil,
                var order = try order(id, in: session)
            else { return nil }
            guard order.isDue(at: now) else {
                return QuarantineStep(order: order, hasMore: false, endedPass: false)
            }
            let records = try records(of: order, limit: limit, in: session)
            if order.reached == nil { order.leftOver = [:] }
            var counted: [(record: QuarantinedRecord, row: ReceiptRow)] = []
            for record in records {
                let outcome: Readmission =
                    order.isKeyRevoked
                    ? .left(reason: "revoked", buildID: order.buildID) : try readmit(record, order)
                switch outcome {
                case .counted(let row, let keyTail) where order.buildID ?? row.buildID == row.buildID:
                    counted.append((record, row))
                    if order.isKeyUnnamed, let keyTail { try name(&order, keyTail, in: session) }
                case .left(let reason, let buildID) where order.buildID ?? buildID == buildID:
                    order.leftOver[reason, default: 0] += 1
                default: break  // Another build's: the order does not ask for it.
                }
            }
            order.moved += try move(counted, by: order, now: now, in: session)
            let hasMore = records.count == limit
            order.advance(past: records.last?.place, isLast: !hasMore, now: now)
            try save(order, in: session)
            return QuarantineStep(order: order, hasMore: hasMore, endedPass: !hasMore)
        }
    }

    /// Appends the receipts of those records that have not moved yet, under their own ids; returns how many.
    private func move(
        _ counted: [(record: QuarantinedRecord, row: ReceiptRow)], by order: QuarantineOrder, now: Timestamp,
        in session: borrowing Session
    ) throws -> Int {
        guard !counted.isEmpty else { return 0 }
        let places = counted.map(\.record.place)
        let fresh = Set(
            try session.rows(
                Query(reading: "quarantine_moves_add") {
                    "\(try $0.int64("batch_id")) \(try $0.int64("ordinal"))"
                },
                [
                    .int(order.id), .time(now), .days(places.map(\.arrivalDay)),
                    .intArray(places.map(\.batch.number)), .intArray(places.map { Int64($0.ordinal) }),
                    .intArray(counted.map(\.row.buildID)),
                ]))
        var copy = BatchCopy([])
        for (record, row) in counted {
            let place = record.place
            guard fresh.contains("\(place.batch.number) \(place.ordinal)") else { continue }
            let batch = Batch(id: place.batch, arrivalDay: place.arrivalDay, arrivals: [])
            copy.append(row, batch, place.ordinal)
            // The day that counted it as rejected loses it.
            if let buildID = record.entry?.buildID {
                copy.touch(buildID, record.occurredDay ?? place.arrivalDay, place.arrivalDay)
            }
        }
        try database.receipts.send(copy, in: session)
        return fresh.count
    }

    /// Stores the last characters of a claimed key, which only its senders knew.
    private func name(_ order: inout QuarantineOrder, _ tail: String, in session: borrowing Session) throws {
        try session.run(Query("quarantine_key_hint"), [.int(order.entry?.keyID), .text(tail)])
        order.isKeyUnnamed = false
    }

    private func save(_ order: QuarantineOrder, in session: borrowing Session) throws {
        let reached = order.reached
        try session.run(
            Query("quarantine_order_advance"),
            [
                .int(order.id), .time(order.dueAt), .day(reached?.arrivalDay), .int(reached?.batch.number),
                .int(reached.map { Int64($0.ordinal) }), .int(Int64(order.moved)),
                .text(try json(order.leftOver)), .time(order.doneAt),
            ])
    }

    /// The server's own words where one of the order functions refuses.
    func refusals<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.sqlState == "P0001" {
            throw QuarantineRefused(description: error.message)
        }
    }
}

extension QuarantineOrder {
    /// For so long after a claim an instance may still have taken its key for an unknown one.
    private static let settlingSeconds: Int64 = 60

    /// A replay is done when its last record was looked at; a claim looks once more when every instance knows its key.
    fileprivate mutating func advance(past place: QuarantinedRecord.Place?, isLast: Bool, now: Timestamp) {
        guard isLast else {
            reached = place
            return
        }
        let settledAt = requestedAt.adding(seconds: Self.settlingSeconds)
        if kind == .claim, now < settledAt {
            reached = nil
            dueAt = settledAt
        } else {
            reached = place ?? reached
            doneAt = now
        }
    }
}

/// Reading orders and their records.
extension QuarantineStore {
    private func order(_ id: Int64, in session: borrowing Session) throws -> QuarantineOrder? {
        let query = Query(reading: "quarantine_order") { row in
            var days: ClosedRange<Day>?
            if let from = try row.optionalDay("from_day"), let to = try row.optionalDay("to_day"), from <= to
            {
                days = from...to
            }
            let entry = try row.optionalKey(buildID: "key_build_id")
            return QuarantineOrder(
                id: id, kind: try row.value("kind"), lane: try row.value("lane"),
                ignoresLimits: try row.bool("ignores_limits"), moved: try row.int("moved"),
                leftOver: Self.counts(try row.optionalText("left_over") ?? ""),
                doneAt: try row.optionalTimestamp("done_at"),
                isKeyUnnamed: try entry != nil && row.bool("is_key_unnamed"),
                buildID: try row.optionalInt("build_id"), days: days,
                requestedAt: try row.timestamp("requested_at"), dueAt: try row.timestamp("due_at"),
                reached: try row.optionalReached(), entry: entry,
                isKeyRevoked: try entry != nil && row.bool("is_key_revoked"))
        }
        return try session.first(query, [.int(id)])
    }

    /// `malformed 3,not_collecting 2`.
    private static func counts(_ text: String) -> [String: Int] {
        var counts: [String: Int] = [:]
        for part in text.split(separator: ",") {
            let words = part.split(separator: " ")
            if words.count == 2 { counts[String(words[0])] = Int(words[1]) }
        }
        return counts
    }

    private func records(
        of order: QuarantineOrder, limit: Int, in session: borrowing Session
    ) throws -> [QuarantinedRecord] {
        let reached = order.reached
        let rest: [Parameter] = [
            .day(reached?.arrivalDay), .int(reached?.batch.number), .int(reached.map { Int64($0.ordinal) }),
            .int(Int64(limit)),
        ]
        switch order.kind {
        case .claim:
            let entry = order.entry
            let query = Query(reading: "quarantine_claimed") { try $0.record(entry) }
            return try session.rows(query, [.bytes(entry?.hash)] + rest)
        case .replay:
            let query = Query(reading: "quarantine_replayed") {
                try $0.record(try $0.optionalKey(buildID: "build_id"))
            }
            return try session.rows(
                query,
                [
                    .text(order.lane.rawValue), .day(order.days?.lowerBound), .day(order.days?.upperBound),
                    .int(order.buildID),
                ] + rest)
        }
    }
}

extension RowReader {
    /// The key of a record or order, where it is known.
    fileprivate func optionalKey(buildID: StaticString) throws -> KeyEntry? {
        guard let keyID = try optionalInt("key_id") else { return nil }
        return KeyEntry(
            keyID: keyID, buildID: try int64(buildID), hash: try optionalBytes("key_hash") ?? [],
            collectFrom: try optionalDay("collect_from"), collectTo: try optionalDay("collect_to"),
            expiresAt: try optionalTimestamp("expires_at"))
    }

    /// The last record that an order has looked at.
    fileprivate func optionalReached() throws -> QuarantinedRecord.Place? {
        guard let day = try optionalDay("reached_day") else { return nil }
        return QuarantinedRecord.Place(
            arrivalDay: day, batch: BatchID(number: try int64("reached_batch")),
            ordinal: Int32(truncatingIfNeeded: try int64("reached_ordinal")))
    }

    fileprivate func record(_ entry: KeyEntry?) throws -> QuarantinedRecord {
        QuarantinedRecord(
            receivedAt: try timestamp("received_at"), sealed: try optionalBytes("sealed") ?? [], entry: entry,
            place: QuarantinedRecord.Place(
                arrivalDay: try day("arrival_day"), batch: BatchID(number: try int64("batch_id")),
                ordinal: Int32(truncatingIfNeeded: try int64("ordinal"))),
            occurredDay: try optionalDay("occurred_day"))
    }
}
