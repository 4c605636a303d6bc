import Domain
internal import FoundationEssentials
package import Postgres

/// The files of `sql/`, read once at start.
///
/// SQL lives in files and not in Swift, so that a wrong column fails `afterbuild check` and the start, not the first
/// request, and so that an edit needs no build.
package struct SQLFiles: Sendable {
    /// One file of `sql/migrations`, `sql/functions` or `sql/views`.
    package struct File: Sendable, Equatable {
        /// Path below `sql/`, for messages.
        package let path: String
        package let text: String
    }

    /// In the order of their numbers.
    package let migrations: [File]
    /// Functions, then views: re-applied when their text changes.
    package let routines: [File]
    /// Seed files by name (`holidays.csv`).
    package let seeds: [String: String]
    /// Every statement of `sql/queries`, prepared under its file's name.
    package let statements: [String: Statement]

    /// Reads the folder.
    ///
    /// - Parameter directory: the path of `sql/`.
    /// - Throws: `SQLFilesError` naming the folder or file that is missing or unreadable.
    package init(directory: String) throws {
        func files(_ folder: String, _ ending: String) throws -> [File] {
            let path = "\(directory)/\(folder)"
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw SQLFilesError(
                    reason: "no folder \(path): is AFTERBUILD_HOME the folder that holds sql/?")
            }
            return try names.filter { $0.hasSuffix(ending) }.sorted().map { name in
                guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else {
                    throw SQLFilesError(reason: "cannot read \(path)/\(name)")
                }
                return File(path: "\(folder)/\(name)", text: String(decoding: data, as: UTF8.self))
            }
        }
        migrations = try files("migrations", ".sql")
        // There is no folder where there is no view.
        let hasViews = FileManager.default.fileExists(atPath: "\(directory)/views")
        routines = try files("functions", ".sql") + (hasViews ? files("views", ".sql") : [])
        seeds = Dictionary(
            uniqueKeysWithValues: try files("seed", ".csv").map { ($0.path.afterLastSlash, $0.text) })
        statements = Dictionary(
            uniqueKeysWithValues: try files("queries", ".sql").map { file in
                let name = String(file.path.afterLastSlash.dropLast(4))
                return (name, Statement(name: name, sql: file.text))
            })
    }
}

/// A folder or file of `sql/` that should be there and is not.
package struct SQLFilesError: Error, CustomStringConvertible {
    package let reason: String

    init(reason: String) { self.reason = reason }

    /// No statement has this name.
    init(missing statement: String) {
        reason = "no file sql/queries/\(statement).sql: the sql/ folder is not of this version"
    }

    package var description: String { reason }
}

extension String {
    fileprivate var afterLastSlash: String {
        String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...])
    }
}

/// A 64-bit FNV-1a hash as 16 hexadecimal digits: tells an edited file from an unedited one, and no more.
func contentHash(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return hexText(hash, digits: 16)
}
