import Collector
import Crypto
import Curl
import Domain
import HTTPTypes
import Hummingbird
import Jobs
import Logging
import Postgres
import Render
import ServiceLifecycle
import Storage
import UnixSignals
import Web

extension Installation {
    /// The keys of the receiving edge.
    var collectorSecrets: CollectorSecrets {
        let secrets = secrets
        return CollectorSecrets(
            keyHashing: SymmetricKey(data: secrets.keyHash),
            quarantine: SymmetricKey(data: secrets.quarantine),
            pseudonyms: { SymmetricKey(data: try secrets.pseudonym(year: $0)) })
    }

    /// Every background activity, as the settings allow.
    ///
    /// - Parameters:
    ///   - database: what the jobs work on.
    ///   - extra: jobs that need more than this installation.
    func schedule(on database: Database, extra: [Job] = []) throws -> Schedule {
        let judge = JudgeJob(
            database: database,
            alerts: AlertAddresses(recipients: settings.alertTo, publicURL: settings.publicURL),
            codeVersion: ProjectVersion.current, observe: log.observe)
        var mail: MailJob?
        if let url = settings.smtpURL, let from = settings.mailFrom {
            mail = MailJob(
                database: database, mailer: Mailer(), server: try SMTPServer(url: url), from: from,
                observe: log.observe)
        }
        return Schedule(
            database: database, judge: judge, mail: mail, rawDays: settings.rawDays,
            codeVersion: ProjectVersion.current,
            extra: extra + [accessLogJob(database), WebHookService.pruneJob(database)], observe: log.observe)
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// Services stop in the reverse of their order here: the server first, then the jobs, then the batcher, which
    /// commits what the last requests brought.
    func serve(testClock: TestClock?) async throws {
        let now = clock(testClock)
        let reception = try await Reception.open(self, now: now, testClock: testClock)
        let interface = try Interface.open(self, reception, now: now, testClock: testClock)
        let jobsDatabase = jobsDatabase()
        func close() async {
            await jobsDatabase.close()
            await interface.close()
            await reception.close()
        }
        let runner = JobRunner(
            schedule: try schedule(on: jobsDatabase, extra: [try quarantineJob(reception, jobsDatabase)]),
            database: database, now: now, sleep: SystemClock.sleep, observe: log.observe)
        let sequencer = FeedSequencer(
            database: database, now: now, sleep: SystemClock.sleep, observe: log.observe)
        if testClock != nil { log.observe(.testClockInUse) }
        let server = EdgeServer(
            host: settings.listen.host, port: settings.listen.port, receiver: reception.receiver,
            rules: reception.rules, certificates: reception.certificates,
            pages: PageResponder.responder(
                try router(reception, interface, testClock: testClock).buildResponder(), now: now,
                logger: quietLogger),
            logger: quietLogger
        ) { port in
            log.observe(.listening(address: settings.publicURL(boundTo: port)))
        }
        var services: [any Service] = keepers + reception.services
        if let metrics = reception.metricsServer(settings, log, quietLogger) { services.append(metrics) }
        services += [runner, sequencer, webHookService(now: now), server]
        do {
            try await ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: services.map(Self.stoppingAll), gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: quietLogger)
            ).run()
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// One that ends takes the others with it, in order: what waits for a commit is still committed.
    private static func stoppingAll(
        _ service: any Service
    ) -> ServiceGroupConfiguration.ServiceConfiguration {
        ServiceGroupConfiguration.ServiceConfiguration(
            service: service, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup)
    }

    private func quarantineJob(_ reception: Reception, _ database: Database) throws -> Job {
        let work = QuarantineWork(
            database: database, intake: reception.intake, keys: reception.keys,
            decoder: WireDecoder(words: try actionWords()), secrets: collectorSecrets, observe: log.observe)
        return Job(
            "quarantine", .everySeconds(5), "moves quarantined records as ordered"
        ) {
            try await work.run(now: $0)
        }
    }

    private func router(
        _ reception: Reception, _ interface: Interface, testClock: TestClock?
    ) throws -> Router<PageContext> {
        let router = Router(context: PageContext.self)
        router.add(middleware: RequestCounting(reception.rules.metrics))
        CollectorRoutes(receiver: reception.receiver).add(to: router)
        reception.receiptRoutes(database, log).add(to: router)
        if let testClock { addTestClockRoute(to: router, testClock) }
        interface.routes.add(to: router)
        return router
    }

    private func clock(_ testClock: TestClock?) -> @Sendable () -> Timestamp {
        guard let testClock else { return { SystemClock.now() } }
        return { testClock.now }
    }

    /// `POST /test/clock` with `{"now":"2026-05-07T00:00:00+09:00"}`: only there under a test clock.
    private func addTestClockRoute(to router: Router<PageContext>, _ clock: TestClock) {
        router.post("/test/clock") { request, context in
            struct Body: Decodable { let now: String }
            let body = try await request.decode(as: Body.self, context: context)
            guard let time = Timestamp(parsing: body.now) else {
                throw HTTPError(
                    .badRequest, message: "now: expected 2026-05-07T00:00:00+09:00, found \(body.now)")
            }
            clock.move(to: time)
            return "{\"now\":\"\(clock.now.iso8601)\"}\n"
        }
    }

    /// The libraries' own lines: only what needs an operator.
    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        return quiet
    }
}

extension TestClock {
    /// Reads the time that a request asks for; the clock moves there.
    var arrival: @Sendable (_ header: String) -> Timestamp? {
        { header in
            guard let time = Timestamp(parsing: header) else { return nil }
            self.move(to: time)
            return time
        }
    }
}

/// Statements that the database does not take: the database and this binary's `sql/` folder do not fit together.
struct QueriesRefused: Error, CustomStringConvertible {
    let errors: [PostgresError]

    var description: String {
        "the database refuses \(errors.count) of our statements, run afterbuild check: "
            + errors.map { "\($0.query) (\($0.sqlState))" }.joined(separator: ", ")
    }
}
