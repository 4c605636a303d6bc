import Collector
import Configuration
import Domain
import Logging
import Web

/// What the program runs with, judged as a whole before anything starts.
struct Settings: Sendable {
    let listen: ListenAddress
    /// Nil: plain HTTP.
    let tls: TLSFiles?
    let trustedProxies: TrustedProxies
    /// Nil: as many as come.
    let connectionsPerAddress: Int?
    let metricsListen: MetricsAddress
    /// Without a final slash; made from `listen` unless given: see `publicURL(boundTo:)`.
    let publicURL: String
    /// Nil: the private cluster is used.
    ///
    /// May hold a password.
    let databaseURL: String?
    let databaseConnections: Int
    /// Absolute; need not exist yet.
    let dataDir: String
    /// Bytes.
    let spoolLimit: Int
    /// Where the private cluster's socket goes, unless that path is too long for a socket.
    let socketDir: String
    /// Absolute; need not exist yet.
    let exportDir: String
    /// Absolute; holds `sql/migrations`.
    let home: String
    /// Nil: mails wait.
    ///
    /// May hold a password.
    let smtpURL: String?
    /// Set whenever `smtpURL` is.
    let mailFrom: String?
    let alertTo: [String]
    let webhookNetworks: OutboundNetworks
    /// Records per key and KST day.
    let dailyLimit: Int
    /// Requests a minute of a token that has no limit of its own.
    let apiRequestsAMinute: Int
    /// Days after which raw bytes are forgotten.
    let rawDays: Int
    /// Where people sign in; nil: links and local accounts.
    let oidc: OIDCSettings?
    /// Days after which the access log is forgotten.
    let accessLogDays: Int
    let legacyLimits: Bool
    let allowTestClock: Bool
    let logLevel: Logger.Level
    /// Every setting, for `afterbuild check`.
    let listing: [SettingLine]

    private let hasOwnPublicURL: Bool

    /// Reads flags first, then the environment, then defaults; an empty value counts as not given.
    ///
    /// - Throws: every problem at once.
    init(flags: [Setting: String], processContext: ProcessContext) throws(SettingsProblems) {
        var reader = SettingsReader(flags: flags, processContext: processContext)
        listen = reader.value(
            .listen, or: ListenAddress(host: "127.0.0.1", port: 8080),
            expecting: "HOST:PORT such as 127.0.0.1:8080 or [::1]:8080, port 0 to 65535", ListenAddress.init)
        tls = reader.tls(from: processContext.workingDirectory)
        trustedProxies = reader.trustedProxies()
        connectionsPerAddress = reader.optionalNumber(.connectionsPerAddress, in: 1...1_000_000)
        metricsListen = reader.value(
            .metricsListen, or: .at(ListenAddress(host: "127.0.0.1", port: 8081)),
            expecting: "HOST:PORT such as 127.0.0.1:8081, or off", MetricsAddress.init)
        hasOwnPublicURL = reader.isGiven(.publicURL)
        publicURL = reader.value(
            .publicURL, or: "\(tls == nil ? "http" : "https")://\(listen)",
            expecting: "an address such as https://afterbuild.example.org, without query",
            SettingForm.publicURL)
        let folder = processContext.workingDirectory
        databaseURL = reader.secret(
            .databaseURL, from: folder,
            expecting: "postgresql://USER@HOST:PORT/DATABASE or a connection string such as "
                + "\"host=HOST dbname=DATABASE\"",
            SettingForm.databaseURL)
        databaseConnections = reader.number(.databaseConnections, or: 8, in: 1...64)

        let dataDir = reader.dataDir()
        self.dataDir = dataDir
        spoolLimit = reader.value(
            .spoolLimit, or: 4 << 30, expecting: "bytes such as 4GiB or 500MB, at least 1MiB",
            SettingForm.byteCount)
        socketDir = reader.socketDir(dataDir: dataDir)
        exportDir = reader.value(
            .exportDir, or: "\(dataDir)/exports", expecting: "a path"
        ) { FileSystem.absolute($0, from: folder) }
        home = reader.home()

        smtpURL = reader.secret(
            .smtpURL, from: folder, expecting: "smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT",
            SettingForm.smtpURL)
        mailFrom = reader.optional(
            .mailFrom, expecting: "a mail address such as afterbuild@example.org", SettingForm.mailAddress)
        if reader.isGiven(.smtpURL) || reader.isGiven(.smtpURLFile), !reader.isGiven(.mailFrom) {
            reader.complain(
                .mailFrom, found: "nothing",
                "a mail address such as afterbuild@example.org, because a mail server is set")
        }
        alertTo = reader.value(
            .alertTo, or: [], expecting: "mail addresses separated by commas", SettingForm.mailAddresses)
        webhookNetworks = reader.webhookNetworks()
        dailyLimit = reader.number(.dailyLimit, or: 5_000, in: 1...100_000_000)
        apiRequestsAMinute = reader.number(.apiRequestsAMinute, or: 600, in: 1...1_000_000)
        rawDays = reader.number(.rawDays, or: 90, in: 1...36_500)
        oidc = reader.oidc(from: folder)
        accessLogDays = reader.number(.accessLogDays, or: 730, in: 365...36_500)
        legacyLimits = reader.flag(.legacyLimits, yes: "on", no: "off")
        allowTestClock = reader.flag(.allowTestClock, yes: "yes", no: "no")
        logLevel = reader.value(
            .logLevel, or: Logger.Level.info,
            expecting: Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        ) { Logger.Level(rawValue: $0) }
        reader.findUnknownNames()
        listing = reader.lines
        if !reader.problems.isEmpty {
            throw SettingsProblems(problems: reader.problems, listing: reader.lines)
        }
    }

    /// The address for links once the port is known: it matters when `listen` has port 0.
    func publicURL(boundTo port: Int) -> String {
        guard !hasOwnPublicURL else { return publicURL }
        return "\(tls == nil ? "http" : "https")://\(ListenAddress(host: listen.host, port: port))"
    }
}

/// One setting as `afterbuild check` shows it; safe to print.
struct SettingLine: Sendable, Equatable {
    /// Where a value came from.
    enum Source: String, Sendable {
        case flag, environment
        case standard = "default"
    }

    let name: String
    /// Empty when it has no value; `(set, hidden)` when it may hold a password.
    let value: String
    let source: Source
    let about: String
}
