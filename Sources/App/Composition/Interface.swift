import Collector
import Contract
import Domain
import HTTPTypes
import Hummingbird
import Render
import ServiceLifecycle
import Storage
import Web

/// The status interface and the pages of one process, put together.
struct Interface {
    let routes: WebRoutes
    private let databases: [Database]

    /// Reads the templates; opens no connection yet.
    static func open(
        _ installation: Installation, _ reception: Reception, now: @escaping @Sendable () -> Timestamp,
        testClock: TestClock?
    ) throws -> Interface {
        let (settings, log, batchStore) = (installation.settings, installation.log, reception.batchStore)
        let database = installation.servingDatabase()
        let journalDatabase = installation.journalDatabase()
        let authenticationDatabase = installation.authenticationDatabase()
        let journal = AccessJournal(journalDatabase)
        let probe = installation.database
        let pages = "\(settings.home)/dashboards/web"
        return Interface(
            routes: WebRoutes(
                database: database, authenticationDatabase: authenticationDatabase,
                tokens: KnownTokens(lifetime: .seconds(1), uptime: SystemClock.uptime),
                templates: try PageTemplates(directory: pages),
                staticFiles: try StaticFiles(directory: "\(pages)/static"),
                limits: RequestLimits(
                    requestsAMinute: settings.apiRequestsAMinute, uptime: SystemClock.uptime),
                address: Self.sender(by: settings.trustedProxies),
                record: { try await journal.record($0) }, version: ProjectVersion.current,
                more: changes(of: database, journal, now).operations
                    + installation.webHookOperations(database),
                now: now,
                isTestClock: testClock != nil, publicURL: settings.publicURL,
                secureCookies: settings.publicURL.hasPrefix("https://"),
                checkReadiness: { try await batchStore.canKeep(asking: probe) },
                onError: { error, path in log.observe(.requestFailed(path: path, reason: "\(error)")) },
                issuer: settings.oidc.map {
                    OIDCClient($0, publicURL: settings.publicURL, fetch: IssuerFetch.send)
                }),
            databases: [database, journalDatabase, authenticationDatabase])
    }

    /// The change feed; its open answers end when the service does.
    private static func changes(
        of database: Database, _ journal: AccessJournal, _ now: @escaping @Sendable () -> Timestamp
    ) -> ChangeFeed {
        ChangeFeed(
            database: database, record: { try await journal.record($0) },
            holder: { try await database.access.access(tokenID: $0, now: now()) }, now: now,
            uptime: SystemClock.uptime,
            sleep: { duration in
                try await cancelWhenGracefulShutdown { try await SystemClock.sleep(duration) }
            }, isEnding: { Task.isShuttingDownGracefully || Task.isCancelled })
    }

    /// Closes the connections; nothing may be under way any more.
    func close() async {
        for database in databases { await database.close() }
    }

    /// The caller's address, from the connection or from trusted proxies.
    private static func sender(
        by proxies: TrustedProxies
    ) -> @Sendable (Request, _ peer: String?) -> String? {
        let name = HTTPField.Name("X-Forwarded-For")
        return { request, peer in
            peer.map { peer in
                proxies.sender(peer: peer, forwardedFor: name.map { request.headers[values: $0] } ?? [])
            }
        }
    }
}
