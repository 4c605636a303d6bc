import Foundation
import TestSupport
import Testing

struct SQLFileTests {
    @Test("every file of sql/queries is read by a Query, and every Query has its file")
    func queries() throws {
        let files = Set(try ProjectTree.texts(in: "sql/queries", ending: ".sql").map { $0.path.fileName })
        #expect(!files.isEmpty)
        let storage = ProjectTree.sources.filter { $0.target == "Storage" && !$0.isTest }
        let differences = queryDifferences(
            files: files, sources: storage.map { $0.lines.joined(separator: "\n") })
        #expect(differences == [])
    }

    @Test("no function, view or query asks for the time: it is a parameter")
    func clocks() throws {
        let files = try ["sql/functions", "sql/views", "sql/queries", "sql/tests/oracle"].flatMap {
            try ProjectTree.texts(in: $0, ending: ".sql")
        }
        #expect(files.flatMap { clockFindings($0.path, $0.text) } == [])
    }

    @Test("migrations are numbered without gaps")
    func numbers() throws {
        let names = try ProjectTree.texts(in: "sql/migrations", ending: ".sql").map { $0.path.fileName }
        #expect(!names.isEmpty)
        #expect(numberingProblems(names) == [])
    }

    @Test("migrations are what they were when they were recorded in HASHES")
    func hashes() throws {
        let recorded = try ProjectFiles.text("sql/migrations/HASHES")
            .split(separator: "\n").map(String.init)
        let present = try ProjectTree.texts(in: "sql/migrations", ending: ".sql").map { file in
            let url = ProjectFiles.url(file.path)
            return "\(try sha256(url))  \(url.lastPathComponent)"
        }
        #expect(recorded == present)
    }

    @Test("a hash changes with its file")
    func hashSample() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "tidy-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("abc".utf8).write(to: file)
        #expect(try sha256(file) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        try Data("abd".utf8).write(to: file)
        #expect(try sha256(file) != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    struct QuerySample: Sendable, CustomTestStringConvertible {
        let files: Set<String>
        let source: String
        let differences: [String]
        var testDescription: String { "\(files.sorted()) and \(source)".onOneLine }
    }

    @Test(
        "a missing file and a missing Query are both seen",
        arguments: [
            QuerySample(files: ["a"], source: "Query(\"a\")", differences: []),
            QuerySample(files: ["a"], source: "Query(\n    reading: \"a\") { }", differences: []),
            QuerySample(files: ["a"], source: "accessQuery(\"a\")", differences: []),
            QuerySample(files: ["a"], source: "run(\"a\")", differences: []),
            QuerySample(files: ["a", "b"], source: "Query(\"a\")", differences: ["no Query reads b"]),
            QuerySample(
                files: ["a"], source: "Query(\"a\"); Query(reading: \"c\")",
                differences: ["no file for Query c"]),
            QuerySample(
                files: ["a"], source: "Query(\"ab\")",
                differences: ["no Query reads a", "no file for Query ab"]),
        ])
    func querySamples(_ sample: QuerySample) {
        #expect(queryDifferences(files: sample.files, sources: [sample.source]) == sample.differences)
    }

    struct ClockSample: Sendable, CustomTestStringConvertible {
        let sql: String
        let findings: Int
        var testDescription: String { sql.onOneLine }
    }

    @Test(
        "every way to ask for the time is seen",
        arguments: [
            ClockSample(sql: "select now()", findings: 1),
            ClockSample(sql: "select NOW ()", findings: 1),
            ClockSample(sql: "where day < Current_Date", findings: 1),
            ClockSample(sql: "select current_timestamp(3)", findings: 1),
            ClockSample(sql: "select clock_timestamp()", findings: 1),
            ClockSample(sql: "select localtimestamp", findings: 1),
            ClockSample(sql: "select statement_timestamp()\n, transaction_timestamp()", findings: 2),
            ClockSample(sql: "select 1 -- never now()", findings: 0),
            ClockSample(sql: "select known(1), now_is", findings: 0),
        ])
    func clockSamples(_ sample: ClockSample) {
        #expect(clockFindings("a.sql", sample.sql).count == sample.findings)
    }

    struct NumberSample: Sendable, CustomTestStringConvertible {
        let names: [String]
        let isFine: Bool
        var testDescription: String { "\(names)" }
    }

    @Test(
        "a gap, a double and a crooked name are seen",
        arguments: [
            NumberSample(names: ["0001_a", "0002_b_c"], isFine: true),
            NumberSample(names: ["0001_a", "0003_b"], isFine: false),
            NumberSample(names: ["0001_a", "0001_b"], isFine: false),
            NumberSample(names: ["0002_a"], isFine: false),
            NumberSample(names: ["1_a"], isFine: false),
            NumberSample(names: ["0001_A"], isFine: false),
            NumberSample(names: ["0001"], isFine: false),
        ])
    func numberSamples(_ sample: NumberSample) {
        #expect(numberingProblems(sample.names).isEmpty == sample.isFine)
    }
}

private func queryDifferences(files: Set<String>, sources: [String]) -> [String] {
    let unread = files.filter { name in !sources.contains { $0.contains("\"\(name)\"") } }
    let named = sources.flatMap { source in
        source.matches(of: /[Qq]uery\(\s*(?:reading:\s*)?"([^"]+)"/).map { String($0.output.1) }
    }
    return unread.sorted().map { "no Query reads \($0)" }
        + Set(named).subtracting(files).sorted().map { "no file for Query \($0)" }
}

private let clockWords = [
    "now", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
    "clock_timestamp",
    "statement_timestamp", "transaction_timestamp", "timeofday",
]

private func clockFindings(_ path: String, _ sql: String) -> [Finding] {
    sql.lowercased().split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
        number, line in
        let code = String(line.prefix(upTo: line.firstRange(of: "--")?.lowerBound ?? line.endIndex))
        return clockWords.filter { code.holds($0) }
            .map { Finding(path: path, line: number + 1, what: "asks for the time by \($0)") }
    }
}

private func numberingProblems(_ names: [String]) -> [String] {
    names.enumerated().compactMap { index, name in
        let number = String(index + 1)
        let wanted = String(repeating: "0", count: 4 - number.count) + number + "_"
        let rest = name.dropFirst(wanted.count)
        let isPlain =
            !rest.isEmpty && rest.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_".contains($0) }
        return name.hasPrefix(wanted) && isPlain ? nil : "\(name): expected \(wanted)lower_case_words"
    }
}

/// By coreutils, as `deploy/migration-hashes` does.
private func sha256(_ file: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/sha256sum")
    process.arguments = [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(String(decoding: data, as: UTF8.self).prefix { $0 != " " })
}

extension String {
    /// Without folder and ending.
    fileprivate var fileName: String {
        String(split(separator: "/").last?.split(separator: ".").first ?? "")
    }
}
