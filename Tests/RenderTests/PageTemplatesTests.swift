import Foundation
import Render
import TestSupport
import Testing

@Suite("Reading the templates")
struct PageTemplatesTests {
    /// A copy of the delivered templates with one file changed (`nil`: removed).
    private func problem(_ path: String, _ text: String?) throws -> TemplateProblem? {
        let copy = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: ProjectFiles.url("dashboards/web"), to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let file = copy.appending(path: path)
        if let text {
            try Data(text.utf8).write(to: file)
        } else {
            try FileManager.default.removeItem(at: file)
        }
        do {
            _ = try PageTemplates(directory: copy.path)
            return nil
        } catch { return error }
    }

    @Test("The delivered templates are sound, and so is a folder with one more")
    func sound() throws {
        _ = try sampleTemplates()
        #expect(try problem("pages/extra.mustache", "<p>{{word}}</p>") == nil)
    }

    struct Breakage: Sendable, CustomTestStringConvertible {
        let path: String
        let text: String?
        let reason: String

        var testDescription: String { "\(path): \(reason)" }
    }

    @Test(
        "What is wrong with a template is said with its file",
        arguments: [
            Breakage(path: "pages/build.mustache", text: nil, reason: "no such template"),
            Breakage(path: "pages/list.mustache", text: "one\n{{#open}}\n", reason: "line "),
            Breakage(path: "partials/observation.mustache", text: "{{> lost }}", reason: "“lost”"),
            Breakage(path: "pages/notice.mustache", text: "{{<lost}}{{/lost}}", reason: "“lost”"),
        ])
    func broken(breakage: Breakage) throws {
        let problem = try #require(try problem(breakage.path, breakage.text))
        #expect(problem.file.hasSuffix(breakage.path))
        #expect(problem.reason.contains(breakage.reason), "\(problem.reason)")
    }

    @Test("A folder that is not there is named")
    func noFolder() throws {
        let problem = #expect(throws: TemplateProblem.self) { try PageTemplates(directory: "/nowhere") }
        #expect(problem?.description.hasPrefix("/nowhere/partials: ") == true)
    }
}
