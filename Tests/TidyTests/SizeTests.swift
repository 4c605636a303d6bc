import Testing

private let longestSource = 400
private let longestTest = 500
private let longestFunction = 70

struct SizeTests {
    @Test("no file and no function is longer than a reader can hold")
    func sizes() {
        #expect(ProjectTree.sources.flatMap { lengthFindings($0) + functionFindings($0) } == [])
    }

    struct Length: Sendable, CustomTestStringConvertible {
        let path: String
        let lines: Int
        let isFine: Bool
        var testDescription: String { "\(path), \(lines) lines" }
    }

    @Test(
        "files are measured",
        arguments: [
            Length(path: "Sources/Domain/A.swift", lines: 400, isFine: true),
            Length(path: "Sources/Domain/A.swift", lines: 401, isFine: false),
            Length(path: "Tests/DomainTests/A.swift", lines: 500, isFine: true),
            Length(path: "Tests/DomainTests/A.swift", lines: 501, isFine: false),
        ])
    func files(_ length: Length) {
        let source = SourceText(path: length.path, String(repeating: "let a = 1\n", count: length.lines))
        #expect(lengthFindings(source).isEmpty == length.isFine)
    }

    struct Function: Sendable, CustomTestStringConvertible {
        let head: String
        let bodyLines: Int
        let findings: Int
        var testDescription: String { "\(head) with \(bodyLines) lines in it".onOneLine }
    }

    @Test(
        "functions are measured from their first line to their last",
        arguments: [
            Function(head: "func a() {", bodyLines: 68, findings: 0),
            Function(head: "func a() {", bodyLines: 69, findings: 1),
            Function(
                head: "func a<T>(\n    _ b: T = { 1 }()\n) throws -> Int\nwhere T: B {", bodyLines: 66,
                findings: 1),
            Function(head: "init?(a: Int) {", bodyLines: 69, findings: 1),
            Function(head: "package static func == (a: A, b: A) -> Bool {", bodyLines: 69, findings: 1),
            Function(head: "var a: [String: Int] {", bodyLines: 69, findings: 1),
            Function(head: "deinit {", bodyLines: 69, findings: 1),
            Function(head: "protocol A { func a() -> Int }\nstruct B {", bodyLines: 90, findings: 0),
            Function(
                head: "protocol A {\n    func a() -> Int\n    var b: Int { get }\n}\nstruct B {",
                bodyLines: 90, findings: 0),
            Function(head: "let a = B.init(1)\nstruct B {", bodyLines: 90, findings: 0),
            Function(head: "let a = \"func a() {\"\nstruct B {", bodyLines: 90, findings: 0),
        ])
    func functions(_ function: Function) {
        let body = String(repeating: "    call { \"}\" }\n", count: function.bodyLines)
        let source = SourceText(path: "Sources/Domain/A.swift", "\(function.head)\n\(body)}\n")
        #expect(functionFindings(source).count == function.findings)
    }
}

private func lengthFindings(_ source: SourceText) -> [Finding] {
    let longest = source.isTest ? longestTest : longestSource
    guard source.lineCount > longest else { return [] }
    return [Finding(path: source.path, line: 0, what: "\(source.lineCount) lines; at most \(longest)")]
}

private func functionFindings(_ source: SourceText) -> [Finding] {
    functionSpans(source).compactMap { span in
        let length = span.upperBound - span.lowerBound + 1
        guard length > longestFunction else { return nil }
        return Finding(
            path: source.path, line: span.lowerBound,
            what: "a function of \(length) lines; at most \(longestFunction)")
    }
}

/// The first and last line of every function, initialiser and computed property with a body.
private func functionSpans(_ source: SourceText) -> [ClosedRange<Int>] {
    var spans: [ClosedRange<Int>] = []
    for (number, line) in source.codeLines.enumerated() where declaresBody(line) {
        var depth = 0
        var parentheses = 0
        search: for (offset, code) in source.codeLines[number...].enumerated() {
            if offset > 0, depth == 0, parentheses == 0, declaresBody(code) { break }
            for byte in code.utf8 {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{") where parentheses == 0 || depth > 0: depth += 1
                case UInt8(ascii: "}") where depth == 0 && parentheses == 0: break search
                case UInt8(ascii: "}") where depth > 0:
                    depth -= 1
                    if depth == 0 {
                        spans.append(number + 1...number + 1 + offset)
                        break search
                    }
                default: break
                }
            }
        }
    }
    return spans
}

/// Whether a line begins a declaration that may have a body of statements.
private func declaresBody(_ line: String) -> Bool {
    let words = line.split(separator: " ").drop { modifiers.contains($0) || $0.hasPrefix("@") }
    guard let first = words.first else { return false }
    return first == "func" || first == "deinit" || first.hasPrefix("init(") || first.hasPrefix("init?(")
        || first.hasPrefix("init<") || first.hasPrefix("subscript")
        || (first == "var" && words.last == "{" && !line.contains("="))
}

private let modifiers: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private", "static", "final", "override", "mutating",
    "consuming",
    "borrowing", "nonisolated", "isolated", "convenience", "required", "class", "indirect", "lazy", "weak",
]
