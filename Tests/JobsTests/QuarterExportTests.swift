import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Jobs

private let now = instant("2026-04-02 10:00")
private let formula = "=HYPERLINK(\"http://evil.example\",\"누르세요\")"

@Suite struct QuarterExportTests {
    private func withExport(
        _ body: (_ database: Database, _ export: QuarterExport, _ folder: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "export-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await MigratedDatabase.with { database, _ in
            _ = try await database.fadingBuild(now: now)
            // Our own CSV writer would guard the name; the agency's file does not.
            let line = SampleLine([
                "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_name": "2공장",
                "adopter_number": "222-22-22227", "adopter_name": formula,
            ])
            let file = SampleLine.file([line]).replacing("\"'=", with: "\"=")
            _ = try await database.registry.importFile(
                try SampleLine.reader().read(file).rows, dryRun: false, actor: "tester", reason: "sample",
                now: now)
            let export = QuarterExport(database: database, codeVersion: "9.9.9")
            try await body(database, export, folder.path)
        }
    }

    private func csv(_ result: QuarterExport.Result) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(result.directory)/afterbuild-2026Q1.csv"))
    }

    private func quarter() throws -> Quarter { try #require(Quarter(parsing: "2026Q1")) }

    @Test func theFileOpensInASpreadsheetInKorea() async throws {
        try await withExport { _, export, folder in
            let result = try await export.run(try quarter(), into: folder, madeBy: "tester", now: now)
            #expect(result.directory == "\(folder)/2026Q1/r1")
            let data = try csv(result)
            #expect(data.starts(with: [0xEF, 0xBB, 0xBF]))
            let text = String(decoding: data.dropFirst(3), as: UTF8.self)
            #expect(text.hasPrefix("구축건코드,과제번호,지원사업,도입기업,"))
            let bytes = Array(data)
            let feeds = bytes.indices.filter { bytes[$0] == 10 }
            #expect(feeds.count == 3)
            #expect(feeds.allSatisfy { bytes[$0 - 1] == 13 })
            let table = try CSVTable(text)
            #expect(table.rows.count == 2)
            #expect(table.rows.allSatisfy { $0.fields.count == table.header.count })
        }
    }

    @Test func aNameThatIsAFormulaIsText() async throws {
        try await withExport { database, export, folder in
            let stored = try await database.figures.status(of: "B-2", for: .unrestricted, now: now)
            #expect(stored?.facts.adopterName == formula)
            let result = try await export.run(try quarter(), into: folder, madeBy: "tester", now: now)
            let text = String(decoding: try csv(result), as: UTF8.self)
            let escaped = formula.replacing("\"", with: "\"\"")
            #expect(text.contains(",\"'\(escaped)\","))
            #expect(!text.contains(",\"="))
            #expect(!text.contains(",="))
        }
    }

    @Test func theManifestProvesTheFileWhole() async throws {
        try await withExport { database, export, folder in
            try await database.shippedPolicy(now: now)
            let result = try await export.run(try quarter(), into: folder, madeBy: "홍보 \"담당\"", now: now)
            let data = try Data(contentsOf: URL(filePath: "\(result.directory)/manifest.json"))
            let manifest = try JSONDecoder().decode(Manifest.self, from: data)
            let path = "\(result.directory)/afterbuild-2026Q1.csv"
            let sum = try TestDatabase.output(of: URL(filePath: "/usr/bin/sha256sum"), [path]).prefix(64)
            let file = try #require(manifest.files.first)
            #expect(manifest.files.count == 1)
            #expect(file.name == "afterbuild-2026Q1.csv")
            #expect(file.sha256 == String(sum))
            #expect(file.sha256 == result.sha256)
            #expect(file.rows == 2)
            #expect(file.bytes == (try csv(result)).count)
            #expect(manifest.quarter == "2026Q1")
            #expect([manifest.from, manifest.to] == ["2026-01-01", "2026-03-31"])
            #expect(manifest.revision == 1)
            #expect(manifest.asOf == now.iso8601)
            #expect(manifest.madeBy == "홍보 \"담당\"")
            #expect(manifest.codeVersion == "9.9.9")
            #expect(manifest.policy == "기본 판정 기준 2")
        }
    }

    @Test func aSecondExportIsARevisionAndLeavesTheFirst() async throws {
        try await withExport { database, export, folder in
            let first = try await export.run(try quarter(), into: folder, madeBy: "tester", now: now)
            let bytes = try csv(first)
            let manifest = try Data(contentsOf: URL(filePath: "\(first.directory)/manifest.json"))
            try await database.importSample(
                [SampleLine(["solution": "다라 ERP", "size_class": "소기업"])], now: now)
            let second = try await export.run(
                try quarter(), into: folder, madeBy: "tester", now: now.adding(seconds: 60))
            #expect(first.revision == 1)
            #expect(second.revision == 2)
            #expect(second.directory == "\(folder)/2026Q1/r2")
            #expect(second.sha256 != first.sha256)
            #expect(try csv(first) == bytes)
            #expect(try Data(contentsOf: URL(filePath: "\(first.directory)/manifest.json")) == manifest)
            let other = try await export.run(
                try #require(Quarter(parsing: "2025Q4")), into: folder, madeBy: "tester", now: now)
            #expect(other.revision == 1)
        }
    }

    @Test func theSameStateGivesTheSameBytes() async throws {
        try await withExport { _, export, folder in
            let first = try await export.run(try quarter(), into: folder, madeBy: "tester", now: now)
            let second = try await export.run(try quarter(), into: folder, madeBy: "tester", now: now)
            #expect(second.sha256 == first.sha256)
            #expect(try csv(second) == csv(first))
        }
    }

    @Test func theFiguresAreThoseOfTheStatus() async throws {
        try await withExport { database, export, folder in
            let quarter = try quarter()
            let result = try await export.run(quarter, into: folder, madeBy: "tester", now: now)
            let table = try CSVTable(String(decoding: try csv(result).dropFirst(3), as: UTF8.self))
            for code in ["B-1", "B-2"] {
                let fields = try #require(table.rows.first { $0.fields.first == code }).fields
                let row = Dictionary(uniqueKeysWithValues: zip(table.header, fields))
                let kpis = try #require(
                    try await database.figures.kpis(
                        of: code, window: quarter.days, kind: .quarter, for: .unrestricted, now: now))
                func number(_ kpi: KPI) -> String { kpis.value(kpi)?.numerator.map(String.init) ?? "" }
                #expect(row["가동예정일수"] == kpis.value(.activeDayRate)?.denominator.map(String.init))
                #expect(row["사용일수"] == number(.activeDayRate))
                #expect(row["사용구간합"] == number(.slotsPerActiveDay))
                #expect(row["사용자수(하한)"] == number(.distinctUsers))
                #expect(row["연속무신호(근무일)"] == number(.silence))
                #expect(row["최초사용지연(일)"] == number(.timeToFirstUse))
            }
            let used = try #require(table.rows.first { $0.fields.first == "B-1" }).fields
            let row = Dictionary(uniqueKeysWithValues: zip(table.header, used))
            let expected = [
                "도입기업": "가상정밀", "도입기업 사업자번호": "111-11-11119", "단계": "집중AS기간", "구축완료일": "2026-01-30",
                "집중AS종료일": "2026-07-30", "지역": "경기도", "가동예정일수": "38", "사용일수": "12", "사용일비율": "31.5%",
                "사용구간합": "12", "사용일당 사용구간": "1.00", "사용자수(하한)": "1", "연속무신호(근무일)": "26",
                "최초사용지연(일)": "2", "수신건수": "12", "서로 다른 기록": "12", "지연수신": "0", "제외된 수신": "0",
            ]
            for (column, value) in expected { #expect(row[column] == value, "\(column)") }
        }
    }
}

/// The manifest as a reader outside would decode it.
private struct Manifest: Decodable {
    struct File: Decodable {
        let name: String
        let rows: Int
        let bytes: Int
        let sha256: String
    }

    let quarter: String
    let from: String
    let to: String
    let revision: Int
    let asOf: String
    let madeBy: String
    let codeVersion: String
    let policy: String?
    let files: [File]

    private enum CodingKeys: String, CodingKey {
        case quarter, from, to, revision, policy, files
        case asOf = "as_of"
        case madeBy = "made_by"
        case codeVersion = "code_version"
    }
}
