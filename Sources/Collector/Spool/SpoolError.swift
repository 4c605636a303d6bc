import Glibc

/// Why the spool did not do what was asked; nothing of it remains in the spool.
package enum SpoolError: Error, Equatable, CustomStringConvertible {
    /// A call of the system failed.
    case system(action: String, path: String, reason: String)
    /// What waits in the spool and the new batches together are more than it may hold.
    case full(bytes: Int64, limit: Int64)
    /// A batch that is larger than any request can make it.
    case tooLarge(bytes: Int)
    /// A file that is kept beside the batches holds other bytes than were written.
    case damaged(path: String)
    /// Every slot is in use by a process.
    case noSlot(folder: String)
    /// The spool was closed.
    case closed

    package var description: String {
        switch self {
        case .system(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
        case .full(let bytes, let limit):
            "the spool is full: \(bytes) bytes wait in it and \(limit) are allowed (AFTERBUILD_SPOOL_LIMIT)"
        case .tooLarge(let bytes): "a batch of \(bytes) bytes; at most \(Frame.payloadMax) fit into the spool"
        case .damaged(let path): "\(path) is damaged: it holds other bytes than were written"
        case .noSlot(let folder): "all slots of \(folder) are in use: \(SpoolSlot.countMax) processes at most"
        case .closed: "the spool is closed"
        }
    }
}

/// The error of the call that just failed, from `errno`.
func failure(_ action: String, _ path: String) -> SpoolError {
    .system(action: action, path: path, reason: String(cString: strerror(errno)))
}
