/// The Korean standard industrial classification (KSIC, 한국표준산업분류): sections, and the divisions of manufacturing.
package struct IndustryTable: Sendable {
    /// A section (`C`) or a division (`C25`).
    package struct Industry: Hashable, Sendable {
        package let code: String
        package let name: String
        /// The section of a division.
        package let parent: String?
        /// 11 since 2024-07-01.
        package let revision: Int
    }

    package let all: [Industry]
    private let byCode: [String: Industry]

    package init(csv: String) throws(SeedProblem) {
        let table = try SeedTable(csv, columns: ["code", "name_ko", "parent", "revision", "source"])
        var all: [Industry] = []
        var byCode: [String: Industry] = [:]
        for row in table.rows {
            let code = try row.required("code")
            guard Self.isWellFormed(code), code.utf8.count <= 3 else {
                throw row.problem("code is “\(code)”; expected a section (C) or a division (C25)")
            }
            guard let revision = try row.number("revision") else { throw row.problem("revision is empty") }
            let parent = row.text("parent")
            guard parent == (code.utf8.count == 1 ? nil : String(code.prefix(1))) else {
                throw row.problem(
                    "parent is “\(parent ?? "")”; the parent of \(code) is the letter it begins with")
            }
            let industry = Industry(
                code: code, name: try row.required("name_ko"), parent: parent, revision: revision)
            guard byCode.updateValue(industry, forKey: code) == nil else {
                throw row.problem("industry \(code) stands in the file twice")
            }
            all.append(industry)
        }
        self.all = all
        self.byCode = byCode
    }

    package subscript(code: String) -> Industry? { byCode[code] }

    /// The section or, within manufacturing, the division of a code of any depth (`C25912`); `nil` for a
    /// code that cannot exist.
    ///
    /// Deeper digits and the divisions of other sections are not checked.
    package func industry(of code: String) -> Industry? {
        guard Self.isWellFormed(code), let section = byCode[String(code.prefix(1))] else { return nil }
        guard code.utf8.count > 1, section.code == "C" else { return section }
        return byCode[String(code.prefix(3))]
    }

    /// A letter A to U, alone or with two to five digits.
    private static func isWellFormed(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        guard bytes.count == 1 || (3...6).contains(bytes.count), (65...85).contains(bytes[0]) else {
            return false
        }
        return bytes.dropFirst().allSatisfy { (48...57).contains($0) }
    }
}
