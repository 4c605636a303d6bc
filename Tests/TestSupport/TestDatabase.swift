package import Foundation
import Postgres

/// Empty databases for tests, in the cluster of `AFTERBUILD_TEST_DATABASE_URL` or of `deploy/test-database`.
package enum TestDatabase {
    /// The folder that holds `Package.swift`.
    package static var root: URL { ProjectFiles.projectRoot }

    /// The connection string of the cluster's `postgres` database, whose user may create databases.
    ///
    /// Without the environment variable it starts the throw-away cluster, once per process.
    package static let url: String = {
        if let url = ProcessInfo.processInfo.environment["AFTERBUILD_TEST_DATABASE_URL"] { return url }
        do {
            return try output(of: root.appending(path: "deploy/test-database"), ["start"])
        } catch {
            preconditionFailure("deploy/test-database start failed: \(error)")
        }
    }()

    /// Runs `body` with the connection string of a fresh database, which is dropped afterwards.
    ///
    /// `template` names a database to copy; nobody may be connected to it.
    package static func withDatabase<T: Sendable>(
        named prefix: String = "test", template: String? = nil, _ body: (String) async throws -> T
    ) async throws -> T {
        try await HeavyTests.run {
            let conninfo = try await create(named: prefix, template: template)
            let outcome: Result<T, any Error>
            do { outcome = .success(try await body(conninfo)) } catch { outcome = .failure(error) }
            // Also where this task was cancelled, as by a time limit.
            try await Task { try await drop(conninfo) }.value
            return try outcome.get()
        }
    }

    /// Creates a database, and returns its connection string.
    ///
    /// The caller drops it.
    package static func create(named prefix: String = "test", template: String? = nil) async throws -> String
    {
        let suffix = UUID().uuidString.prefix(8).lowercased()
        let name = "\(prefix)_\(ProcessInfo.processInfo.processIdentifier)_\(suffix)"
        let source = template.map { " TEMPLATE \"\($0)\"" } ?? ""
        try await administer("CREATE DATABASE \"\(name)\"\(source)")
        return conninfo(ofDatabase: name)
    }

    /// Drops a database that `create` made, and ends its sessions.
    package static func drop(_ conninfo: String) async throws {
        let name = conninfo.split(separator: "dbname=").last ?? ""
        try await administer("DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)")
    }

    /// Drops a database when no task runs any more.
    static func dropAtExit(_ conninfo: String) {
        let name = conninfo.split(separator: "dbname=").last ?? ""
        let drop = "DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)"
        do {
            _ = try output(of: URL(filePath: "/usr/bin/env"), ["psql", "-qX", "-d", url, "-c", drop])
        } catch {
            FileHandle.standardError.write(Data("\(name) was not dropped: \(error)\n".utf8))
        }
    }

    /// Runs SQL in the cluster's `postgres` database.
    package static func administer(_ sql: String) async throws {
        let connection = Connection(PoolConfiguration(conninfo: url, applicationName: "test-support"))
        try await connection.withSession { session in _ = try session.run(sql, as: "administer") }
        await connection.close()
    }

    /// The cluster's connection string, with another database; libpq lets the last `dbname` count.
    package static func conninfo(ofDatabase name: String) -> String {
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
            return "\(url) dbname=\(name)"
        }
        return "\(url)\(url.contains("?") ? "&" : "?")dbname=\(name)"
    }

    /// Runs a program to its end, and returns its first line of output; throws when it fails.
    package static func output(
        of program: URL, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> String {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ProgramFailure(program: program.path, status: process.terminationStatus)
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    }

    /// A program that ended with a status other than 0.
    package struct ProgramFailure: Error {
        let program: String
        let status: Int32
    }
}
