/// An incident as one of its builds has it: it fell silent together with many others.
package struct BuildIncident: Sendable, Equatable {
    package let id: Int64
    /// What its builds share, in Korean; may name a supplier, and is not for suppliers.
    package let traitName: String
    /// Builds that fell silent together.
    package let members: Int
    /// The first day that is not held against the build.
    package let from: Day
    /// The last one; `nil` while the incident goes on.
    package let endedOn: Day?
    /// What an officer or the judge wrote; not for suppliers.
    package let endReason: String?

    package init(
        id: Int64, traitName: String, members: Int, from: Day, endedOn: Day?, endReason: String?
    ) {
        self.id = id
        self.traitName = traitName
        self.members = members
        self.from = from
        self.endedOn = endedOn
        self.endReason = endReason
    }
}
