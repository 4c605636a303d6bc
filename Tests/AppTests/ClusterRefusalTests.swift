import Foundation
import Testing

@testable import App

@Suite("What the private cluster refuses")
struct ClusterRefusalTests {
    @Test("Data of a version that is not installed is an error that names the version and the way")
    func versionMismatch() async throws {
        try await ClusterPlace.with { place in
            try FileManager.default.createDirectory(
                atPath: place.folders.data, withIntermediateDirectories: true)
            let file = "\(place.folders.data)/PG_VERSION"
            try "12\n".write(toFile: file, atomically: false, encoding: .utf8)
            let error = try await clusterError { _ = try await place.user().start() }
            guard case .versionMismatch(place.folders.data, "12", let found, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(found >= 15)
            let text = "\(try #require(error))"
            #expect(text.contains("apt-get install postgresql-12"))
            #expect(text.contains("pg_upgrade"))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "12\n")
        }
    }

    @Test("A folder that user postgres cannot enter is named", .enabled(if: geteuid() == 0))
    func closedFolder() async throws {
        try await ClusterPlace.with { place in
            let closed = "\(place.base)/closed"
            try FileManager.default.createDirectory(
                atPath: closed, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let inner = ClusterPlace(base: "\(closed)/data")
            let error = try await clusterError { _ = try await inner.user().start() }
            #expect(
                error == .notEnterable(folder: closed, path: inner.base, user: ServerAccount.name))
            #expect(error?.description.contains("chmod o+x \(closed)") == true)
            #expect(error?.description.contains("AFTERBUILD_DATA_DIR") == true)
        }
    }

    @Test("A socket folder of somebody else is refused", .enabled(if: geteuid() == 0))
    func foreignSocketFolder() async throws {
        try await ClusterPlace.with { place in
            let foreign = "\(place.base)/foreign"
            try FileManager.default.createDirectory(
                atPath: foreign, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            #expect(chown(foreign, 65_534, 65_534) == 0)
            let keeper = FolderKeeper(account: try ServerAccount.current())
            #expect(
                throws: ClusterError.notOwned(
                    path: foreign, owner: 65_534, expected: keeper.account.userID)
            ) { try keeper.makePrivate(foreign) }
            try FileManager.default.createSymbolicLink(
                atPath: "\(place.base)/link", withDestinationPath: "\(place.base)")
            #expect(throws: ClusterError.self) { try keeper.makePrivate("\(place.base)/link") }
        }
    }

    @Test("A socket's path may have 107 bytes and no more", arguments: [(93, true), (94, false)])
    func socketPathLimit(_ length: Int, isKept: Bool) throws {
        let wished = "/" + String(repeating: "x", count: length - 1)
        let folders = ClusterFolders(base: "/data", socketDir: wished)
        let account = ServerAccount(userID: 7, groupID: 7, isOther: false)
        let socketDir = try folders.socketDir(for: account)
        #expect((socketDir == wished) == isKept)
        #expect(isKept || socketDir.hasPrefix("/tmp/afterbuild-7-"))
    }

    @Test("A living process that is no server of this folder is none")
    func notAServer() {
        #expect(!Postmaster.works(getpid(), in: FileManager.default.currentDirectoryPath))
    }
}
