import Domain
import Synchronization

/// What a request to the pages turns out to be while it is answered: from where, by whom, and whose data it read.
final class RequestTrace: Sendable {
    /// Of the request that this task answers; `nil` outside of requests to pages.
    @TaskLocal static var current: RequestTrace?

    /// What was read, for the access log.
    struct Read: Sendable {
        var access: Access
        var builds: [Int64]
        var caseID: Int64?
        var rows: Int
    }

    private struct State {
        var access: Access?
        var builds: [Int64] = []
        var caseID: Int64?
        var rows = 0
        var hasRead = false
    }

    /// The address of the asker, as the connection or a trusted proxy says.
    let address: String?
    private let state = Mutex(State())

    init(address: String?) {
        self.address = address
    }

    func noteAccess(_ access: Access) {
        state.withLock { $0.access = access }
    }

    /// Notes whose data the answer holds.
    func noteRead(builds: [Int64], caseID: Int64? = nil, rows: Int = 1) {
        state.withLock { state in
            state.builds += builds.filter { !state.builds.contains($0) }
            state.caseID = caseID ?? state.caseID
            state.rows += rows
            state.hasRead = true
        }
    }

    /// `nil` where nobody's data was read, or nobody is signed in: firms that answer by their link read their own.
    var read: Read? {
        state.withLock { state in
            guard state.hasRead, let access = state.access else { return nil }
            return Read(access: access, builds: state.builds, caseID: state.caseID, rows: state.rows)
        }
    }
}
