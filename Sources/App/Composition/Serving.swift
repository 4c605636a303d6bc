import Collector
import Crypto
import Curl
import Domain
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Jobs
import Logging
import NIOCore
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
    func schedule(publicURL: String) throws -> Schedule {
        let judge = JudgeJob(
            database: database, alerts: AlertAddresses(recipients: settings.alertTo, publicURL: publicURL),
            codeVersion: ProjectVersion.current, observe: log.observe)
        var mail: MailJob?
        if let url = settings.smtpURL, let from = settings.mailFrom {
            mail = MailJob(
                database: database, mailer: Mailer(), server: try SMTPServer(url: url), from: from,
                observe: log.observe)
        }
        return Schedule(database: database, judge: judge, mail: mail, observe: log.observe)
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// Services stop in the reverse of their order here: the server first, then the jobs, then the batcher, which
    /// commits what the last requests brought.
    func serve(testClock: TestClock?) async throws {
        let now = clock(testClock)
        let refused = try await database.prepareAll()
        guard refused.isEmpty else { throw QueriesRefused(errors: refused) }
        let instance = try await database.newInstance(now: now())
        try await database.ensurePartitions((0...3).map { now().day.adding(days: $0) })
        let keys = KeyRing(database: database, sleep: SystemClock.sleep, observe: log.observe)
        try await keys.refresh()
        let batcher = Batcher(
            database: database, instance: instance, now: now, sleep: SystemClock.sleep, observe: log.observe)
        let runner = JobRunner(
            schedule: try schedule(publicURL: settings.publicURL), database: database, now: now,
            sleep: SystemClock.sleep, observe: log.observe)
        if testClock != nil { log.observe(.testClockInUse) }
        let application = Application(
            router: try router(keys: keys, batcher: batcher, now: now, testClock: testClock),
            server: HTTPServerBuilder { responder in
                LenientChannel(
                    responder: responder, configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(75))
                )
            },
            configuration: ApplicationConfiguration(
                address: .hostname(settings.listen.host, port: settings.listen.port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.listen.port
                log.observe(.listening(address: settings.publicURL(boundTo: port)))
            },
            logger: quietLogger)
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [keys, batcher, runner, application], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quietLogger)
        ).run()
    }

    private func router(
        keys: KeyRing, batcher: Batcher, now: @escaping @Sendable () -> Timestamp, testClock: TestClock?
    ) throws -> Router<BasicRequestContext> {
        let words = try ActionWords(csv: database.files.seeds["action_words.csv"] ?? "")
        let intake = Intake(
            decoder: WireDecoder(words: words), keys: keys, secrets: collectorSecrets,
            dailyLimit: settings.dailyLimit)
        let router = Router()
        CollectorRoutes(
            intake: intake, batcher: batcher,
            clock: CollectorClock(now: now, arrival: testClock.map(Self.arrival)), observe: log.observe
        ).add(to: router)
        if let testClock { addTestClockRoute(to: router, testClock) }
        WebRoutes(
            database: database, templates: try PageTemplates(directory: "\(settings.home)/dashboards/web"),
            staticFiles: try StaticFiles(directory: "\(settings.home)/dashboards/web/static"), now: now,
            isTestClock: testClock != nil, publicURL: settings.publicURL,
            secureCookies: settings.publicURL.hasPrefix("https://"),
            onError: { error, path in log.observe(.requestFailed(path: path, reason: "\(error)")) }
        ).add(to: router)
        return router
    }

    private func clock(_ testClock: TestClock?) -> @Sendable () -> Timestamp {
        guard let testClock else { return { SystemClock.now() } }
        return { testClock.now }
    }

    /// Stamps a request with the time it asks for, and moves the clock there.
    private static func arrival(_ clock: TestClock) -> @Sendable (String) -> Timestamp? {
        { header in
            guard let time = Timestamp(parsing: header) else { return nil }
            clock.move(to: time)
            return time
        }
    }

    /// `POST /test/clock` with `{"now":"2026-05-07T00:00:00+09:00"}`: only there under a test clock.
    private func addTestClockRoute(to router: Router<BasicRequestContext>, _ clock: TestClock) {
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

/// Statements that the database does not take: the database and this binary's `sql/` folder do not fit together.
struct QueriesRefused: Error, CustomStringConvertible {
    let errors: [PostgresError]

    var description: String {
        "the database refuses \(errors.count) of our statements, run afterbuild check: "
            + errors.map { "\($0.query) (\($0.sqlState))" }.joined(separator: ", ")
    }
}
