import TestSupport
import Testing

struct RunbookTests {
    @Test("every observation has its paragraph in the runbook")
    func observations() throws {
        let cases = observationCases(try ProjectFiles.text("Sources/Domain/Observation/Observation.swift"))
        #expect(cases.count > 10)
        #expect(missing(cases, in: try ProjectFiles.text("deploy/RUNBOOK.md")) == [])
    }

    @Test("a case without a paragraph is seen, in every form of a case")
    func sample() {
        let source = """
            enum Observation {
                /// Says case inDoc(a: Int).
                case plain
                case withValues(a: Int, b: Int)
                case two, three(Int)
            }
            """
        #expect(observationCases(source) == ["plain", "withValues", "two", "three"])
        let runbook = "### `plain`\nText about `two`.\n### `three`\n### `withValuesAndMore`\n"
        #expect(missing(observationCases(source), in: runbook) == ["withValues", "two"])
    }
}

private func observationCases(_ text: String) -> [String] {
    SourceText(path: "", text).codeLines.flatMap { line -> [String] in
        let trimmed = line.drop { $0 == " " }
        guard trimmed.hasPrefix("case ") else { return [] }
        var depth = 0
        var names = [""]
        for character in trimmed.dropFirst(5) {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0: names.append("")
            case " ": break
            default: if depth == 0 { names[names.count - 1].append(character) }
            }
        }
        return names
    }
}

private func missing(_ cases: [String], in runbook: String) -> [String] {
    let headings = Set(runbook.split(separator: "\n").filter { $0.hasPrefix("### ") })
    return cases.filter { !headings.contains("### `\($0)`") }
}
