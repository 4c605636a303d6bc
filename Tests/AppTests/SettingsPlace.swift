import Foundation

@testable import App

/// A folder that holds `sql/migrations`, so that only the setting under test can be wrong.
struct SettingsPlace {
    let root: String

    static func with(_ body: (SettingsPlace) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.path + "/abset-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: "\(root)/sql/migrations", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        try body(SettingsPlace(root: root))
    }

    func processContext(_ environment: [String: String], userID: UInt32 = 0) -> ProcessContext {
        ProcessContext(
            environment: environment, executable: "\(root)/bin/afterbuild", workingDirectory: "/srv/here",
            userID: userID)
    }

    func settings(
        _ environment: [String: String], userID: UInt32 = 0, flags: [Setting: String] = [:]
    ) throws(SettingsProblems) -> Settings {
        try Settings(flags: flags, processContext: processContext(environment, userID: userID))
    }

    func problems(_ environment: [String: String], userID: UInt32 = 0) -> [SettingsProblems.Problem] {
        do throws(SettingsProblems) {
            _ = try settings(environment, userID: userID)
            return []
        } catch {
            return error.problems
        }
    }
}
