import Blocking
import Foundation
import Testing

@testable import App

@Suite("Secrets")
struct SecretsTests {
    @Test("Secrets are made once, differ, and are found again")
    func madeOnce() throws {
        try withDataDir { dataDir in
            let dataDir = "\(dataDir)/not/there"
            let first = try Secrets(dataDir: dataDir)
            let all = [first.keyHash, first.quarantine, first.session, try first.pseudonym(year: 2026)]
            #expect(all.allSatisfy { $0.count == 32 })
            #expect(Set(all).count == 4)
            let second = try Secrets(dataDir: dataDir)
            #expect(
                all == [second.keyHash, second.quarantine, second.session, try second.pseudonym(year: 2026)])
            #expect(try first.pseudonym(year: 2027) != first.pseudonym(year: 2026))
            #expect(Secrets.problems(dataDir: dataDir).isEmpty)
        }
    }

    @Test("The folder is 0700, the files are 0600, and nothing else is left in it")
    func modes() throws {
        try withDataDir { dataDir in
            let folder = Secrets.folder(in: dataDir)
            _ = try Secrets(dataDir: dataDir).pseudonym(year: 2026)
            #expect(try mode(folder) == 0o700)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["key-hash", "pseudonym-2026", "quarantine", "session"])
            for name in names { #expect(try mode("\(folder)/\(name)") == 0o600) }
        }
    }

    @Test("Many starts at once agree on one secret")
    func concurrentStarts() async throws {
        try await withDataDir { dataDir in
            let all = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        let secrets = try Secrets(dataDir: dataDir)
                        return [
                            secrets.keyHash, secrets.quarantine, secrets.session,
                            try secrets.pseudonym(year: 1),
                        ]
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(all).count == 1)
        }
    }

    /// One way in which a file or folder can be wrong.
    enum Harm: String, CaseIterable {
        case openFile, openFolder, shortFile, emptyFile, link
    }

    @Test("What is open to others or spoilt is refused with what mends it", arguments: Harm.allCases)
    func harm(_ harm: Harm) throws {
        try withDataDir { dataDir in
            _ = try Secrets(dataDir: dataDir)
            let folder = Secrets.folder(in: dataDir)
            let file = "\(folder)/key-hash"
            let (path, words) =
                switch harm {
                case .openFile: (file, "chmod 600 \(file)")
                case .openFolder: (folder, "chmod 700 \(folder)")
                case .shortFile, .emptyFile: (file, "backup")
                case .link: (file, "cannot be read")
                }
            switch harm {
            case .openFile: chmod(file, 0o640)
            case .openFolder: chmod(folder, 0o750)
            case .shortFile: truncate(file, 20)
            case .emptyFile: truncate(file, 0)
            case .link:
                try FileManager.default.moveItem(atPath: file, toPath: "\(dataDir)/key-hash")
                try FileManager.default.createSymbolicLink(
                    atPath: file, withDestinationPath: "\(dataDir)/key-hash")
            }
            let error = #expect(throws: SecretProblem.self) { _ = try Secrets(dataDir: dataDir) }
            #expect(error?.path == path)
            #expect(error?.description.contains(words) == true)
            #expect(Secrets.problems(dataDir: dataDir) == [error].compactMap { $0 })
        }
    }

    @Test("A backup is what the operator wrote down, and outdated by a newer secret")
    func backup() throws {
        try withDataDir { dataDir in
            #expect(SecretsBackup(dataDir: dataDir) == .never)
            let secrets = try Secrets(dataDir: dataDir)
            #expect(SecretsBackup(dataDir: dataDir) == .never)
            let note = "\(Secrets.folder(in: dataDir))/backed-up"
            try "2026-11-20 vault\n".write(toFile: note, atomically: false, encoding: .utf8)
            #expect(SecretsBackup(dataDir: dataDir) == .on("2026-11-20 vault"))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 4_000_000_000)], ofItemAtPath: note)
            _ = try secrets.pseudonym(year: 2027)
            let newer = "\(Secrets.folder(in: dataDir))/pseudonym-2027"
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 4_000_000_001)], ofItemAtPath: newer)
            #expect(
                SecretsBackup(dataDir: dataDir)
                    == .outdated("2026-11-20 vault", missing: ["pseudonym-2027"]))
        }
    }

    private func withDataDir(_ body: (String) throws -> Void) throws {
        let dataDir = try makeDataDir()
        defer { try? FileManager.default.removeItem(atPath: dataDir) }
        try body(dataDir)
    }

    private func withDataDir(_ body: (String) async throws -> Void) async throws {
        let dataDir = try makeDataDir()
        defer { try? FileManager.default.removeItem(atPath: dataDir) }
        try await body(dataDir)
    }

    private func makeDataDir() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/absec-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }

    private func mode(_ path: String) throws -> UInt32 {
        try #require(FileStatus(of: path)).permissions
    }
}
