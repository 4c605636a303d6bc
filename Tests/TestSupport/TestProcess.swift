package import Foundation
import Glibc
import Synchronization

/// A child process of a test, with its output in files.
///
/// Not Foundation's `Process`, which notices the end of a child by descriptors that a child started at the same moment
/// inherits: with many tests at once it may then wait for ever.
package final class TestProcess: Sendable {
    package let pid: pid_t
    /// Its program and arguments.
    private let program: String
    private let output: String
    private let errors: String
    /// The write end of the child's standard input; the child sees its end when we die.
    private let input: Int32
    private let status = Mutex<Int32?>(nil)

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }

    /// Starts `program` (an absolute path).
    package init(_ program: String, _ arguments: [String], _ environment: [String: String]) throws(Failure) {
        let folder = FileManager.default.temporaryDirectory.path
        output = "\(folder)/afterbuild-output-\(UUID().uuidString)"
        errors = "\(folder)/afterbuild-errors-\(UUID().uuidString)"
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure("no pipe: error \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        input = ends[1]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        var pid: pid_t = 0
        let result = posix_spawn(&pid, program, &actions, nil, &words, &variables)
        for text in words + variables { free(text) }
        posix_spawn_file_actions_destroy(&actions)
        close(ends[0])
        self.pid = pid
        self.program = ([program] + arguments).joined(separator: " ")
        // The deinitialiser closes the other end, also when this throws.
        guard result == 0 else {
            throw Failure("cannot start \(program): \(String(cString: strerror(result)))")
        }
    }

    deinit {
        precondition(close(input) == 0, "descriptor \(input) was closed twice")
        unlink(output)
        unlink(errors)
    }

    /// What it wrote to standard output so far.
    package var outputText: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
    /// What it wrote to standard error so far.
    package var errorText: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

    /// The exit status, 128 and the signal for a killed one; `nil` while it runs.
    package var exitStatus: Int32? {
        status.withLock { known in
            if known == nil {
                var raw: Int32 = 0
                let found = waitpid(pid, &raw, WNOHANG)
                if found == pid { known = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F }
                if found < 0 { known = 255 }
            }
            return known
        }
    }

    package var isRunning: Bool { exitStatus == nil }

    /// Sends a signal, if it still runs.
    package func send(_ signal: Int32) {
        if isRunning { kill(pid, signal) }
    }

    /// Returns its exit status when it has ended, also within a cancelled task.
    ///
    /// One that takes longer than `limit` is killed, and standard error names it.
    package func wait(within limit: Duration = .seconds(600)) async -> Int32 {
        let end = ContinuousClock.now + limit
        while true {
            if let exitStatus { return exitStatus }
            if ContinuousClock.now >= end, isRunning {
                FileHandle.standardError.write(
                    Data("\(program) (process \(pid)) did not end within \(limit) and is killed\n".utf8))
                send(SIGKILL)
            }
            if Task.isCancelled {
                await Task.yield()
            } else {
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}
