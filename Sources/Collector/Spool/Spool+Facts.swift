import Glibc

extension Spool {
    /// Keeps a few bytes beside the batches, such as the last known keys; returns when they are on the disk.
    ///
    /// After a crash at any moment `load` returns the old bytes or the new ones. They are the slot's: another process
    /// has others.
    /// - Parameter name: letters, digits, points and hyphens; no point at its beginning.
    package func save(_ bytes: [UInt8], as name: String) throws {
        try requireOpen()
        var frame: [UInt8] = []
        Frame.append(bytes, at: 0, salt: 0, to: &frame)
        try SpoolFile.makeFolder(slot.facts)
        try SpoolFile.replace(try path(ofFact: name), with: frame)
    }

    /// Forgets what was saved under this name; works on a disk that is full.
    package func remove(_ name: String) throws {
        try requireOpen()
        let path = try path(ofFact: name)
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("delete", path) }
        try SpoolFile.syncFolder(slot.facts)
    }

    /// What was saved last under this name; nil when nothing was.
    ///
    /// - Throws: `SpoolError.damaged` when the file holds other bytes than were saved.
    package func load(_ name: String) throws -> [UInt8]? {
        try requireOpen()
        let path = try path(ofFact: name)
        guard let bytes = try SpoolFile.bytes(of: path) else { return nil }
        guard case .whole(let payload) = Frame.read(bytes, at: 0, base: 0, salt: 0),
            payload.upperBound == bytes.count
        else { throw SpoolError.damaged(path: path) }
        return Array(bytes[payload])
    }

    private func path(ofFact name: String) throws(SpoolError) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isPlain, let first = name.first, first != "." else {
            throw .system(
                action: "keep", path: "\"\(name)\"", reason: "a name has letters, digits, points and hyphens")
        }
        return "\(slot.facts)/\(name)"
    }
}
