import Foundation
import TestSupport

/// The project's files by their paths from its root.
enum ProjectTree {
    private static let skipped: Set<String> = [".git", ".build", ".swiftpm"]

    /// Every file that git would keep, sorted.
    static let paths: [String] = {
        let root = ProjectFiles.projectRoot
        guard
            let walk = FileManager.default.enumerator(
                at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [])
        else { return [] }
        var paths: [String] = []
        for case let url as URL in walk {
            if skipped.contains(url.lastPathComponent) {
                walk.skipDescendants()
                continue
            }
            let isFile = (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile ?? false
            if isFile, url.lastPathComponent != "Package.resolved" {
                paths.append(String(url.path.dropFirst(root.path.count + 1)))
            }
        }
        return paths.sorted()
    }()

    /// Every Swift source below `Sources` and `Tests`.
    static let sources: [SourceText] = paths.filter {
        $0.hasSuffix(".swift") && ($0.hasPrefix("Sources/") || $0.hasPrefix("Tests/"))
    }.compactMap { path in
        (try? ProjectFiles.text(path)).map { SourceText(path: path, $0) }
    }

    /// The files of one folder that end so, with their texts.
    static func texts(in folder: String, ending: String) throws -> [(path: String, text: String)] {
        try paths.filter { $0.hasPrefix("\(folder)/") && $0.hasSuffix(ending) }
            .map { ($0, try ProjectFiles.text($0)) }
    }
}
