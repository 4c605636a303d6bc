import Crypto
package import Domain
import FoundationEssentials
package import Storage

/// The quarterly file for reporting: one row a build, in Korean, with a manifest that proves it whole.
package struct QuarterExport: Sendable {
    private let database: Database
    private let codeVersion: String

    package init(database: Database, codeVersion: String) {
        self.database = database
        self.codeVersion = codeVersion
    }

    /// Where an export went and what it holds.
    package struct Result: Sendable {
        package let directory: String
        package let revision: Int
        package let rows: Int
        package let sha256: String
    }

    /// Writes `<directory>/<quarter>/r<revision>/` with the CSV and its manifest.
    ///
    /// Published bytes are never overwritten: a repeated export is a new revision.
    /// - Parameters:
    ///   - now: the figures are as of this instant; days not over by then are not counted.
    ///   - madeBy: stands in the manifest and in the history.
    package func run(
        _ quarter: Quarter, into directory: String, madeBy: String, now: Timestamp
    ) async throws -> Result {
        var csv = CSVText(byteOrderMark: true)
        csv.append(ExportRow.header)
        var rows = 0
        try await database.figures.forEachPage(window: quarter.days, kind: .quarter, now: now) { page in
            for entry in page {
                csv.append(ExportRow.fields(entry.facts, entry.kpis, entry.counts, today: now.day))
                rows += 1
            }
        }
        let bytes = Array(csv.text.utf8)
        let hash = hexText(SHA256.hash(data: bytes))
        let name = "afterbuild-\(quarter).csv"
        let revision = try await database.exports.add(
            quarter: quarter, asOf: now, madeBy: madeBy,
            files: "[{\"name\":\(jsonText(name)),\"rows\":\(rows),\"sha256\":\(jsonText(hash))}]")
        let folder = "\(directory)/\(quarter)/r\(revision)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"), options: .withoutOverwriting)
        let policy = try await database.policies.inForce(on: now.day)?.policy
        let manifest = """
            {
              "quarter": \(jsonText(quarter.description)),
              "from": \(jsonText(quarter.days.lowerBound.description)),
              "to": \(jsonText(quarter.days.upperBound.description)),
              "revision": \(revision),
              "as_of": \(jsonText(now.iso8601)),
              "made_by": \(jsonText(madeBy)),
              "code_version": \(jsonText(codeVersion)),
              "policy": \(policy.map { jsonText("\($0.name) \($0.version)") } ?? "null"),
              "policy_label": \(policy.map { jsonText($0.label) } ?? "null"),
              "files": [
                {"name": \(jsonText(name)), "rows": \(rows), "bytes": \(bytes.count), "sha256": \(jsonText(hash))}
              ]
            }

            """
        try Data(manifest.utf8).write(
            to: URL(filePath: "\(folder)/manifest.json"), options: .withoutOverwriting)
        return Result(directory: folder, revision: revision, rows: rows, sha256: hash)
    }
}
