import CLibpq
import Glibc

/// Receives libpq's notices, which otherwise go to standard error.
final class NoticeReceiver: Sendable {
    let onNotice: @Sendable (String) -> Void

    init(_ onNotice: @escaping @Sendable (String) -> Void) {
        self.onNotice = onNotice
    }
}

extension Link {
    /// Connects, and sets what every session of ours relies on.
    ///
    /// Blocks for `connectTimeout` at most.
    static func connect(
        _ configuration: PoolConfiguration, _ cancellation: Cancellation
    ) throws(PostgresError) -> Link {
        let handle = start(configuration)
        guard let handle else {
            throw PostgresError(sqlState: "53200", message: "no memory for a connection", query: "connect")
        }
        let notices = NoticeReceiver(configuration.onNotice)
        receiveNotices(of: handle, with: notices)
        do throws(PostgresError) {
            try finish(handle, configuration.connectTimeout, cancellation)
        } catch {
            PQfinish(handle)
            throw error
        }
        let link = Link(adopting: handle, notices: notices)
        try cancellation.watch(link)
        defer { withExtendedLifetime(link) { cancellation.unwatch() } }
        _ = try link.run(sessionSettings(configuration), as: "session_settings")
        for sql in configuration.setup {
            _ = try link.run(sql, as: "session_setup")
        }
        return link
    }

    /// Begins to connect; the connection string may override what comes before it, not what comes after.
    private static func start(_ configuration: PoolConfiguration) -> OpaquePointer? {
        let parameters: [(String, String)] = [
            ("application_name", configuration.applicationName),
            ("keepalives", "1"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
            ("dbname", configuration.conninfo),
            ("client_encoding", "UTF8"),
        ]
        let keywords = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for pointer in keywords + values { free(pointer) } }
        return PQconnectStartParams(
            keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    }

    private static func receiveNotices(of handle: OpaquePointer, with receiver: NoticeReceiver) {
        PQsetNoticeProcessor(
            handle,
            { argument, message in
                guard let argument else { return }
                Unmanaged<NoticeReceiver>.fromOpaque(argument).takeUnretainedValue()
                    .onNotice(trimmed(message))
            }, Unmanaged.passUnretained(receiver).toOpaque())
    }

    private static func finish(
        _ handle: OpaquePointer, _ timeout: Duration, _ cancellation: Cancellation
    ) throws(PostgresError) {
        let deadline = timeout > .zero ? uptime() + timeout : nil
        var status = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            guard status != PGRES_POLLING_FAILED else {
                throw PostgresError(
                    sqlState: "08001", message: trimmed(PQerrorMessage(handle)), query: "connect")
            }
            try cancellation.check("connect")
            if let deadline, uptime() >= deadline {
                throw PostgresError(
                    sqlState: "08001", message: "no connection within \(timeout)", query: "connect")
            }
            let awaited = status == PGRES_POLLING_READING ? POLLIN : POLLOUT
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(awaited), revents: 0)
            if poll(&descriptor, 1, 100) > 0 { status = PQconnectPoll(handle) }
        }
    }

    private static func sessionSettings(_ configuration: PoolConfiguration) -> String {
        """
        SET TimeZone = 'Asia/Seoul';
        SET DateStyle = 'ISO, YMD';
        SET bytea_output = 'hex';
        SET standard_conforming_strings = on;
        SET statement_timeout = \(milliseconds(configuration.statementTimeout));
        SET idle_in_transaction_session_timeout = \(milliseconds(configuration.idleInTransactionTimeout))
        """
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return min(Int64(Int32.max), seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
