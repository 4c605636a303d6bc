import Glibc

/// The system user as whom PostgreSQL runs: `postgres` when we are root, else ourselves.
struct ServerAccount: Sendable, Equatable {
    static let name = "postgres"

    let userID: UInt32
    let groupID: UInt32
    /// Whether we are root and it is not.
    let isOther: Bool

    /// The account for the effective user.
    static func current() throws(ClusterError) -> ServerAccount {
        guard geteuid() == 0 else {
            return ServerAccount(userID: geteuid(), groupID: getegid(), isOther: false)
        }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        let code = getpwnam_r(name, &entry, &buffer, buffer.count, &found)
        guard code == 0, found != nil, entry.pw_uid != 0 else { throw .noAccount }
        return ServerAccount(userID: entry.pw_uid, groupID: entry.pw_gid, isOther: true)
    }
}
