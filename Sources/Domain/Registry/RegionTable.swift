/// One of the 17 provinces and metropolitan cities (시도), under a code that was in force for a time.
package struct Region: Hashable, Sendable {
    /// Two digits of the 법정동코드.
    package let code: String
    package let name: String
    /// `nil`: since before the programmes began.
    package let validFrom: Day?
    /// Inclusive; `nil`: still in force.
    package let validTo: Day?

    package func isValid(on day: Day) -> Bool {
        (validFrom.map { $0 <= day } ?? true) && (validTo.map { day <= $0 } ?? true)
    }
}

/// The region codes with their validity (`sql/seed/regions.csv`): 강원 and 전북 were given new codes.
package struct RegionTable: Sendable {
    package let all: [Region]
    private let byCode: [String: Region]

    package init(csv: String) throws(SeedProblem) {
        let table = try SeedTable(csv, columns: ["code", "name_ko", "valid_from", "valid_to", "source"])
        var all: [Region] = []
        for row in table.rows {
            let code = try row.required("code")
            guard code.utf8.count == 2, wholeNumber(code) != nil else {
                throw row.problem("code is “\(code)”; expected two digits")
            }
            guard !all.contains(where: { $0.code == code }) else {
                throw row.problem("region \(code) stands in the file twice")
            }
            all.append(
                Region(
                    code: code, name: try row.required("name_ko"), validFrom: try row.day("valid_from"),
                    validTo: try row.day("valid_to")))
        }
        self.all = all
        byCode = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(code: String) -> Region? { byCode[code] }

    /// The region that took over from `region`, or that it took over from.
    func counterpart(of region: Region) -> Region? {
        all.first { other in
            if let from = region.validFrom, other.validTo == from.adding(days: -1) { return true }
            if let to = region.validTo, other.validFrom == to.adding(days: 1) { return true }
            return false
        }
    }
}
