package import Domain
package import Storage

/// What a request amounts to: where its record goes and what its sender is told.
package struct Admission: Sendable {
    package let arrival: Arrival
    package let code: ResultCode
}

/// Turns a request into an arrival: decodes, chooses the lane, and replaces people by pseudonyms.
package struct Intake: Sendable {
    private let decoder: WireDecoder
    private let keys: KeyRing
    private let secrets: CollectorSecrets
    private let dailyLimit: Int
    private let counter = DailyCounter()

    /// - Parameter dailyLimit: records a day and key; what is above it goes to the lane `over_limit`.
    package init(decoder: WireDecoder, keys: KeyRing, secrets: CollectorSecrets, dailyLimit: Int) {
        self.decoder = decoder
        self.keys = keys
        self.secrets = secrets
        self.dailyLimit = dailyLimit
    }

    /// - Throws: only when a secret is missing or raw bytes cannot be sealed.
    package func admit(_ request: WireRequest, receivedAt: Timestamp) throws -> Admission {
        let decoded = decoder.decode(request)
        let keyHash = decoded.record.key.map { secrets.hash(ofKey: $0) }
        let entry = keyHash.flatMap { keys.entry(for: $0) }
        let (lane, code) = triage(decoded, key: standing(of: entry, at: receivedAt.day))
        if lane == .counted, let entry, let occurredAt = decoded.record.occurredAt {
            let row = try receipt(decoded.record, entry, occurredAt, receivedAt, request)
            return Admission(arrival: .counted(row), code: code)
        }
        // A test record says nothing about a build: it touches none of its days.
        let row = QuarantineRow(
            receivedAt: receivedAt, lane: lane, code: code, keyID: entry?.keyID,
            buildID: lane == .test ? nil : entry?.buildID,
            keyHash: keyHash, occurredAt: storable(decoded.record.occurredAt),
            dialect: decoded.record.dialect.code,
            repairs: Int64(bitPattern: decoded.record.repairs.rawValue),
            sealed: try secrets.seal(request.rawBytes))
        return Admission(arrival: .quarantined(row), code: code)
    }

    private func standing(of entry: KeyEntry?, at day: Day) -> KeyStanding {
        guard let entry else { return .unknown }
        let isCollecting =
            entry.collectFrom.map { $0 <= day } ?? true && entry.collectTo.map { day <= $0 } ?? true
        return .registered(
            collecting: isCollecting, overLimit: counter.count(entry.keyID, on: day) > dailyLimit)
    }

    private func receipt(
        _ record: DecodedRecord, _ entry: KeyEntry, _ occurredAt: Timestamp, _ receivedAt: Timestamp,
        _ request: WireRequest
    ) throws -> ReceiptRow {
        let day = receivedAt.day
        let canonical = record.action.map { $0.code } ?? ""
        return ReceiptRow(
            buildID: entry.buildID, keyID: entry.keyID, receivedAt: receivedAt, occurredAt: occurredAt,
            dialect: record.dialect.code, action: record.action,
            user: try record.sysUser.map { try secrets.pseudonym(of: $0, build: entry.buildID, at: day) },
            addressClass: record.addressClass?.rawValue,
            addressHash: try record.conectIp.map {
                try secrets.hash(ofAddress: $0, build: entry.buildID, at: day)
            },
            quantity: record.quantity,
            logDt: record.logDtIsCanonical ? nil : record.logDt.map(withoutNUL),
            useSe: record.useSe == canonical ? nil : record.useSe.map(withoutNUL),
            repairs: Int64(bitPattern: record.repairs.rawValue),
            isImplausible: isImplausible(occurredAt: occurredAt, receivedAt: receivedAt),
            sealed: record.repairs.isEmpty ? nil : try secrets.seal(request.rawBytes))
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

extension WireRequest {
    /// The request as it is sealed: request line, content type, blank line, body.
    var rawBytes: [UInt8] {
        var bytes = Array("\(method) \(path)".utf8)
        if !query.isEmpty {
            bytes.append(63)
            bytes.append(contentsOf: query)
        }
        bytes.append(10)
        bytes.append(contentsOf: (contentType ?? "").utf8)
        bytes.append(contentsOf: [10, 10])
        bytes.append(contentsOf: body)
        return bytes
    }
}
