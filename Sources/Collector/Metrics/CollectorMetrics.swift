package import Domain

/// What the collector counts while it receives.
///
/// All of it may be called from any thread and waits for nothing; a record costs a few nanoseconds.
package final class CollectorMetrics: Sendable {
    /// What a request asked for.
    package enum RequestKind: Int, CaseIterable, Sendable {
        /// A record of the old protocol.
        case legacy
        /// A file of records.
        case batch
        /// Receipts, asked for by their sender.
        case lookup
        /// Pages, the API and everything else.
        case other
    }

    /// What a sender was told of records that could not be stored.
    package enum Refusal: Int, CaseIterable, Sendable {
        case legacy, batch

        fileprivate var code: String {
            switch self {
            case .legacy: "AP1010"
            case .batch: "503"
            }
        }
    }

    /// Why a connection was closed from our side, in the middle of something.
    package enum Cut: Int, CaseIterable, Sendable {
        /// The client took longer than it may.
        case slow
        /// Request line and headers are longer than they may be.
        case header
        /// The body is longer than it may be.
        case body
        /// The address has as many connections as it may.
        case address
    }

    private static let places = Dialect.Place.allCases.count
    private static let methods = Dialect.Method.allCases.count
    /// Dialects, with a row of its own for records of files.
    private static let rows = Endpoint.allCases.count * methods * places + 1

    /// By dialect and, within it, by lane.
    private let received: [Counter]
    private let refusals = Refusal.allCases.map { _ in Counter() }
    private let cuts = Cut.allCases.map { _ in Counter() }
    private let requests = RequestKind.allCases.map { _ in Counter() }
    private let connections = Counter()
    private let connectionsEver = Counter()
    private let databaseAvailable = Counter()
    private let batchRecords = Histogram(
        bounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000])
    /// In microseconds.
    private let commitTimes = Histogram(
        bounds: [
            500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000,
            5_000_000,
        ], scale: 1_000_000)

    package init() {
        received = (0..<Self.rows * Lane.allCases.count).map { _ in Counter() }
        databaseAvailable.set(1)
    }

    // MARK: Counting

    /// Records are stored.
    ///
    /// - Parameter dialect: `Dialect.code`; lines of files are one dialect here, with or without a code.
    package func countReceived(_ lane: Lane, dialect: Int16?, records: Int = 1) {
        counter(lane, row: Self.row(dialect)).add(records)
    }

    /// Records could not be stored, and their sender was told so.
    package func countRefused(_ refusal: Refusal, records: Int = 1) {
        refusals[refusal.rawValue].add(records)
    }

    /// One transaction, or one write to the spool, has ended well.
    package func countCommit(records: Int, in duration: Duration) {
        batchRecords.observe(records)
        let (seconds, attoseconds) = duration.components
        commitTimes.observe(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    /// Whether PostgreSQL takes commits; true until something else is said.
    package func setDatabaseAvailable(_ isAvailable: Bool) {
        databaseAvailable.set(isAvailable ? 1 : 0)
    }

    package func countRequest(_ kind: RequestKind) {
        requests[kind.rawValue].add()
    }

    /// A connection was accepted; `connectionClosed` follows once.
    package func connectionOpened() {
        connections.add()
        connectionsEver.add()
    }

    package func connectionClosed() {
        connections.add(-1)
    }

    /// A connection is cut; `connectionClosed` follows as for all others.
    package func countCut(_ reason: Cut) {
        cuts[reason.rawValue].add()
    }

    // MARK: Showing

    /// Writes what was counted.
    func write(to text: inout PrometheusText) {
        writeReceived(to: &text)
        text.family(
            "afterbuild_refused_records_total", .counter, "Records that could not be stored, by the answer.")
        for refusal in Refusal.allCases {
            text.sample(refusals[refusal.rawValue].value, [("code", refusal.code)])
        }
        text.histogram(
            "afterbuild_commit_batch_records", batchRecords,
            "Records of one commit, to PostgreSQL or to the spool.")
        text.histogram(
            "afterbuild_commit_duration_seconds", commitTimes,
            "Time of one commit, to PostgreSQL or to the spool.")
        text.gauge(
            "afterbuild_database_available", databaseAvailable.value,
            "Whether PostgreSQL takes commits: 1 or 0.")
        text.gauge("afterbuild_connections", connections.value, "Connections that are open.")
        text.family("afterbuild_connections_total", .counter, "Connections that were accepted.")
        text.sample(connectionsEver.value)
        text.family(
            "afterbuild_connections_cut_total", .counter, "Connections that were closed from our side.")
        for reason in Cut.allCases { text.sample(cuts[reason.rawValue].value, [("reason", "\(reason)")]) }
        text.family("afterbuild_requests_total", .counter, "Requests, by what they asked for.")
        for kind in RequestKind.allCases { text.sample(requests[kind.rawValue].value, [("kind", "\(kind)")]) }
    }

    /// All lanes of every dialect that was seen: a lane that begins to grow then has a zero before it.
    private func writeReceived(to text: inout PrometheusText) {
        text.family(
            "afterbuild_received_records_total", .counter, "Records that are stored, by lane and dialect.")
        for row in 0..<Self.rows {
            let counts = Lane.allCases.map { counter($0, row: row).value }
            guard row == Self.rows - 1 || counts.contains(where: { $0 > 0 }) else { continue }
            for (lane, count) in zip(Lane.allCases, counts) {
                text.sample(count, [("lane", lane.rawValue), ("dialect", Self.dialectName(row))])
            }
        }
    }

    private func counter(_ lane: Lane, row: Int) -> Counter {
        received[row * Lane.allCases.count + lane.place]
    }

    /// Dialects in a row, without the gaps of their codes.
    private static func row(_ code: Int16?) -> Int {
        guard let code, let dialect = Dialect(code: code), dialect.place != .ndjsonLine,
            dialect.place != .csvLine
        else { return rows - 1 }
        return (dialect.endpoint.rawValue * methods + dialect.method.rawValue) * places
            + dialect.place.rawValue
    }

    private static func dialectName(_ row: Int) -> String {
        let (end, method, place) = (row / places / methods, row / places % methods, row % places)
        return Dialect(code: Int16(end * 1_000 + method * 100 + place))?.name ?? "batch"
    }
}

extension Lane {
    /// Its number in the order of `allCases`.
    fileprivate var place: Int {
        switch self {
        case .counted: 0
        case .test: 1
        case .unknownKey: 2
        case .malformed: 3
        case .notCollecting: 4
        case .overLimit: 5
        }
    }
}
