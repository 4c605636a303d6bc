import TestSupport
import Testing

/// What no kept file says.
///
/// Each is put together here, so that this file does not say it either.
private let forbidden: [String] = [
    "cla" + "ude", "anth" + "ropic", "chat" + "gpt", "open" + "ai", "co" + "pilot",
    "/wo" + "rk/main", "/wo" + "rk/sha" + "red", "/wo" + "rk/h/", "../sha" + "red", "registry.npm" + "js.org",
    "py" + "pi.org",
    "files.python" + "hosted.org",
    "crates" + ".io", "ruby" + "gems.org", "ghcr" + ".io", "docker" + ".io",
]

/// The same, in capitals only: marks of unfinished work.
private let marks: [String] = ["TO" + "DO", "FIX" + "ME"]

/// Endings of files that hold no text.
private let binary: Set<String> = ["png", "ico", "woff2", "gz"]

struct WordTests {
    @Test("no kept file holds a word that does not belong there")
    func words() throws {
        let files = ProjectTree.paths.filter { path in
            !binary.contains(String(path.split(separator: ".").last ?? ""))
        }
        #expect(files.contains("README.md") && files.contains("deploy/test"))
        let findings = try files.flatMap { wordFindings($0, try ProjectFiles.text($0)) }
        #expect(findings == [])
    }

    @Test("each word is seen, whatever its case", arguments: forbidden)
    func samples(_ word: String) {
        #expect(wordFindings("a.md", "first\n\(word) last").map(\.line) == [2])
        #expect(wordFindings("a.md", "(\(word.uppercased()))").count == 1)
    }

    @Test("marks of unfinished work are seen in capitals", arguments: marks)
    func markSamples(_ mark: String) {
        #expect(wordFindings("a.md", "first\n// \(mark): last").map(\.line) == [2])
        #expect(wordFindings("a.md", "with \(mark.lowercased()) as (select 1)") == [])
    }

    @Test("longer words that hold one are none")
    func innocents() {
        #expect(wordFindings("a.md", "MAS" + "TODONS, frame" + "work/h") == [])
    }
}

private func wordFindings(_ path: String, _ text: String) -> [Finding] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).enumerated().flatMap {
        number, line in
        let lowered = line.lowercased()
        return (forbidden.filter { lowered.holds($0) } + marks.filter { line.holds($0) })
            .map { Finding(path: path, line: number + 1, what: "says “\($0)”") }
    }
}
