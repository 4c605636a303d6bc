/// One contract of a supplier (공급기업) for a project.
package struct SupplierContract: Sendable, Hashable {
    /// Decides between contracts of the same days: the company that was registered first goes before.
    package let companyID: Int64
    /// Ten digits.
    package let number: String
    package let name: String
    package let days: ContractDays

    package init(companyID: Int64, number: String, name: String, days: ContractDays) {
        self.companyID = companyID
        self.number = number
        self.name = name
        self.days = days
    }

    /// Whether it goes before another one where both are in force: the newer one does, of the same first day the one that
    /// ends later.
    fileprivate func precedes(_ other: SupplierContract) -> Bool {
        if days.from != other.days.from { return days.from > other.days.from }
        guard days.to != other.days.to else { return companyID < other.companyID }
        guard let to = days.to else { return true }
        return other.days.to.map { to > $0 } ?? false
    }
}

extension [SupplierContract] {
    /// The contract of the supplier that the project has on a day; `nil` where it has none.
    ///
    /// The function `active_supplier` decides the same in SQL; a test compares the two.
    package func inForce(on day: Day) -> SupplierContract? {
        filter { $0.days.contains(day) }.max { $1.precedes($0) }
    }

    /// The days on which a company is the supplier, in ascending order; days that follow each other are one stretch.
    package func days(of number: String) -> [ContractDays] {
        let starts = Set(flatMap { [$0.days.from] + ($0.days.to.map { [$0.adding(days: 1)] } ?? []) })
            .sorted()
        return starts.indices.reduce(into: []) { stretches, index in
            let from = starts[index]
            guard inForce(on: from)?.number == number else { return }
            let to = index + 1 < starts.count ? starts[index + 1].adding(days: -1) : nil
            if let last = stretches.last, last.to?.adding(days: 1) == from {
                stretches[stretches.count - 1] = ContractDays(from: last.from, to: to)
            } else {
                stretches.append(ContractDays(from: from, to: to))
            }
        }
    }
}
