import Foundation
import Render
import TestSupport
import Testing
import Web

@Suite("Static files")
struct StaticFilesTests {
    @Test("The style sheet's address changes with its content, and with nothing else")
    func version() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "static-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func address(_ css: String) throws -> String {
            try Data(css.utf8).write(to: folder.appending(path: "afterbuild.css"))
            return try StaticFiles(directory: folder.path).stylesheetAddress
        }
        let first = try address("a {}")
        #expect(try address("b {}") != first)
        #expect(try address("a {}") == first)
        #expect(first.wholeMatch(of: /\/static\/afterbuild\.css\?v=[0-9a-f]{12}/) != nil)
    }

    @Test("A folder that is missing, or without the style sheet, is refused by name")
    func missing() throws {
        let problem = #expect(throws: TemplateProblem.self) { try StaticFiles(directory: "/nowhere") }
        #expect(problem?.file == "/nowhere")
        let pages = ProjectFiles.url("dashboards/web/pages").path
        let other = #expect(throws: TemplateProblem.self) { try StaticFiles(directory: pages) }
        #expect(other?.file == "\(pages)/afterbuild.css")
    }
}
