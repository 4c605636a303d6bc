package import Foundation

/// The project's own files, found from this one: tests run from any folder.
package enum ProjectFiles {
    /// The folder that holds `Package.swift`.
    package static let projectRoot = URL(fileURLWithPath: #filePath)
        .resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file by its path from the project's root, such as `sql/migrations/0001_init.sql`.
    package static func url(_ path: String) -> URL {
        projectRoot.appending(path: path)
    }

    /// The text of a file by its path from the project's root; throws when it is missing or not UTF-8.
    package static func text(_ path: String) throws -> String {
        try String(contentsOf: url(path), encoding: .utf8)
    }
}
