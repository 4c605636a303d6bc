import Testing

/// A construct that is not used, and where.
private struct Ban: Sendable {
    let construct: String
    /// Whether tests may use it.
    let isFreeInTests: Bool
    /// Where alone it may be used, as the beginning of a path; empty for nowhere.
    let freeBelow: String
    /// Where alone it is banned, as beginnings of paths; empty for everywhere.
    let bannedBelow: [String]
    /// Whether a line above that begins `// Safe because` lifts it.
    let isLiftedByReason: Bool

    init(
        _ construct: String, freeInTests: Bool = false, freeBelow: String = "", bannedBelow: [String] = [],
        liftedByReason: Bool = false
    ) {
        self.bannedBelow = bannedBelow
        self.construct = construct
        isFreeInTests = freeInTests
        self.freeBelow = freeBelow
        isLiftedByReason = liftedByReason
    }

    /// The one place where the program asks for the time.
    private static let clock = "Sources/App/Clock/"

    /// What answers to people: who may see what is decided in Domain/Access and where data are read.
    private static let answers = ["Sources/Web/", "Sources/Render/"]

    static let all: [Ban] = [
        Ban("unrestricted", bannedBelow: answers),
        Ban("role ==", bannedBelow: answers),
        Ban("switch access.role", bannedBelow: answers),
        Ban("@unchecked", liftedByReason: true),
        Ban("nonisolated(unsafe)", liftedByReason: true),
        Ban("fatalError("),
        Ban("try!"),
        Ban("print(", freeInTests: true, freeBelow: "Sources/App/"),
        Ban("Task {", freeInTests: true),
        Ban("Task.detached", freeInTests: true),
        Ban("Date(", freeInTests: true, freeBelow: clock),
        Ban("Date.now", freeInTests: true, freeBelow: clock),
        Ban("DispatchTime.now", freeInTests: true, freeBelow: clock),
        Ban("CLOCK_REALTIME", freeInTests: true, freeBelow: clock),
        Ban("gettimeofday", freeInTests: true, freeBelow: clock),
        Ban("DateFormatter"),
        Ban("ISO8601DateFormatter"),
        Ban("URLSession"),
        Ban("Thread.sleep"),
    ]

    func findings(_ source: SourceText) -> [Finding] {
        if source.isTest && isFreeInTests || !freeBelow.isEmpty && source.path.hasPrefix(freeBelow) {
            return []
        }
        guard bannedBelow.isEmpty || bannedBelow.contains(where: source.path.hasPrefix) else { return [] }
        return source.codeLines.enumerated().compactMap { number, line in
            guard line.holds(construct) else { return nil }
            if isLiftedByReason, number > 0,
                source.lines[number - 1].drop(while: { $0 == " " }).hasPrefix("// Safe because ")
            {
                return nil
            }
            return Finding(path: source.path, line: number + 1, what: "\(construct) is not used here")
        }
    }
}

struct BanTests {
    @Test("no source uses what is banned")
    func bans() {
        #expect(ProjectTree.sources.flatMap { source in Ban.all.flatMap { $0.findings(source) } } == [])
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        let text: String
        var path = "Sources/Jobs/A.swift"
        let findings: Int
        var testDescription: String { "\(path): \(text)".onOneLine }
    }

    @Test(
        "each ban sees its construct, and code only",
        arguments: [
            Sample(text: "final class A: @unchecked Sendable {}", findings: 1),
            Sample(text: "nonisolated(unsafe) var a = 1", findings: 1),
            Sample(text: "// Safe because it is written once.\nnonisolated(unsafe) var a = 1", findings: 0),
            Sample(text: "// Safe because it is written once.\n\nnonisolated(unsafe) var a = 1", findings: 1),
            Sample(text: "// It is safe.\nfinal class A: @unchecked Sendable {}", findings: 1),
            Sample(text: "default: fatalError(\"no\")", findings: 1),
            Sample(text: "let a = try! b()", findings: 1),
            Sample(text: "print(a)", findings: 1),
            Sample(text: "print(a)", path: "Sources/App/A.swift", findings: 0),
            Sample(text: "blueprint(a)", findings: 0),
            Sample(text: "Task { await a() }", findings: 1),
            Sample(text: "Task { await a() }", path: "Sources/App/A.swift", findings: 1),
            Sample(text: "Task { await a() }", path: "Tests/JobsTests/A.swift", findings: 0),
            Sample(text: "Task.detached { }", findings: 1),
            Sample(text: "let now = Date()", findings: 1),
            Sample(text: "let now = Date.now", findings: 1),
            Sample(text: "let now = Date()", path: "Sources/App/Commands/A.swift", findings: 1),
            Sample(text: "let now = Date()", path: "Sources/App/Clock/A.swift", findings: 0),
            Sample(text: "let now = DispatchTime.now()", findings: 1),
            Sample(text: "clock_gettime(CLOCK_REALTIME, &now)", findings: 1),
            Sample(text: "clock_gettime(CLOCK_MONOTONIC, &now)", findings: 0),
            Sample(text: "gettimeofday(&now, nil)", findings: 1),
            Sample(text: "let now = clock.now()", findings: 0),
            Sample(text: "let text = \"at \\(Date())\"", findings: 1),
            Sample(text: "let format = DateFormatter()", findings: 1),
            Sample(text: "let format = ISO8601DateFormatter()", path: "Sources/App/A.swift", findings: 1),
            Sample(text: "let session = URLSession.shared", findings: 1),
            Sample(text: "Thread.sleep(forTimeInterval: 1)", path: "Tests/JobsTests/A.swift", findings: 1),
            Sample(text: "try!", path: "Tests/JobsTests/A.swift", findings: 1),
            Sample(text: "/// Never `fatalError(`, never `Date(`.", findings: 0),
            Sample(text: "let a = \"try! print(\" // Task {", findings: 0),
            Sample(text: "let a = #\"\"Date(\"#; let b = Date(1)", findings: 1),
            Sample(text: "let a = \"\"\"\n    Date(\n    \"\"\"\nlet b = Date(1)", findings: 1),
            Sample(text: "let a = \"\\(b(\"x\")) Date(\" + c", findings: 0),
            Sample(text: "BuildDate(day: 1)", findings: 0),
            Sample(text: "read(for: .unrestricted)", findings: 0),
            Sample(text: "read(for: .unrestricted)", path: "Sources/Web/A.swift", findings: 1),
            Sample(text: "read(for: Visibility.unrestricted)", path: "Sources/Render/A.swift", findings: 1),
            Sample(text: "if access.role == .supplier {}", path: "Sources/Web/A.swift", findings: 1),
            Sample(text: "if access.role == .supplier {}", path: "Sources/Domain/A.swift", findings: 0),
        ])
    func samples(_ sample: Sample) {
        let source = SourceText(path: sample.path, sample.text)
        #expect(Ban.all.flatMap { $0.findings(source) }.count == sample.findings)
    }
}
