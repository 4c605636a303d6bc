import Foundation
import Postgres
import TestSupport

@testable import App

/// A fresh folder below `/tmp` for one cluster, open for user postgres.
struct ClusterPlace {
    let base: String
    var socketDir: String { "\(base)/run" }
    var folders: ClusterFolders { ClusterFolders(base: base, socketDir: socketDir) }
    var server: Postmaster? { Postmaster.running(on: folders.data) }

    /// One user of the cluster; small and unsafe settings, because nothing here is worth keeping.
    func user(socketDir: String? = nil, more: [String: String] = [:]) -> PrivateCluster<ContinuousClock> {
        user(socketDir: socketDir, more: more, clock: ContinuousClock())
    }

    func user<C: Clock<Duration>>(
        socketDir: String? = nil, more: [String: String] = [:], clock: C
    ) -> PrivateCluster<C> {
        let small = ["fsync": "off", "shared_buffers": "16MB", "max_connections": "20"]
        return PrivateCluster(
            folders: ClusterFolders(base: base, socketDir: socketDir ?? self.socketDir),
            settings: ServerSettings(more: small.merging(more) { $1 }), clock: clock)
    }

    /// Runs `body` with a folder that is deleted afterwards, and ends a server that is left in it.
    static func with(named suffix: String = "", _ body: (ClusterPlace) async throws -> Void) async throws {
        try await HeavyTests.run { try await make(named: suffix, body) }
    }

    private static func make(named suffix: String, _ body: (ClusterPlace) async throws -> Void) async throws {
        let root = "/tmp/abapp-\(UUID().uuidString.prefix(8))"
        let place = ClusterPlace(base: root + suffix)
        try FileManager.default.createDirectory(
            atPath: place.base, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        chmod(root, 0o755)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(place)) } catch { outcome = .failure(error) }
        if let server = place.server {
            _ = Postmaster.stop(server.pid, data: place.folders.data, seconds: 30)
        }
        try FileManager.default.removeItem(atPath: root)
        try outcome.get()
    }
}

/// The first value of the answer to `sql`, over a connection of its own.
func value(_ conninfo: String, _ sql: String) async throws -> String? {
    let connection = Connection(PoolConfiguration(conninfo: conninfo))
    let outcome: Result<String?, any Error>
    do {
        outcome = .success(
            try await connection.withSession { session in
                let result = try session.run(sql, as: "value")
                return result.count > 0 ? result.text(0, 0) : nil
            })
    } catch {
        outcome = .failure(error)
    }
    await connection.close()
    return try outcome.get()
}

/// The error that `body` throws, if it is a cluster's.
func clusterError(_ body: () async throws -> Void) async throws -> ClusterError? {
    do {
        try await body()
        return nil
    } catch let error as ClusterError {
        return error
    }
}
