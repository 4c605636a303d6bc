import Glibc

/// The folder of one process: its segments, how far they are drained, and what was put aside.
struct SpoolSlot: Sendable {
    /// Processes that share one spool at most.
    static let countMax = 64

    /// Holds the folders of all slots.
    let spool: String
    let number: Int

    var folder: String { "\(spool)/\(number)" }
    var lock: String { "\(folder)/lock" }
    var position: String { "\(folder)/position" }
    var damaged: String { "\(folder)/damaged" }
    var refused: String { "\(folder)/refused" }
    var facts: String { "\(folder)/facts" }

    func path(of segment: SegmentName) -> String { "\(folder)/\(segment.text)" }

    /// In the order in which they were written.
    func segments() -> [SegmentName] {
        SpoolFile.names(in: folder).compactMap(SegmentName.init).sorted { $0.number < $1.number }
    }

    /// The slots that exist.
    static func all(in spool: String) -> [SpoolSlot] {
        SpoolFile.names(in: spool).compactMap { name in
            guard let number = Int(name), (0..<countMax).contains(number), String(number) == name else {
                return nil
            }
            return SpoolSlot(spool: spool, number: number)
        }.sorted { $0.number < $1.number }
    }

    /// Takes the first slot that no process holds, making it if need be.
    static func takeFirst(in spool: String) throws(SpoolError) -> (slot: SpoolSlot, lock: SpoolFile) {
        try SpoolFile.makeFolder(spool)
        for number in 0..<countMax {
            let slot = SpoolSlot(spool: spool, number: number)
            try SpoolFile.makeFolder(slot.folder)
            if let lock = try slot.take() { return (slot, lock) }
        }
        throw .noSlot(folder: spool)
    }

    /// Takes the first slot that holds segments and that no process holds.
    static func takeOrphan(in spool: String) throws(SpoolError) -> (slot: SpoolSlot, lock: SpoolFile)? {
        for slot in all(in: spool) where !slot.segments().isEmpty {
            if let lock = try slot.take() { return (slot, lock) }
        }
        return nil
    }

    /// The lock, which the system gives back with the process, however that ends; nil when somebody holds it.
    private func take() throws(SpoolError) -> SpoolFile? {
        let file = try SpoolFile(lock, O_RDWR | O_CREAT)
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            if errno != EINTR { throw failure("lock", lock) }
        }
        return file
    }

    /// The process that holds the lock, without touching it; nil when none does that can be seen from here.
    func holder() -> Int32? {
        var status = stat()
        guard stat(lock, &status) == 0, let file = try? SpoolFile("/proc/locks", O_RDONLY),
            let bytes = try? file.read(0..<1 << 20)
        else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            // 1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
            let words = line.split(separator: " ")
            guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(status.st_ino)") else {
                continue
            }
            return Int32(words[4])
        }
        return nil
    }
}
