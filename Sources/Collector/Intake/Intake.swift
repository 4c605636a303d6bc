package import Domain
package import Storage

/// What a record amounts to: where it goes and what its sender is told.
package struct Admission: Sendable {
    package let arrival: Arrival
    package let code: ResultCode
    /// Set when its key was never used so before.
    package let sighting: KeySighting?
}

/// Turns what was sent into arrivals: decodes, chooses the lane, and replaces people by pseudonyms.
package struct Intake: Sendable {
    private let decoder: WireDecoder
    private let keys: KeyRing
    private let secrets: CollectorSecrets
    private let limits: SenderLimits
    private let ledger = SenderLedger()

    package init(decoder: WireDecoder, keys: KeyRing, secrets: CollectorSecrets, limits: SenderLimits) {
        self.decoder = decoder
        self.keys = keys
        self.secrets = secrets
        self.limits = limits
    }

    /// A request of the old protocol.
    ///
    /// - Parameter network: class of the sender's own address, where it is known.
    /// - Throws: only when a secret is missing or raw bytes cannot be sealed.
    package func admit(
        _ request: WireRequest, receivedAt: Timestamp, network: AddressClass?
    ) throws -> Admission {
        let decoded = decoder.decode(request)
        let keyHash = decoded.record.key.map { secrets.hash(ofKey: $0) }
        let entry = keyHash.flatMap { keys.entry(for: $0) }.flatMap { $0.isLive(at: receivedAt) ? $0 : nil }
        var requests = 0
        if let entry { requests = ledger.countRequest(of: entry.keyID, on: receivedAt.day) }
        let status = keyStatus(of: entry, at: receivedAt.day, isOverLimit: requests > limits.requestsADay)
        let (lane, code) = triage(decoded, key: status)
        var people = PersonCache(secrets: secrets, sizeMax: 0)
        let arrival = try arrival(
            of: decoded, lane, code, entry, keyHash: keyHash, receivedAt: receivedAt, people: &people,
            raw: { request.rawBytes })
        var answer = code
        if limits.isLegacy, lane == .counted, let entry {
            answer = ledger.legacyAnswer(to: entry.keyID, at: receivedAt, requests: requests)
        }
        return Admission(
            arrival: arrival, code: answer,
            sighting: entry.flatMap {
                keys.sighting(of: $0, dialect: decoded.record.dialect.code, network: network, at: receivedAt)
            })
    }

    /// The key with this text; `nil` unless it is registered and live.
    package func holder(ofKey key: String, at now: Timestamp) -> KeyEntry? {
        keys.entry(for: secrets.hash(ofKey: key)).flatMap { $0.isLive(at: now) ? $0 : nil }
    }

    /// What is understood of the raw bytes of a record, as of now.
    ///
    /// - Throws: when the bytes cannot be opened.
    package func read(_ sealed: [UInt8]) throws -> Decoded {
        decoder.decode(try WireRequest(rawBytes: secrets.open(sealed)))
    }

    /// Begins a file that the holder of a key sent as a whole, or an officer imports.
    ///
    /// - Parameters:
    ///   - entry: whose file it is; its lines hold no key.
    ///   - isLimited: false for what an officer imports.
    package func beginFile(of entry: KeyEntry, receivedAt: Timestamp, isLimited: Bool) -> FileSession {
        FileSession(
            entry: entry, receivedAt: receivedAt, isCollecting: isCollecting(entry, at: receivedAt.day),
            linesADayMax: isLimited ? limits.requestsADay : nil,
            lines: ledger.lines(of: entry.keyID, on: receivedAt.day), secrets: secrets)
    }

    /// One line of a file.
    ///
    /// - Throws: only when a secret is missing or raw bytes cannot be sealed.
    package func admit(_ line: FileLine, of file: inout FileSession) throws -> Admission {
        let decoded = decoder.decode(line)
        let isOverLimit = file.isOverLimit(claiming: decoded.record.occurredAt?.day)
        let (lane, code) = triage(
            decoded, key: .registered(collecting: file.isCollecting, overLimit: isOverLimit))
        return Admission(
            arrival: try arrival(
                of: decoded, lane, code, file.entry, keyHash: file.entry.hash, receivedAt: file.receivedAt,
                people: &file.people, raw: { line.request.rawBytes }),
            code: code, sighting: nil)
    }

    /// Counts the lines of a file against the daily limit, once they are stored.
    package func count(_ file: FileSession) {
        ledger.count(file.newLines, of: file.entry.keyID, on: file.receivedAt.day)
    }

    /// What a quarantined record amounts to now, counted as having arrived when it did.
    ///
    /// - Parameters:
    ///   - sealed: its raw bytes.
    ///   - entry: the key whose record it is taken for; `nil` looks the key up that the bytes hold.
    ///   - ignoringLimits: counts it although the build was not collecting, or its key over its limit.
    /// - Throws: when the bytes cannot be opened.
    package func readmit(
        _ sealed: [UInt8], receivedAt: Timestamp, as entry: KeyEntry?, ignoringLimits: Bool
    ) throws -> Admission {
        let request = try WireRequest(rawBytes: secrets.open(sealed))
        let decoded = decoder.decode(request)
        let keyHash = entry?.hash ?? decoded.record.key.map { secrets.hash(ofKey: $0) }
        let entry =
            entry ?? keyHash.flatMap { keys.entry(for: $0) }.flatMap { $0.isLive(at: receivedAt) ? $0 : nil }
        var status = keyStatus(of: entry, at: receivedAt.day, isOverLimit: false)
        if ignoringLimits, entry != nil { status = .registered(collecting: true, overLimit: false) }
        let (lane, code) = triage(decoded, key: status)
        var people = PersonCache(secrets: secrets, sizeMax: 0)
        return Admission(
            arrival: try arrival(
                of: decoded, lane, code, entry, keyHash: keyHash, receivedAt: receivedAt, people: &people,
                raw: { request.rawBytes }),
            code: code, sighting: nil)
    }

    /// The lane of a spooled record chosen again, where the keys of its time may have been old ones.
    package func rechosen(_ arrival: Arrival) -> Arrival {
        guard case .quarantined(let row) = arrival, row.lane == .unknownKey || row.lane == .notCollecting,
            let admission = try? readmit(
                row.sealed, receivedAt: row.receivedAt, as: nil, ignoringLimits: false)
        else { return arrival }
        return admission.arrival
    }

    private func keyStatus(of entry: KeyEntry?, at day: Day, isOverLimit: Bool) -> KeyStatus {
        guard let entry else { return .unknown }
        return .registered(collecting: isCollecting(entry, at: day), overLimit: isOverLimit)
    }

    private func isCollecting(_ entry: KeyEntry, at day: Day) -> Bool {
        entry.collectFrom.map { $0 <= day } ?? true && entry.collectTo.map { day <= $0 } ?? true
    }

    private func arrival(
        of decoded: Decoded, _ lane: Lane, _ code: ResultCode, _ entry: KeyEntry?, keyHash: [UInt8]?,
        receivedAt: Timestamp, people: inout PersonCache, raw: () -> [UInt8]
    ) throws -> Arrival {
        if lane == .counted, let entry, let occurredAt = decoded.record.occurredAt {
            return .counted(try receipt(decoded.record, entry, occurredAt, receivedAt, &people, raw))
        }
        return .quarantined(
            QuarantineRow(
                receivedAt: receivedAt, lane: lane, code: code, keyID: entry?.keyID,
                // A test record says nothing about a build: it touches none of its days.
                buildID: lane == .test ? nil : entry?.buildID,
                keyHash: keyHash, occurredAt: storable(decoded.record.occurredAt),
                dialect: decoded.record.dialect.code,
                repairs: Int64(bitPattern: decoded.record.repairs.rawValue),
                sealed: try secrets.seal(raw())))
    }

    private func receipt(
        _ record: DecodedRecord, _ entry: KeyEntry, _ occurredAt: Timestamp, _ receivedAt: Timestamp,
        _ people: inout PersonCache, _ raw: () -> [UInt8]
    ) throws -> ReceiptRow {
        let day = receivedAt.day
        let canonical = record.action.map { $0.code } ?? ""
        return ReceiptRow(
            buildID: entry.buildID, keyID: entry.keyID, receivedAt: receivedAt, occurredAt: occurredAt,
            dialect: record.dialect.code, action: record.action,
            user: try record.sysUser.map { try people.pseudonym(of: $0, build: entry.buildID, at: day) },
            addressClass: record.addressClass?.rawValue,
            addressHash: try record.conectIp.map {
                try people.hash(ofAddress: $0, build: entry.buildID, at: day)
            },
            quantity: record.quantity,
            logDt: record.logDtIsCanonical ? nil : record.logDt.map(withoutNUL),
            useSe: record.useSe == canonical ? nil : record.useSe.map(withoutNUL),
            repairs: Int64(bitPattern: record.repairs.rawValue),
            isImplausible: isImplausible(occurredAt: occurredAt, receivedAt: receivedAt),
            sealed: record.repairs.isEmpty ? nil : try secrets.seal(raw()))
    }
}

/// PostgreSQL's `text` cannot hold NUL; the sealed raw bytes keep it.
private func withoutNUL(_ text: String) -> String {
    guard text.utf8.contains(0) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
}

/// A claim in any year that a client can write is one that PostgreSQL can hold; this keeps it so if that changes.
private func storable(_ time: Timestamp?) -> Timestamp? {
    time.flatMap { (1...9_999).contains($0.day.year) ? $0 : nil }
}
