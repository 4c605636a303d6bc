import Blocking
package import Domain
import Glibc
package import Storage

/// Batches on the local disk while PostgreSQL does not take them.
///
/// Each process has a slot of its own under the spool's folder, held by a lock that ends with the process. A batch is a
/// frame with a checksum in a segment; segments are only appended to, and deleted when they are drained. After a start
/// a new segment is begun, so that nothing is ever written behind what a crash may have left.
///
/// What is read back is a batch that was appended, or nothing: `SpoolDamageTests` flips and cuts to prove it.
package actor Spool {
    /// Where the submission of a batch that waits can be read.
    struct Place {
        let segment: SegmentName
        /// Where its frame begins.
        let offset: Int
    }

    struct SubmissionKey: Hashable {
        let keyID: Int64
        let idempotencyKey: String

        /// `nil` where the sender gave no `Idempotency-Key`.
        init?(_ submission: Submission?) {
            guard let submission, let key = submission.idempotencyKey else { return nil }
            keyID = submission.keyID
            idempotencyKey = key
        }

        init(keyID: Int64, idempotencyKey: String) {
            self.keyID = keyID
            self.idempotencyKey = idempotencyKey
        }
    }

    /// A frame of the oldest segment that was read and is not marked as drained yet.
    struct HandedOut {
        let position: SpoolPosition
        let records: Int
        let submission: SubmissionKey?
    }

    private let executor: ThreadExecutor
    let slot: SpoolSlot
    let limit: Int64
    let observe: Observer
    private let disk: DiskCalls
    private let segmentSize: Int
    /// Given back when it is let go.
    private var lock: SpoolFile?
    /// Oldest first; the writer's is the last, once something is in it.
    var segments: [Segment] = []
    var writer: SegmentWriter?
    /// Segments with bytes behind their end that could not be taken away yet.
    private var uncut: [SegmentWriter] = []
    private var lastNumber: UInt64 = 0
    var handedOut: [HandedOut] = []
    var submissions: [SubmissionKey: Place] = [:]
    /// The highest counter of the batches that waited at the start, by the instance that named them.
    private var lastCounters: [Int32: Int32] = [:]
    private var positionFile: SpoolFile?
    /// How many of the two warnings were given since the spool was emptier.
    private var filling = 0

    /// The thread on which this actor runs.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The number of the slot's folder.
    package nonisolated var slotNumber: Int { slot.number }

    private init(
        _ slot: SpoolSlot, _ lock: SpoolFile, limit: Int64, disk: DiskCalls = .system,
        segmentSize: Int = Segment.sizeMax, observe: @escaping Observer
    ) {
        self.slot = slot
        self.lock = lock
        self.limit = limit
        self.disk = disk
        self.segmentSize = segmentSize
        self.observe = observe
        executor = ThreadExecutor(name: "spool")
    }

    /// Takes the first slot that no process holds, with whatever waits in it.
    ///
    /// Reads and syncs all that waits: two or three seconds a GiB.
    /// - Parameters:
    ///   - folder: made if missing; the folder above it must exist.
    ///   - limit: bytes that may wait in the slot.
    package static func open(
        _ folder: String, limit: Int64, observe: @escaping Observer
    ) async throws -> Spool {
        try await open(
            folder, limit: limit, disk: .system, segmentSize: Segment.sizeMax, observe: observe)
    }

    static func open(
        _ folder: String, limit: Int64, disk: DiskCalls, segmentSize: Int, observe: @escaping Observer
    ) async throws -> Spool {
        let (slot, lock) = try await onThread { () throws(SpoolError) in
            try SpoolSlot.takeFirst(in: folder)
        }
        let spool = Spool(
            slot, lock, limit: limit, disk: disk, segmentSize: segmentSize, observe: observe)
        try await spool.load()
        return spool
    }

    /// Takes a slot whose process is gone and in which batches wait; nil when there is none.
    ///
    /// To be asked now and then, drained like one's own, and closed. Its facts are the other process's.
    package static func openOrphan(
        _ folder: String, limit: Int64, observe: @escaping Observer
    ) async throws -> Spool? {
        guard
            let (slot, lock) = try await onThread({ () throws(SpoolError) in
                try SpoolSlot.takeOrphan(in: folder)
            })
        else { return nil }
        let spool = Spool(slot, lock, limit: limit, observe: observe)
        try await spool.load()
        if await spool.isEmpty {
            await spool.close()
            return nil
        }
        return spool
    }

    /// Whether everything that was appended is in the database.
    package var isEmpty: Bool { segments.isEmpty }

    /// Bytes that wait.
    var bytes: Int64 { segments.reduce(0) { $0 + Int64($1.bytes) } }

    /// The highest counter with which this instance named a batch that waited when the spool was opened.
    package func lastCounter(of instance: Int32) -> Int32? { lastCounters[instance] }

    /// Gives the slot back; waiting batches stay in it for the next owner of the slot.
    package func close() {
        if let writer, writer.end == 0 { unlink(slot.path(of: writer.name)) }
        writer = nil
        segments = []
        submissions = [:]
        handedOut = []
        // By name: a child that is being started may still hold a copy of the descriptor, and with it the lock.
        if let lock { flock(lock.descriptor, LOCK_UN) }
        lock = nil
        executor.stop()
    }

    /// Returns when all `batches` are on the disk; none of them is kept if it throws.
    ///
    /// Only a broken disk that takes neither data nor a cut, and a crash right after, can bring one back for which this
    /// has thrown.
    /// - Throws: `SpoolError`.
    package func append(_ batches: [Batch]) throws {
        try requireOpen()
        let payloads = batches.map(BatchCoding.encode)
        if let tooLarge = payloads.first(where: { $0.count > Frame.payloadMax }) {
            throw SpoolError.tooLarge(bytes: tooLarge.count)
        }
        let size = payloads.reduce(0) { $0 + Frame.headSize + $1.count }
        guard size > 0 else { return }
        guard bytes + Int64(size) <= limit else { throw SpoolError.full(bytes: bytes, limit: limit) }
        uncut.removeAll { $0.cut() }
        let writer = try openWriter()
        let start = writer.end
        do throws(SpoolError) {
            try writer.append(payloads)
        } catch {
            giveUp(writer)
            throw error
        }
        enter(batches, payloads, of: writer.name, from: start)
        noteFilling()
    }

    private func enter(_ batches: [Batch], _ payloads: [[UInt8]], of name: SegmentName, from start: Int) {
        if segments.last?.name != name { segments.append(Segment(name: name)) }
        let last = segments.count - 1
        segments[last].end = start
        for (batch, payload) in zip(batches, payloads) {
            if let key = SubmissionKey(batch.submission), submissions[key] == nil {
                submissions[key] = Place(segment: name, offset: segments[last].end)
            }
            segments[last].end += Frame.headSize + payload.count
            segments[last].batches += 1
            segments[last].records += batch.arrivals.count
        }
    }

    /// The segment to append to: the one in use, or a new one when there is none or it is large enough.
    private func openWriter() throws(SpoolError) -> SegmentWriter {
        if let writer, writer.end < segmentSize { return writer }
        writer = nil
        lastNumber += 1
        var random = SystemRandomNumberGenerator()
        let name = SegmentName(number: lastNumber, salt: random.next())
        let new = try SegmentWriter(name, in: slot.folder, disk)
        writer = new
        return new
    }

    /// Takes away what a failed append has written, and leaves the file for good unless that is certain.
    private func giveUp(_ writer: SegmentWriter) {
        let isCut = writer.cut()
        if isCut, !writer.isSuspect { return }
        self.writer = nil
        if writer.end == 0, unlink(slot.path(of: writer.name)) == 0 { return }
        if !isCut { uncut.append(writer) }
    }

    /// What the first request of this key with this `Idempotency-Key` was promised, while its batch waits here.
    ///
    /// To be asked before the database is: a batch is there before it leaves the spool.
    package func submission(keyID: Int64, idempotencyKey: String) throws -> (
        id: BatchID, submission: Submission
    )? {
        try requireOpen()
        let key = SubmissionKey(keyID: keyID, idempotencyKey: idempotencyKey)
        guard let place = submissions[key] else { return nil }
        let file = try SpoolFile(slot.path(of: place.segment), O_RDONLY)
        var reader = try SegmentReader(file, salt: place.segment.salt, from: place.offset)
        guard let frame = try reader.frame(),
            frame.end - frame.payload.count - Frame.headSize == place.offset,
            let summary = try? BatchCoding.Summary(frame.payload), let submission = summary.submission
        else { throw SpoolError.damaged(path: file.path) }
        return (summary.id, submission)
    }

    func requireOpen() throws(SpoolError) {
        if lock == nil { throw .closed }
    }

    /// Warns when more than half, and when more than nine tenths of the limit is used, once each until it is less.
    func noteFilling() {
        let bytes = bytes
        let level = bytes > limit / 10 * 9 ? 2 : bytes > limit / 2 ? 1 : 0
        if level > filling { observe(.spoolFilling(bytes: bytes, limit: limit)) }
        filling = level
    }

    /// Reads what waits in the slot.
    private func load() throws(SpoolError) {
        let position = try SpoolFile.bytes(of: slot.position).flatMap { SpoolPosition($0) }
        // Without it more is offered again after a start, and nothing else.
        positionFile = try? SpoolFile(slot.position, O_WRONLY | O_CREAT)
        lastNumber = position?.segment.number ?? 0
        for name in slot.segments() {
            lastNumber = max(lastNumber, name.number)
            if let position, name.number < position.segment.number {
                unlink(slot.path(of: name))
                continue
            }
            let segment = try scan(name, from: position?.segment == name ? position?.offset ?? 0 : 0)
            segments.append(segment)
            if segment.isDrained { dropSegment(at: segments.count - 1) }
        }
        noteFilling()
    }

    /// Counts a segment, and has all of it on the disk: what is found may have been written without a sync.
    private func scan(_ name: SegmentName, from start: Int) throws(SpoolError) -> Segment {
        let file = try SpoolFile(slot.path(of: name), O_RDONLY)
        guard fdatasync(file.descriptor) == 0 else { throw failure("sync", file.path) }
        var segment = Segment(name: name, end: start, drained: start)
        var reader = try SegmentReader(file, salt: name.salt, from: start)
        var unknown: BatchCodingError?
        while let (payload, end) = try reader.frame() {
            do throws(BatchCodingError) {
                let summary = try BatchCoding.Summary(payload)
                segment.batches += 1
                segment.records += summary.records
                let (instance, counter) = (summary.id.instance, summary.id.counter)
                lastCounters[instance] = max(lastCounters[instance] ?? counter, counter)
                if let key = SubmissionKey(summary.submission), submissions[key] == nil {
                    let offset = end - payload.count - Frame.headSize
                    submissions[key] = Place(segment: name, offset: offset)
                }
            } catch {
                unknown = unknown ?? error
            }
        }
        segment.end = reader.end
        if let reason = reader.damage ?? unknown?.description { keepAside(&segment, reason) }
        return segment
    }

    /// Gives the file of a segment a second name among the damaged, and says so, once.
    func keepAside(_ segment: inout Segment, _ reason: String) {
        segment.isDamaged = true
        let path = "\(slot.damaged)/\(segment.name.text)"
        do throws(SpoolError) {
            try SpoolFile.makeFolder(slot.damaged)
            if link(slot.path(of: segment.name), path) != 0 {
                if errno == EEXIST { return }
                throw failure("link to", path)
            }
            observe(.spoolDamaged(file: path, reason: reason))
        } catch {
            observe(.spoolDamaged(file: slot.path(of: segment.name), reason: "\(reason); \(error)"))
        }
    }

    /// Forgets a segment and deletes its file; one that is damaged must have its second name.
    func dropSegment(at index: Int) {
        let segment = segments.remove(at: index)
        if writer?.name == segment.name { writer = nil }
        if segment.batches > 0 {
            submissions = submissions.filter { $0.value.segment != segment.name }
        }
        let path = slot.path(of: segment.name)
        if segment.isDamaged, access("\(slot.damaged)/\(segment.name.text)", F_OK) != 0 { return }
        unlink(path)
    }

    /// Notes how far the slot is drained.
    func save(_ position: SpoolPosition) {
        guard let positionFile else { return }
        try? DiskCalls.system.write(position.bytes, at: 0, to: positionFile)
    }

    /// Runs blocking calls while there is no actor yet.
    private static func onThread<T: Sendable>(
        _ body: @Sendable () throws(SpoolError) -> T
    ) async throws(SpoolError) -> T {
        let thread = BlockingThread(name: "spool")
        defer { thread.stop() }
        return try await thread.run(body)
    }
}
