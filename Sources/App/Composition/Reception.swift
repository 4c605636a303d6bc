import Collector
import Domain
import Hummingbird
import Logging
import ServiceLifecycle
import Storage

/// The receiving side of one process, put together.
struct Reception {
    let receiver: LegacyReceiver
    let keys: KeyRing
    let batchStore: DurableBatchStore
    let batcher: Batcher
    let heartbeat: Heartbeat
    let intake: Intake
    let rules: ConnectionRules
    let certificates: TLSCertificates?
    private let database: Database

    /// Opens the spool and reads the keys from PostgreSQL, or from the last run's snapshot while PostgreSQL is away.
    static func open(
        _ installation: Installation, now: @escaping @Sendable () -> Timestamp, testClock: TestClock?
    ) async throws -> Reception {
        let settings = installation.settings
        let log = installation.log
        let database = installation.receivingDatabase()
        let (folder, limit) = (settings.spoolFolder, Int64(settings.spoolLimit))
        let spool = try await Spool.open(folder, limit: limit, observe: log.observe)
        let keys = KeyRing(
            database: database, sleep: SystemClock.sleep, observe: log.observe,
            onRefresh: { try? await spool.save($0, as: "keys") })
        let (instance, isAway) = try await begin(
            installation, database, spool: spool, keys: keys, now: now())
        let intake = Intake(
            decoder: WireDecoder(words: try installation.actionWords()), keys: keys,
            secrets: installation.collectorSecrets,
            limits: SenderLimits(requestsADay: settings.dailyLimit, isLegacy: settings.legacyLimits))
        let metrics = CollectorMetrics()
        let heartbeat = Heartbeat(
            database: database, instance: instance.number, now: now, uptime: SystemClock.uptime,
            sleep: SystemClock.sleep, saveLocally: { try await spool.save($0, as: "presence") },
            loadLocally: { try await spool.load("presence") }, observe: log.observe)
        let batchStore = DurableBatchStore(
            database: database, spool: spool, isAway: isAway, now: now, sleep: SystemClock.sleep,
            prepare: {
                try await installation.prepareDatabase()
                if instance.isSpare {
                    try await Instance.reserveSpareOrNone(of: spool, in: database, now: now(), log)
                }
                try await keys.refresh()
            },
            orphans: {
                let orphan = try await Spool.openOrphan(folder, limit: limit, observe: log.observe)
                if let orphan { try await Instance.renewSpare(of: orphan, in: database, now: now()) }
                return orphan
            },
            rechoose: { intake.rechosen($0) },
            onReception: { reception in
                switch reception {
                case .open: heartbeat.receivingResumed()
                case .closed(let reason): heartbeat.receivingStopped(reason)
                }
            }, metrics: metrics, observe: log.observe)
        let threads = Batcher.makeThreads()
        let writers = threads.map { database.receipts.batchWriter(on: $0) }
        let batcher = Batcher(
            threads: threads, instance: instance.number, firstCounter: instance.firstCounter,
            keep: { try await batchStore.keep($0, over: writers[$1]) },
            setAside: batchStore.setAside, pause: SystemClock.pause, metrics: metrics, observe: log.observe)
        let rules = ConnectionRules(
            proxies: settings.trustedProxies,
            perAddress: ConnectionLimit(settings.connectionsPerAddress, exempt: settings.trustedProxies),
            metrics: metrics)
        let certificates = try settings.tls.map {
            try TLSCertificates(files: $0, sleep: SystemClock.sleep, observe: log.observe)
        }
        let receiver = LegacyReceiver(
            intake: intake, batcher: batcher,
            clock: CollectorClock(now: now, arrival: testClock.map(\.arrival)), observe: log.observe)
        return Reception(
            receiver: receiver, keys: keys, batchStore: batchStore, batcher: batcher, heartbeat: heartbeat,
            intake: intake,
            rules: rules, certificates: certificates, database: database)
    }

    /// Takes an instance number and reads the keys; without PostgreSQL from what an earlier run left.
    ///
    /// PostgreSQL that answers but can store nothing, because its disk is full or it is read-only, counts as away.
    private static func begin(
        _ installation: Installation, _ database: Database, spool: Spool, keys: KeyRing, now: Timestamp
    ) async throws -> (Instance, isAway: Bool) {
        if !installation.isDatabaseAway {
            do {
                try await keys.refresh()
                return (try await Instance.take(of: spool, in: database, now: now, installation.log), false)
            } catch  where !Database.isRefusal(error) && !Database.isMismatch(error) {
                installation.log.observe(.databaseAway(reason: "\(error)"))
            }
        }
        if let bytes = try await spool.load("keys") { _ = keys.restore(from: bytes) }
        return (try await Instance.takeSpare(of: spool), true)
    }

    /// In the order of their dependence; they stop in reverse.
    var services: [any Service] {
        [keys, batchStore, batcher, heartbeat] + (certificates.map { [$0] } ?? [])
    }

    /// Files of records, and what senders may look up.
    ///
    /// - Parameter database: for look-ups, which must not keep commits waiting.
    func receiptRoutes(_ database: Database, _ log: ObservationLog) -> ReceiptRoutes {
        let (batchStore, batcher) = (batchStore, batcher)
        return ReceiptRoutes(
            intake: intake, database: database, clock: receiver.clock,
            keep: { try await batcher.keep($0, $1) },
            earlier: { try await batchStore.submission(keyID: $0, idempotencyKey: $1) }, observe: log.observe)
    }

    func metricsServer(_ settings: Settings, _ log: ObservationLog, _ logger: Logger) -> MetricsServer? {
        guard case .at(let address) = settings.metricsListen else { return nil }
        let (batchStore, batcher) = (batchStore, batcher)
        return MetricsServer(
            host: address.host, port: address.port,
            page: MetricsPage(
                metrics: rules.metrics, version: ProjectVersion.current, now: { SystemClock.now() },
                waitingRecords: { batcher.waitingRecords }, spool: { await batchStore.spoolStatus() }),
            sleep: SystemClock.sleep, logger: logger, observe: log.observe)
    }

    func close() async {
        await database.close()
    }
}

/// The number under which this start of a collector names its batches.
private struct Instance {
    private static let spareName = "spare-instance"

    let number: Int32
    let firstCounter: Int32
    /// Whether it was reserved by an earlier start, because PostgreSQL is away.
    let isSpare: Bool

    /// Takes a new instance number, and reserves another one for a start without PostgreSQL.
    static func take(
        of spool: Spool, in database: Database, now: Timestamp, _ log: ObservationLog
    ) async throws -> Instance {
        let number = try await database.receipts.newInstance(now: now)
        try await reserveSpareOrNone(of: spool, in: database, now: now, log)
        return Instance(number: number, firstCounter: 0, isSpare: false)
    }

    /// The number in reserve, with the counters that an earlier start did not use.
    static func takeSpare(of spool: Spool) async throws -> Instance {
        guard let bytes = try await spool.load(spareName),
            let number = Int32(String(decoding: bytes, as: UTF8.self))
        else { throw NeverSeen() }
        // Whatever an earlier start named so is still in the spool: before anything is drained, another is reserved.
        let last = await spool.lastCounter(of: number)
        return Instance(number: number, firstCounter: last.map { $0 + 1 } ?? 0, isSpare: true)
    }

    /// Reserves a new number in a spool that an ended process left, before its batches are sent: the next process in
    /// the slot must not use their batch ids again.
    static func renewSpare(of orphan: Spool, in database: Database, now: Timestamp) async throws {
        do {
            try await reserveSpare(of: orphan, in: database, now: now)
        } catch {
            await orphan.close()
            throw error
        }
    }

    /// A disk that is full must not keep receipts from PostgreSQL: then there is no number in reserve, for one that
    /// was used already would name new batches like old ones.
    static func reserveSpareOrNone(
        of spool: Spool, in database: Database, now: Timestamp, _ log: ObservationLog
    ) async throws {
        do {
            try await reserveSpare(of: spool, in: database, now: now)
        } catch let error as SpoolError {
            log.observe(.spoolFailed(reason: "\(error)"))
            try await spool.remove(spareName)
        }
    }

    static func reserveSpare(of spool: Spool, in database: Database, now: Timestamp) async throws {
        let spare = try await database.receipts.newInstance(now: now)
        try await spool.save(Array("\(spare)".utf8), as: spareName)
    }
}

/// PostgreSQL is away, and there is nothing from an earlier run to go on with.
private struct NeverSeen: Error, CustomStringConvertible {
    var description: String {
        "PostgreSQL is away, and this data folder's spool has never seen it: the first start needs the database"
    }
}
