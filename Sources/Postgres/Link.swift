import CLibpq
import Glibc

/// One `PGconn` and its only owner.
///
/// Synchronous and not Sendable: it never leaves its `Connection`.
final class Link {
    let handle: OpaquePointer
    let cancelHandle: CancelHandle
    /// Held because libpq holds a pointer to it.
    private let notices: NoticeReceiver
    private var prepared: Set<Statement> = []
    /// Only ever other than `none` while `Connection.snapshot` runs.
    var snapshot = SnapshotState.none

    /// Adopts a connection that is made.
    init(adopting handle: OpaquePointer, notices: NoticeReceiver) {
        self.handle = handle
        self.notices = notices
        cancelHandle = CancelHandle(pointer: PQgetCancel(handle))
    }

    deinit {
        PQfreeCancel(cancelHandle.pointer)
        PQfinish(handle)
    }

    /// The descriptor of the connection; -1 when it is lost.
    var socket: Int32 { PQsocket(handle) }
    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }
    var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }
    var hasFailedTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// Notices, without asking the server, that it closed an idle connection.
    func isClosedByServer() -> Bool {
        for _ in 0..<4 where !isLost {
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 0) > 0 else { break }
            PQconsumeInput(handle)
        }
        return isLost
    }

    /// Lets a cancel request that was on its way hit nothing but this.
    func settle() {
        PQclear(PQexec(handle, ";"))
    }

    func run(_ sql: String, as name: String) throws(PostgresError) -> ResultSet {
        guard !sql.utf8.contains(0) else {
            throw PostgresError(sqlState: "22021", message: "the SQL holds a NUL character", query: name)
        }
        return try checked(PQexec(handle, sql), name)
    }

    func query(
        _ sql: String, as name: String, _ parameters: [Parameter]
    ) throws(PostgresError) -> ResultSet {
        let encoded = try EncodedParameters(parameters, query: name)
        let result = encoded.withPointers { count, values, lengths, formats in
            PQexecParams(handle, sql, count, nil, values, lengths, formats, 0)
        }
        return try checked(result, name)
    }

    func execute(
        _ statement: Statement, _ parameters: [Parameter], isBinary: Bool = false
    ) throws(PostgresError) -> ResultSet {
        let encoded = try EncodedParameters(parameters, query: statement.name)
        try prepare(statement)
        let result = encoded.withPointers { count, values, lengths, formats in
            PQexecPrepared(
                handle, statement.name, count, values, lengths, formats, isBinary ? 1 : 0)
        }
        return try checked(result, statement.name)
    }

    /// Prepares the statement if this connection has not done so before.
    func prepare(_ statement: Statement) throws(PostgresError) {
        guard !prepared.contains(statement) else { return }
        _ = try checked(PQprepare(handle, statement.name, statement.sql, 0, nil), statement.name)
        prepared.insert(statement)
    }

    /// The names of the columns that a statement gives.
    func columns(of statement: Statement) throws(PostgresError) -> [String] {
        try prepare(statement)
        return try checked(PQdescribePrepared(handle, statement.name), statement.name).columns
    }

    func copyIn(_ sql: String, as name: String, _ rows: borrowing CopyBuffer) throws(PostgresError) -> Int64 {
        let start = PQexec(handle, sql)
        guard PQresultStatus(start) == PGRES_COPY_IN else {
            _ = try checked(start, name)
            throw PostgresError(sqlState: "42601", message: "not a COPY … FROM STDIN command", query: name)
        }
        PQclear(start)
        let wasSent = sendRows(rows)
        var outcome: OpaquePointer?
        while let result = PQgetResult(handle) {
            let isCopying = PQresultStatus(result) == PGRES_COPY_IN
            if outcome == nil { outcome = result } else { PQclear(result) }
            if isCopying { break }
        }
        let rowsTaken = try checked(outcome, name).affectedRows
        guard wasSent else { throw lost(name) }
        return rowsTaken
    }

    /// Sends all rows and ends the COPY that the server is waiting in; false when that could not be done.
    func sendRows(_ rows: borrowing CopyBuffer) -> Bool {
        if send(rows.bytes), send(CopyBuffer.trailer), PQputCopyEnd(handle, nil) == 1 { return true }
        PQputCopyEnd(handle, "the rows could not be sent")
        return false
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        let chunkSize = 256 * 1024
        return bytes.withUnsafeBytes { all in
            for start in stride(from: 0, to: all.count, by: chunkSize) {
                let chunk = all[start..<min(start + chunkSize, all.count)]
                let isTaken = chunk.withMemoryRebound(to: CChar.self) {
                    PQputCopyData(handle, $0.baseAddress, Int32($0.count)) == 1
                }
                guard isTaken else { return false }
            }
            return true
        }
    }

    /// What libpq itself reports: nearly always the end of the connection.
    func lost(_ query: String) -> PostgresError {
        PostgresError(
            sqlState: isLost ? "08006" : "58000", message: trimmed(PQerrorMessage(handle)), query: query)
    }

    func checked(_ result: OpaquePointer?, _ query: String) throws(PostgresError) -> ResultSet {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            return ResultSet(adopting: result)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            // libpq ends the copy before the next command.
            throw PostgresError(
                sqlState: "0A000", message: "COPY is only possible through copyIn", query: query)
        default:
            defer { PQclear(result) }
            guard let state = field(result, "C") else { throw lost(query) }
            throw PostgresError(
                sqlState: state, message: field(result, "M") ?? trimmed(PQresultErrorMessage(result)),
                query: query, detail: field(result, "D"), hint: field(result, "H"), isConnectionLost: isLost)
        }
    }

    /// A field of the server's error, by its code in the protocol.
    private func field(_ result: OpaquePointer?, _ code: Unicode.Scalar) -> String? {
        PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
}

/// libpq's messages end in a newline.
func trimmed(_ message: UnsafePointer<CChar>?) -> String {
    guard let message else { return "" }
    var text = String(cString: message)
    while text.last?.isNewline == true { text.removeLast() }
    return text
}
