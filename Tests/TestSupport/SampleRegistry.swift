package import Domain
package import Storage

/// A registry line that is right, of which a test changes what it is about.
///
/// A build completed on 2026-01-30 whose 집중AS phase lasts until 2026-07-30, Monday to Friday.
package struct SampleLine: Sendable {
    private var values: [String: String] = [
        "build_code": "B-1", "project_code": "2025-S22-001-000001", "programme": "2022-GEN-ADV1",
        "solution": "가나 MES", "system_kind": "MES", "adopter_number": "111-11-11119", "adopter_name": "가상정밀",
        "supplier_number": "444-44-44444", "supplier_name": "견본소프트",
        "supplier_email": "as@supplier.example", "region": "41", "agreed_on": "2025-05-02",
        "build_from": "2025-05-02", "build_to": "2026-01-31", "completed_on": "2026-01-30",
        "collect_from": "2026-01-31", "collect_to": "2031-01-29", "total_cost": "400000000",
        "grant": "200000000", "firm_money": "200000000", "local_money": "0",
    ]

    /// Changes by English column name.
    package init(_ changes: [String: String] = [:]) {
        values.merge(changes) { $1 }
    }

    /// A whole file of such lines.
    package static func file(_ lines: [SampleLine]) -> String {
        let codes = RegistryColumn.allCases.map(\.code)
        var csv = CSVText()
        csv.append(codes)
        for line in lines { csv.append(codes.map { line.values[$0] ?? "" }) }
        return csv.text
    }

    /// The lines as the registry reader reads them, with the catalogue as it is shipped.
    package static func read(_ lines: [SampleLine]) throws -> [RegistryRow] {
        let file = try reader().read(file(lines))
        guard file.problems.isEmpty else { throw SampleProblem(text: file.problems.description) }
        return file.rows
    }

    package static func reader() throws -> RegistryReader {
        RegistryReader(
            catalogue: try ProgrammeCatalogue(csv: try ProjectFiles.text("sql/seed/programmes.csv")),
            regions: try RegionTable(csv: try ProjectFiles.text("sql/seed/regions.csv")),
            industries: try IndustryTable(csv: try ProjectFiles.text("sql/seed/ksic.csv")))
    }
}

/// What is wrong with a sample, or a failure that a test makes.
package struct SampleProblem: Error {
    package let text: String

    package init(text: String) {
        self.text = text
    }
}

/// A build of the registry with one key.
package struct SampleBuild: Sendable {
    package let id: Int64
    package let keyID: Int64

    /// Ids that need not be in the registry: receipts name them without a foreign key.
    package init(id: Int64, keyID: Int64) {
        self.id = id
        self.keyID = keyID
    }
}

extension Database {
    /// Imports lines as a command would.
    @discardableResult
    package func importSample(
        _ lines: [SampleLine], now: Timestamp, dryRun: Bool = false
    ) async throws -> [RegistryChange] {
        try await registry.importFile(
            try SampleLine.read(lines), dryRun: dryRun, actor: "tester", reason: "sample", now: now)
    }

    /// Registers a key of an imported build, and gives the ids of both.
    ///
    /// - Parameters:
    ///   - seed: makes the key: another seed, another key.
    ///   - since: when the key began to exist; `nil`: from the opening of the build's collection window.
    package func sampleBuild(
        _ code: String, seed: UInt8, since: Day? = nil, now: Timestamp
    ) async throws -> SampleBuild {
        let key = ImportedKey(buildCode: code, hash: sampleHash(seed), hint: "abcd", since: since)
        let imported = try await keys.importKeys([key], actor: "tester", now: now)
        guard imported.problems.isEmpty,
            let entry = try await keys.snapshot().keys.first(where: { $0.hash == key.hash })
        else { throw SampleProblem(text: "no build \(code)") }
        return SampleBuild(id: entry.buildID, keyID: entry.keyID)
    }
}

/// 32 bytes that differ by seed.
package func sampleHash(_ seed: UInt8) -> [UInt8] { [UInt8](repeating: seed, count: 32) }

/// `2026-03-02` as a day; a text that is none ends the test run.
package func day(_ text: String) -> Day {
    guard let day = Day(parsing: text) else { preconditionFailure("no day: \(text)") }
    return day
}

/// `2026-03-02 09:00` on a Korean clock; a text that is none ends the test run.
package func instant(_ text: String) -> Timestamp {
    guard let time = Timestamp(parsing: text) else { preconditionFailure("no instant: \(text)") }
    return time
}
