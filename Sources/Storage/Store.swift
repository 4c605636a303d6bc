import Postgres

/// The statements of one subject.
///
/// A store holds no state: it is made anew by each use of `Database`'s property of its name. Methods with a `session`
/// run in the transaction of their caller, all others in one of their own.
protocol Store: Sendable {
    var database: Database { get }
}

extension Store {
    /// See `Database.rows`.
    func rows<Row>(_ query: Query<Row>, _ parameters: [Parameter], within limit: Duration) async throws
        -> [Row]
    {
        try await database.rows(query, parameters, within: limit)
    }

    /// See `Database.read`.
    func read<Value: Sendable>(_ body: @Sendable (borrowing Session) throws -> Value) async throws -> Value {
        try await database.read(body)
    }

    /// See `Database.write`.
    func write<Value: Sendable>(
        _ body: @Sendable @escaping (borrowing Session) throws -> Value
    ) async throws -> Value {
        try await database.write(body)
    }
}

extension Database {
    package var access: AccessStore { AccessStore(database: self) }
    package var accessLog: AccessLogStore { AccessLogStore(database: self) }
    package var accounts: AccountStore { AccountStore(database: self) }
    package var buildDays: BuildDayStore { BuildDayStore(database: self) }
    package var builds: BuildStore { BuildStore(database: self) }
    package var calendar: CalendarStore { CalendarStore(database: self) }
    package var cases: CaseStore { CaseStore(database: self) }
    package var changes: ChangeStore { ChangeStore(database: self) }
    package var exports: ExportStore { ExportStore(database: self) }
    package var feed: FeedStore { FeedStore(database: self) }
    package var figures: FigureStore { FigureStore(database: self) }
    package var fleet: FleetStore { FleetStore(database: self) }
    package var incidents: IncidentStore { IncidentStore(database: self) }
    package var jobs: JobStore { JobStore(database: self) }
    package var judging: JudgingStore { JudgingStore(database: self) }
    package var keys: KeyStore { KeyStore(database: self) }
    package var outages: OutageStore { OutageStore(database: self) }
    package var outbox: OutboxStore { OutboxStore(database: self) }
    package var peers: PeerStore { PeerStore(database: self) }
    package var phases: PhaseStore { PhaseStore(database: self) }
    package var planTargets: PlanTargetStore { PlanTargetStore(database: self) }
    package var policies: PolicyStore { PolicyStore(database: self) }
    package var quarantine: QuarantineStore { QuarantineStore(database: self) }
    package var receipts: ReceiptStore { ReceiptStore(database: self) }
    package var registry: RegistryStore { RegistryStore(database: self) }
    package var signals: SignalStore { SignalStore(database: self) }
    package var tokens: TokenStore { TokenStore(database: self) }
    package var webHooks: WebHookStore { WebHookStore(database: self) }
    package var windows: WindowStore { WindowStore(database: self) }
}
