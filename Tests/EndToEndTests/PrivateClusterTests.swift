import Foundation
import TestSupport
import Testing

/// serve without a database of its own: it makes one, finds it again, and stops it.
@Suite(.heavy) struct PrivateClusterTests {
    @Test func serveMakesItsDatabaseFindsItAgainAndStopsItCleanly() async throws {
        // Below /tmp: the user postgres must be able to enter, and a socket's path is short.
        let folder = URL(filePath: "/tmp/afterbuild-e2e-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = [
            "AFTERBUILD_DATA_DIR": folder.path, "AFTERBUILD_HOME": TestDatabase.root.path,
        ]
        try await Server.with(environment) { server in
            // A command beside the server shares its cluster, and must not stop it.
            try await Fixture.importExamples(environment)
            let answer = try RawClient(port: server.port).exchange(
                Array("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            #expect(answer.status == 200)
        }
        let pidFile = folder.appending(path: "postgres/postmaster.pid").path
        #expect(!FileManager.default.fileExists(atPath: pidFile), "SIGTERM must stop the cluster")
        let keys = try await AfterbuildProcess.succeed(["key", "issue", Fixture.exampleBuild], environment)
        #expect(keys.contains("$5$API$"))
        #expect(!FileManager.default.fileExists(atPath: pidFile))
    }
}
