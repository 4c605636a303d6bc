import Domain
import Foundation
import Storage
import Synchronization
import TestSupport

@testable import Collector

/// A folder of its own for a spool, and what a spool in it observed.
final class SpoolPlace: Sendable {
    let root: String
    private let seen = Mutex<[Observation]>([])

    private init(below folder: String) throws {
        root = "\(folder)/abspool-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    static func with(
        below folder: String = FileManager.default.temporaryDirectory.path,
        _ body: (SpoolPlace) async throws -> Void
    ) async throws {
        let place = try SpoolPlace(below: folder)
        defer { try? FileManager.default.removeItem(atPath: place.root) }
        try await body(place)
    }

    var folder: String { "\(root)/spool" }
    var observed: [Observation] { seen.withLock { $0 } }

    var damages: Int {
        observed.count { if case .spoolDamaged = $0 { true } else { false } }
    }

    func forget() {
        seen.withLock { $0 = [] }
    }

    func open(
        limit: Int64 = 1 << 30, disk: DiskCalls = .system, segmentSize: Int = Segment.sizeMax,
        at folder: String? = nil
    ) async throws -> Spool {
        try await Spool.open(
            folder ?? self.folder, limit: limit, disk: disk, segmentSize: segmentSize, observe: observe)
    }

    func openOrphan(limit: Int64 = 1 << 30) async throws -> Spool? {
        try await Spool.openOrphan(folder, limit: limit, observe: observe)
    }

    @Sendable func observe(_ observation: Observation) {
        seen.withLock { $0.append(observation) }
    }

    /// What a process that ends by kill -9 now would leave to the next.
    func copy() throws -> String {
        let copy = "\(root)/copy-\(UUID().uuidString.prefix(8))"
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        return copy
    }

    /// The paths of slot 0's segments.
    func segments(in folder: String? = nil) throws -> [String] {
        let slot = "\(folder ?? self.folder)/0"
        return try FileManager.default.contentsOfDirectory(atPath: slot).filter { $0.hasSuffix(".segment") }
            .sorted().map { "\(slot)/\($0)" }
    }
}

extension Spool {
    /// Takes everything out, as texts that show every field.
    func drain(_ count: Int = 100) throws -> [String] {
        var texts: [String] = []
        while true {
            let found = try oldest(count)
            guard let last = found.last else { return texts }
            texts += found.map { text(of: $0.batch) }
            markDrained(upTo: last.position)
        }
    }
}

/// Every field of a batch, of large ones the beginning; two batches with one text are the same.
func text(of batch: Batch) -> String {
    var text = ""
    dump(batch, to: &text, maxItems: 5_000)
    return text
}

/// Batches with any value in any field.
struct SampleBatches {
    var random: SeededGenerator

    init(_ seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// A batch of one short receipt, told from all others by its number.
    static func small(_ number: Int64, submission: Submission? = nil, sealed: [UInt8]? = nil) -> Batch {
        let now = Timestamp(day: Day(number: 20_600), hour: 9).adding(seconds: number)
        let row = ReceiptRow(
            buildID: number, keyID: 1, receivedAt: now, occurredAt: now, dialect: 0, action: .read,
            user: Pseudonym(epoch: 2026, hash: [1, 2, 3]), addressClass: 1, addressHash: nil, quantity: 0,
            logDt: nil, useSe: nil, repairs: 0, isImplausible: false, sealed: sealed)
        return Batch(
            id: BatchID(number: number), arrivalDay: now.day, arrivals: [.counted(row)],
            submission: submission)
    }

    mutating func next(arrivals: Int = 20) -> Batch {
        Batch(
            id: BatchID(number: integer()),
            arrivalDay: Day(number: Int32.random(in: -100_000...100_000, using: &random)),
            arrivals: (0..<Int.random(in: 0...arrivals, using: &random)).map { _ in
                Bool.random(using: &random) ? .counted(receipt()) : .quarantined(quarantine())
            },
            sightings: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                KeySighting(
                    keyID: integer(), buildID: integer(), dialect: integer(), network: maybe { $0.integer() },
                    seenAt: time())
            },
            submission: maybe { sample in
                Submission(
                    keyID: sample.integer(), idempotencyKey: sample.maybe { $0.word() },
                    lines: Int(sample.integer() as Int64), counted: Int(sample.integer() as Int64),
                    quarantined: sample.word())
            })
    }

    private mutating func receipt() -> ReceiptRow {
        ReceiptRow(
            buildID: integer(), keyID: integer(), receivedAt: time(), occurredAt: time(), dialect: integer(),
            action: maybe { Action.allCases.randomElement(using: &$0.random) ?? .read },
            user: maybe { Pseudonym(epoch: $0.integer(), hash: $0.bytes()) },
            addressClass: maybe { $0.integer() }, addressHash: maybe { $0.bytes() },
            quantity: maybe { $0.integer() }, logDt: maybe { $0.word() }, useSe: maybe { $0.word() },
            repairs: integer(), isImplausible: Bool.random(using: &random), sealed: maybe { $0.bytes() })
    }

    private mutating func quarantine() -> QuarantineRow {
        QuarantineRow(
            receivedAt: time(), lane: Lane.allCases.randomElement(using: &random) ?? .test,
            code: ResultCode.allCases.randomElement(using: &random) ?? .AP1030, keyID: maybe { $0.integer() },
            buildID: maybe { $0.integer() }, keyHash: maybe { $0.bytes() }, occurredAt: maybe { $0.time() },
            dialect: maybe { $0.integer() }, repairs: integer(), sealed: bytes())
    }

    private mutating func maybe<Value>(_ make: (inout SampleBatches) -> Value) -> Value? {
        Bool.random(using: &random) ? make(&self) : nil
    }

    /// Often at the end of its range.
    private mutating func integer<Number: FixedWidthInteger>() -> Number {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: .min
        case 1: .max
        case 2: 0
        default: Number.random(in: .min ... .max, using: &random)
        }
    }

    private mutating func time() -> Timestamp {
        // So far apart that differences wrap.
        Timestamp(microseconds: Int64.random(in: -1 << 62...1 << 62, using: &random))
    }

    mutating func bytes(_ most: Int = 40) -> [UInt8] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in .random(in: .min ... .max, using: &random) }
    }

    private mutating func word() -> String {
        ["", "조회", "2026-05-07 09:12:33:609", "a\0b", "\u{FEFF}로그인 ", String(repeating: "가", count: 90)]
            .randomElement(using: &random) ?? ""
    }
}
