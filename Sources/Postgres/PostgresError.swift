/// What PostgreSQL, or the way to it, refused.
package struct PostgresError: Error, Sendable {
    /// The five characters of PostgreSQL's appendix A; 08001 when no connection could be made and 08006 when
    /// one was lost without a word from the server.
    package let sqlState: String
    /// The server's primary message.
    ///
    /// May quote row values: for operators, never for pages.
    package let message: String
    /// The server's detail.
    ///
    /// Quotes row values more often than not.
    package let detail: String?
    /// The server's advice.
    package let hint: String?
    /// The name of the query, never its text or parameters.
    package let query: String
    /// Whether the connection ended with this error, or there was none.
    package let isConnectionLost: Bool
    /// Whether the connection was lost while COMMIT was under way: the transaction may be in or out.
    package internal(set) var isCommitUnknown = false

    /// Makes an error; a state of class 08, or one by which the server ends the connection, makes it lost.
    package init(
        sqlState: String, message: String, query: String, detail: String? = nil, hint: String? = nil,
        isConnectionLost: Bool = false
    ) {
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.query = query
        self.isConnectionLost =
            isConnectionLost || sqlState.hasPrefix("08")
            || (sqlState.hasPrefix("57P0") && sqlState != "57P00")
    }

    /// A unique index or primary key refused the row.
    package var isUniqueViolation: Bool { sqlState == "23505" }

    /// The server ended the statement because of a cancel request or of `statement_timeout`.
    package var isCancelled: Bool { sqlState == "57014" }

    /// The same transaction may succeed if it is run again from its beginning, and cannot be done twice by that.
    ///
    /// True for serialization failures, deadlocks and lost connections; false when the commit is unknown.
    package var isWorthRetrying: Bool {
        !isCommitUnknown && (isConnectionLost || sqlState == "40001" || sqlState == "40P01")
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to show to anybody: it holds no text of the server, which can quote row values.
    package var description: String { "database error \(sqlState) in \(query)" }

    /// For the operator's log: with the server's message, detail and hint.
    package var debugDescription: String {
        var text = "\(description): \(message)"
        if let detail { text += "; detail: \(detail)" }
        if let hint { text += "; hint: \(hint)" }
        if isCommitUnknown { text += "; the connection was lost during COMMIT, whose outcome is unknown" }
        return text
    }
}
