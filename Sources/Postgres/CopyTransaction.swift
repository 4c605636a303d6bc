import CLibpq

/// A whole transaction that is sent at once: BEGIN, statements, COPYs, COMMIT.
///
/// It costs one exchange with the server for the statements and one for each COPY, where the same by hand costs one for
/// each statement, two for each COPY and two more. Nothing of it can depend on an answer.
package struct CopyTransaction: Sendable {
    package struct Execution: Sendable {
        let statement: Statement
        let parameters: [Parameter]

        /// Executes a statement with parameters that are integers, texts without quotes, or arrays of integers.
        package init(_ statement: Statement, _ parameters: [Parameter]) {
            self.statement = statement
            self.parameters = parameters
        }
    }

    package struct Copy: Sendable {
        let sql: String
        let name: String
        let rows: CopyBuffer

        /// Makes a `COPY … FROM STDIN (FORMAT binary)`; `name` is for errors.
        package init(_ sql: String, as name: String, _ rows: CopyBuffer) {
            self.sql = sql
            self.name = name
            self.rows = rows
        }

        package var isEmpty: Bool { rows.rowCount == 0 }
    }

    let executions: [Execution]
    let copies: [Copy]

    /// Makes a transaction, whose parts run in this order; nothing is sent.
    package init(_ executions: [Execution], _ copies: [Copy]) {
        self.executions = executions
        self.copies = copies
    }

    /// All commands as one text that ends in NUL: `EXECUTE` takes its values as literals.
    func script() throws(PostgresError) -> [UInt8] {
        var script = Array("BEGIN;".utf8)
        for execution in executions {
            script += "EXECUTE \"\(execution.statement.name)\"(".utf8
            for (index, value) in execution.parameters.enumerated() {
                if index > 0 { script.append(UInt8(ascii: ",")) }
                guard Self.append(value, to: &script) else {
                    throw PostgresError(
                        sqlState: "22023",
                        message:
                            "parameter $\(index + 1) cannot be sent at once: only integers, arrays of them, "
                            + "and text without quotes, backslashes and NUL can",
                        query: execution.statement.name)
                }
            }
            script += ");".utf8
        }
        for copy in copies {
            script += copy.sql.utf8
            script.append(UInt8(ascii: ";"))
        }
        script += "COMMIT".utf8
        script.append(0)
        return script
    }

    private static func append(_ value: Parameter, to script: inout [UInt8]) -> Bool {
        switch value {
        case .int(let number?):
            script += String(number).utf8
        case .text(let text?) where !text.utf8.contains { $0 == 0 || $0 == 0x27 || $0 == 0x5C }:
            script += "'\(text)'".utf8
        case .intArray(let numbers):
            script += "'{".utf8
            for (index, number) in numbers.enumerated() {
                if index > 0 { script.append(UInt8(ascii: ",")) }
                script += String(number).utf8
            }
            script += "}'".utf8
        case .int(nil), .text(nil):
            script += "NULL".utf8
        default:
            return false
        }
        return true
    }

    /// What the server answers with its result of this number.
    func name(ofResult number: Int) -> String {
        if number == 0 { return "begin" }
        if number <= executions.count { return executions[number - 1].statement.name }
        let copy = number - executions.count - 1
        return copy < copies.count ? copies[copy].name : "commit"
    }
}

extension Link {
    /// Runs all of `transaction`; when it throws, the session may be left in a failed transaction.
    ///
    /// A connection that is lost when the last row is on its way leaves the outcome unknown.
    func run(_ transaction: CopyTransaction) throws(PostgresError) {
        for execution in transaction.executions { try prepare(execution.statement) }
        let script = try transaction.script()
        let wasSent = script.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { PQsendQuery(handle, $0.baseAddress) == 1 }
        }
        guard wasSent else { throw lost("begin") }
        var failure: PostgresError?
        // BEGIN and each EXECUTE give one result; a COPY asks for its rows, and then gives one; so does COMMIT.
        var results = 0
        var copied = 0
        while let result = PQgetResult(handle) {
            if PQresultStatus(result) == PGRES_COPY_IN {
                PQclear(result)
                guard copied < transaction.copies.count, sendRows(transaction.copies[copied].rows) || !isLost
                else { break }
                copied += 1
                continue
            }
            let name = transaction.name(ofResult: results)
            results += 1
            do throws(PostgresError) {
                let tag = try checked(result, name).commandTag
                guard name != "commit" || tag != "ROLLBACK" else {
                    throw PostgresError(
                        sqlState: "25P02", message: "the server rolled back instead of committing",
                        query: name)
                }
            } catch {
                failure = failure ?? error
            }
        }
        if failure == nil, isLost || !isIdle { failure = lost("commit") }
        guard var failure else { return }
        failure.isCommitUnknown = isLost && copied == transaction.copies.count
        throw failure
    }
}
