import Subprocess

/// The programs of one PostgreSQL version, and how to run them as the server's user.
struct ServerPrograms: Sendable, Equatable {
    static let oldestMajor = 15
    static let debianFolder = "/usr/lib/postgresql"

    let folder: String
    let major: Int

    /// What a program said and whether it succeeded.
    struct Outcome {
        let isSuccess: Bool
        let output: String
        let errors: String

        /// Both, without line ends around them.
        var said: String {
            (output + errors).split(separator: "\n").joined(separator: "\n")
        }
    }

    /// Finds the programs of version `needed` if they are installed, else those of `pg_config`, else Debian's newest.
    static func find(needed: String?, account: ServerAccount) async throws -> ServerPrograms {
        var searched: [String] = []
        var first: ServerPrograms?
        for folder in await candidates(needed: needed) {
            searched.append(folder)
            guard FileSystem.exists("\(folder)/initdb"), FileSystem.exists("\(folder)/pg_ctl"),
                let major = await major(in: folder)
            else { continue }
            let programs = ServerPrograms(folder: folder, major: major)
            if needed == nil || needed == "\(major)" { return programs }
            first = first ?? programs
        }
        guard let first else { throw ClusterError.noPrograms(searched: searched) }
        return first
    }

    private static func candidates(needed: String?) async -> [String] {
        var folders: [String] = []
        if let needed { folders.append("\(debianFolder)/\(needed)/bin") }
        if let outcome = try? await run("pg_config", ["--bindir"], path: systemPath, account: nil),
            let line = outcome.output.split(separator: "\n").first
        {
            folders.append(String(line))
        }
        let newestFirst = FileSystem.entries(of: debianFolder).compactMap { Int($0) }.sorted(by: >)
        return folders + newestFirst.map { "\(debianFolder)/\($0)/bin" }
    }

    private static func major(in folder: String) async -> Int? {
        let path = "\(folder):\(systemPath)"
        guard let outcome = try? await run("postgres", ["--version"], path: path, account: nil) else {
            return nil
        }
        // postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)
        let number = outcome.output.split(separator: ") ").dropFirst().first ?? ""
        return Int(number.prefix { $0.isNumber })
    }

    /// Runs one of the programs to its end as the server's user, with nothing of our environment.
    func run(_ program: String, _ arguments: [String], as account: ServerAccount) async throws -> Outcome {
        try await Self.run(program, arguments, path: "\(folder):\(Self.systemPath)", account: account)
    }

    /// Whether the server's user may enter the folder.
    static func mayEnter(_ folder: String, as account: ServerAccount) async throws -> Bool {
        try await run("test", ["-x", folder], path: systemPath, account: account).isSuccess
    }

    private static let systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The working directory is `/`, because ours may be closed to the server's user.
    ///
    /// The user is changed by `setpriv` and not by Subprocess: that calls `setgroups` between fork and exec, where
    /// glibc waits for ever for a thread that was just starting when we forked (seen in one start of ten).
    private static func run(
        _ program: String, _ arguments: [String], path: String, account: ServerAccount?
    ) async throws -> Outcome {
        var command = ["-C", "/"]
        if let account, account.isOther {
            command += [
                "setpriv", "--reuid=\(account.userID)", "--regid=\(account.groupID)", "--clear-groups", "--",
            ]
        }
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(command + [program] + arguments),
            environment: .custom(["PATH": path, "LC_ALL": "C.UTF-8"]), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20))
        return Outcome(
            isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
            errors: result.standardError)
    }
}
