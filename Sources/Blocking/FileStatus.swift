import Glibc

/// What the file system knows of a file.
///
/// The C structure stays in this module, which imports nothing else: in a module that imports Foundation as well, its
/// members belong now to one and now to another of the C modules that declare it, and do not always compile.
package struct FileStatus: Sendable {
    /// When it was changed last.
    package struct Time: Sendable, Comparable {
        let seconds: Int
        let nanoseconds: Int

        package static func < (left: Time, right: Time) -> Bool {
            (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
        }
    }

    /// The number of the user to whom it belongs.
    package let owner: UInt32
    /// Kind and permissions, as `st_mode` has them.
    package let mode: UInt32
    package let modified: Time

    /// Whether it is of a kind, such as `S_IFDIR`.
    package func isKind(_ kind: UInt32) -> Bool { mode & UInt32(S_IFMT) == kind }

    /// The nine bits of who may do what.
    package var permissions: UInt32 { mode & 0o777 }

    /// An open file; `nil` with `errno` where it cannot be asked.
    package init?(descriptor: Int32) {
        self.init { fstat(descriptor, &$0) }
    }

    /// A path, or what it points to; `nil` with `errno` where there is nothing.
    package init?(following path: String) {
        self.init { stat(path, &$0) }
    }

    /// A path itself, which may be a link; `nil` with `errno` where there is nothing.
    package init?(of path: String) {
        self.init { lstat(path, &$0) }
    }

    private init?(_ ask: (inout stat) -> Int32) {
        var status = stat()
        guard ask(&status) == 0 else { return nil }
        owner = status.st_uid
        mode = status.st_mode
        modified = Time(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}
