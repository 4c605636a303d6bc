/// One line of the access log (접속기록): who read whose data, when, from where, for which task.
package struct AccessLogEntry: Sendable, Equatable {
    package let at: Timestamp
    package let tokenID: Int64
    package let personID: Int64?
    package let role: Role
    package let label: String
    /// From where; `nil` where the connection has no address.
    package let address: String?
    /// Whose data: the builds that were in the answer.
    package let builds: [Int64]
    package let caseID: Int64?
    /// The operation, or the page as its route has it.
    package let task: String
    /// What was asked.
    package let query: String
    /// How many rows were answered.
    package let rows: Int
    /// Why, where it must be said.
    package let purpose: String?
    /// The HTTP status of the answer.
    package let status: Int

    /// - Parameters:
    ///   - address: kept without the zone of a link-local one; dropped where it is no address.
    ///   - query: kept without control characters, 2000 characters of it at most; of the purpose 500.
    package init(
        at: Timestamp, by access: Access, from address: String?, builds: [Int64], caseID: Int64? = nil,
        task: String, query: String, rows: Int, purpose: String? = nil, status: Int
    ) {
        self.at = at
        tokenID = access.tokenID
        personID = access.person?.id
        role = access.role
        label = access.label
        self.address = address.flatMap { text in
            AddressNumber(text) == nil ? nil : String(text.prefix { $0 != "%" })
        }
        self.builds = builds
        self.caseID = caseID
        self.task = task
        self.query = Self.printable(query, 2_000)
        self.rows = rows
        let why = purpose.map { Self.printable($0, 500) } ?? ""
        self.purpose = why.contains { !$0.isWhitespace } ? why : nil
        self.status = status
    }

    private static func printable(_ text: String, _ limit: Int) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }.prefix(limit)))
    }
}

/// A stored line of the access log.
package struct AccessLogLine: Sendable, Equatable {
    package let id: Int64
    package let at: Timestamp
    package let tokenID: Int64
    package let personID: Int64?
    package let role: String
    package let label: String
    package let address: String?
    package let builds: [Int64]
    package let caseID: Int64?
    package let task: String
    package let query: String?
    package let rows: Int?
    package let purpose: String?
    package let status: Int

    package init(
        id: Int64, at: Timestamp, tokenID: Int64, personID: Int64?, role: String, label: String,
        address: String?, builds: [Int64], caseID: Int64?, task: String, query: String?, rows: Int?,
        purpose: String?, status: Int
    ) {
        self.id = id
        self.at = at
        self.tokenID = tokenID
        self.personID = personID
        self.role = role
        self.label = label
        self.address = address
        self.builds = builds
        self.caseID = caseID
        self.task = task
        self.query = query
        self.rows = rows
        self.purpose = purpose
        self.status = status
    }
}

/// Which lines of the access log are asked for; all of them where nothing is set.
package struct AccessLogFilter: Sendable, Equatable {
    package var from: Timestamp?
    /// Exclusive.
    package var to: Timestamp?
    /// A build's code.
    package var build: String?
    package var personID: Int64?
    package var tokenID: Int64?
    /// Only lines before this one: the id of the last line of the page before.
    package var before: Int64?
    package var limit: Int

    package init(
        from: Timestamp? = nil, to: Timestamp? = nil, build: String? = nil, personID: Int64? = nil,
        tokenID: Int64? = nil, before: Int64? = nil, limit: Int = 100
    ) {
        self.from = from
        self.to = to
        self.build = build
        self.personID = personID
        self.tokenID = tokenID
        self.before = before
        self.limit = limit
    }
}
