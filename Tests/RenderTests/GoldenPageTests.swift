import Domain
import Foundation
import Render
import TestSupport
import Testing

/// The two pages with fixed data at a fixed time, byte by byte.
///
/// After an intended change: `AFTERBUILD_RECORD_GOLDEN=1 swift test --filter GoldenPageTests`, read the difference in
/// git, and run again without the variable.
@Suite("The pages equal their golden files")
struct GoldenPageTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let file: String
        let html: @Sendable (PageTemplates) -> String

        var testDescription: String { file }
    }

    static let pages = [
        Golden(file: "list.html") { templates in
            templates.html(samplePage(of: sampleSummaries, role: .officer, overview: sampleOverview))
        },
        Golden(file: "build.html") { $0.html(samplePage(of: SampleBuild.eventful, role: .officer)) },
    ]

    @Test("A page has exactly the recorded bytes", arguments: pages)
    func pageEqualsGolden(golden: Golden) throws {
        let html = golden.html(try sampleTemplates())
        let file = ProjectFiles.url("Tests/RenderTests/Golden/\(golden.file)")
        if ProcessInfo.processInfo.environment["AFTERBUILD_RECORD_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try html.write(to: file, atomically: true, encoding: .utf8)
            Issue.record(
                "\(golden.file) was recorded; read the difference and run without AFTERBUILD_RECORD_GOLDEN")
            return
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        let difference = zip(html.split(separator: "\n"), recorded.split(separator: "\n")).first { $0 != $1 }
        #expect(html == recorded, "first difference: \(String(describing: difference))")
    }
}
