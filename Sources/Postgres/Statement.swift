/// A named SQL statement, prepared under its name on each connection that uses it.
package struct Statement: Sendable, Hashable {
    /// Unique among the statements of a program; at most 63 bytes.
    ///
    /// Appears in errors and logs.
    package let name: String
    /// One SQL command, whose parameters are `$1`, `$2` and so on.
    package let sql: String

    /// Makes a statement; nothing is sent.
    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
