import Foundation
import Testing

@testable import App

@Suite("Folders of the settings")
struct SettingsFolderTests {
    /// Where data and the socket go.
    struct Example: Sendable, CustomTestStringConvertible {
        let userID: UInt32
        let environment: [String: String]
        let dataDir: String
        let socketDir: String

        init(_ userID: UInt32, _ environment: [String: String], _ dataDir: String, _ socketDir: String) {
            (self.userID, self.environment) = (userID, environment)
            (self.dataDir, self.socketDir) = (dataDir, socketDir)
        }

        var testDescription: String { "user \(userID), \(environment) → \(dataDir), \(socketDir)" }
    }

    static let examples = [
        Example(0, ["HOME": "/root"], "/var/lib/afterbuild", "/run/afterbuild"),
        Example(0, ["AFTERBUILD_DATA_DIR": "/srv"], "/srv", "/srv/run"),
        Example(
            7, ["HOME": "/home/a"], "/home/a/.local/share/afterbuild", "/home/a/.local/share/afterbuild/run"),
        Example(
            7, ["HOME": "/home/a", "XDG_DATA_HOME": "/d", "XDG_RUNTIME_DIR": "/run/user/7"], "/d/afterbuild",
            "/run/user/7/afterbuild"),
        Example(
            7, ["HOME": "/home/a", "XDG_DATA_HOME": "relative"], "/home/a/.local/share/afterbuild",
            "/home/a/.local/share/afterbuild/run"),
        Example(
            7, ["XDG_RUNTIME_DIR": "/run/user/7", "AFTERBUILD_DATA_DIR": "/srv"], "/srv", "/srv/run"),
    ]

    @Test("Data and socket go where the user's system wants them", arguments: examples)
    func dataDir(_ example: Example) throws {
        try SettingsPlace.with { place in
            let settings = try place.settings(example.environment, userID: example.userID)
            #expect(settings.dataDir == example.dataDir)
            #expect(settings.socketDir == example.socketDir)
        }
    }

    @Test("A user without a home must say where data goes")
    func noHomeFolder() throws {
        try SettingsPlace.with { place in
            #expect(place.problems([:], userID: 7).map(\.name) == ["AFTERBUILD_DATA_DIR"])
        }
    }

    @Test("Files are searched beside the program, then above it, then in the working directory")
    func home() throws {
        try SettingsPlace.with { place in
            let root = place.root
            var processContext = place.processContext([:])
            processContext.executable = "\(root)/project/.build/debug/afterbuild"
            processContext.workingDirectory = "\(root)/elsewhere"
            func found() throws -> String { try Settings(flags: [:], processContext: processContext).home }
            func make(_ folder: String) throws {
                try FileManager.default.createDirectory(
                    atPath: "\(root)/\(folder)/sql/migrations", withIntermediateDirectories: true)
            }
            try FileManager.default.removeItem(atPath: "\(root)/sql")
            let error = #expect(throws: SettingsProblems.self) { _ = try found() }
            #expect(error?.problems.map(\.name) == ["AFTERBUILD_HOME"])
            try make("elsewhere")
            #expect(try found() == "\(root)/elsewhere")
            try make("project")
            #expect(try found() == "\(root)/project")
            try make("project/.build/share/afterbuild")
            #expect(try found() == "\(root)/project/.build/share/afterbuild")
            processContext.environment["AFTERBUILD_HOME"] = "."
            #expect(try found() == "\(root)/elsewhere")
        }
    }

    @Test("This process knows its program and its environment")
    func thisProcess() {
        let processContext = ProcessContext.current()
        #expect(processContext.environment == ProcessInfo.processInfo.environment)
        #expect(FileManager.default.isExecutableFile(atPath: processContext.executable))
        #expect(processContext.userID == geteuid())
    }
}
