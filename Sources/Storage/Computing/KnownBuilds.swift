import Synchronization

/// The ids of builds by their codes, which never change: a question about one build then needs one exchange with the
/// database, not two.
final class KnownBuilds: Sendable {
    private let ids = Mutex<[String: Int64]>([:])

    func id(of code: String) -> Int64? { ids.withLock { $0[code] } }

    func add(_ id: Int64, code: String) { ids.withLock { $0[code] = id } }
}
