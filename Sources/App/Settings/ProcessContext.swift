import Glibc

/// What the process was started with and as whom: all that settings depend on besides flags.
struct ProcessContext: Sendable {
    var environment: [String: String]
    /// The absolute path of the running program, symbolic links resolved.
    var executable: String
    var workingDirectory: String
    /// The effective user.
    var userID: UInt32

    /// Reads the environment of this process, once.
    static func current() -> ProcessContext {
        var environment: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { environment[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return ProcessContext(
            environment: environment, executable: FileSystem.canonical("/proc/self/exe") ?? "/",
            workingDirectory: FileSystem.canonical(".") ?? "/", userID: geteuid())
    }
}
