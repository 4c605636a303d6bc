/// Every setting there is; its raw value is the name of its environment variable.
///
/// Each is an option of the command line (`SettingsOptions`), but for secrets: other users see the arguments of a
/// process. A secret comes from the environment or from the file that its `file` setting names.
enum Setting: String, CaseIterable, Sendable {
    case listen = "AFTERBUILD_LISTEN"
    case tlsCertificate = "AFTERBUILD_TLS_CERTIFICATE"
    case tlsKey = "AFTERBUILD_TLS_KEY"
    case tlsMinimum = "AFTERBUILD_TLS_MINIMUM"
    case trustedProxies = "AFTERBUILD_TRUSTED_PROXIES"
    case connectionsPerAddress = "AFTERBUILD_CONNECTIONS_PER_ADDRESS"
    case metricsListen = "AFTERBUILD_METRICS_LISTEN"
    case publicURL = "AFTERBUILD_PUBLIC_URL"
    case databaseURL = "AFTERBUILD_DATABASE_URL"
    case databaseURLFile = "AFTERBUILD_DATABASE_URL_FILE"
    case databaseConnections = "AFTERBUILD_DATABASE_CONNECTIONS"
    case dataDir = "AFTERBUILD_DATA_DIR"
    case spoolLimit = "AFTERBUILD_SPOOL_LIMIT"
    case exportDir = "AFTERBUILD_EXPORT_DIR"
    case home = "AFTERBUILD_HOME"
    case smtpURL = "AFTERBUILD_SMTP_URL"
    case smtpURLFile = "AFTERBUILD_SMTP_URL_FILE"
    case mailFrom = "AFTERBUILD_MAIL_FROM"
    case alertTo = "AFTERBUILD_ALERT_TO"
    case webhookAllow = "AFTERBUILD_WEBHOOK_ALLOW"
    case dailyLimit = "AFTERBUILD_DAILY_LIMIT"
    case apiRequestsAMinute = "AFTERBUILD_API_REQUESTS_A_MINUTE"
    case rawDays = "AFTERBUILD_RAW_DAYS"
    case oidcIssuer = "AFTERBUILD_OIDC_ISSUER"
    case oidcClientID = "AFTERBUILD_OIDC_CLIENT_ID"
    case oidcClientSecret = "AFTERBUILD_OIDC_CLIENT_SECRET"
    case oidcClientSecretFile = "AFTERBUILD_OIDC_CLIENT_SECRET_FILE"
    case oidcAudience = "AFTERBUILD_OIDC_AUDIENCE"
    case oidcRoleClaim = "AFTERBUILD_OIDC_ROLE_CLAIM"
    case oidcScopes = "AFTERBUILD_OIDC_SCOPES"
    case accessLogDays = "AFTERBUILD_ACCESS_LOG_DAYS"
    case legacyLimits = "AFTERBUILD_LEGACY_LIMITS"
    case allowTestClock = "AFTERBUILD_ALLOW_TEST_CLOCK"
    case logLevel = "AFTERBUILD_LOG_LEVEL"

    static let prefix = "AFTERBUILD_"
    /// Variables that only tests read; any name may follow.
    static let testPrefix = "AFTERBUILD_TEST_"

    /// What `afterbuild check` says about it.
    var about: String {
        switch self {
        case .listen: "address and port of the collector, the API and the pages"
        case .tlsCertificate: "PEM file of the certificate and its issuers; with it only TLS is spoken"
        case .tlsKey: "PEM file of the certificate's key"
        case .tlsMinimum: "oldest version of TLS that clients may speak"
        case .trustedProxies: "proxies whose X-Forwarded-For is believed, separated by commas"
        case .connectionsPerAddress: "connections of one address at most; without it as many as come"
        case .metricsListen: "address and port of /metrics, or off"
        case .publicURL: "address that links in mails and sign-in links begin with"
        case .databaseURL: "existing PostgreSQL (URI or connection string); without it a private one is run"
        case .databaseURLFile: "file whose first line is that URI or connection string"
        case .databaseConnections:
            "connections to PostgreSQL of commands and services, and as many of pages and API; jobs have half as many"
        case .dataDir: "folder of the secrets, the spool and the private PostgreSQL"
        case .spoolLimit: "bytes that may wait in the spool of one process while PostgreSQL is away"
        case .exportDir: "folder into which exports are written"
        case .home: "folder that holds sql/ and dashboards/"
        case .smtpURL: "mail server; without it mails wait in the outbox"
        case .smtpURLFile: "file whose first line is the mail server's address"
        case .mailFrom: "sender of mails"
        case .alertTo: "recipients of observations, separated by commas"
        case .webhookAllow: "networks beyond public addresses that web hooks may call, separated by commas"
        case .dailyLimit: "records counted per key and day; more go to the lane over_limit"
        case .apiRequestsAMinute: "requests a minute of one token; tokens may have a limit of their own"
        case .rawDays: "days for which the raw bytes of quarantined and repaired records are kept"
        case .oidcIssuer: "OpenID Connect issuer where people sign in; without it links and local accounts"
        case .oidcClientID: "name of this service at the issuer"
        case .oidcClientSecret: "secret of this service at the issuer; without it PKCE alone"
        case .oidcClientSecretFile: "file whose first line is that secret"
        case .oidcAudience: "what ID tokens must be for; without it the name of this service"
        case .oidcRoleClaim: "claim that names roles, dots lead into objects"
        case .oidcScopes: "scopes that are asked for, separated by blanks"
        case .accessLogDays: "days for which the access log (접속기록) is kept, 365 at least"
        case .legacyLimits:
            "whether counted records are answered by the old service's limits (AP1029, AP1032, AP1033)"
        case .allowTestClock: "whether serve accepts --test-clock; never in production"
        case .logLevel: "least severe log line that is written"
        }
    }

    /// Whether its value may hold a password: such a value is never shown, not even when it is wrong.
    var isSecret: Bool { file != nil }

    /// The setting that names a file whose first line is this secret; nil for what is no secret.
    var file: Setting? {
        switch self {
        case .databaseURL: .databaseURLFile
        case .smtpURL: .smtpURLFile
        case .oidcClientSecret: .oidcClientSecretFile
        default: nil
        }
    }

    /// The name of its command line option, without the two dashes.
    var flag: String {
        rawValue.dropFirst(Self.prefix.count).lowercased().split(separator: "_").joined(separator: "-")
    }

    /// The parts of its name, as swift-configuration wants them.
    var components: [String] {
        rawValue.lowercased().split(separator: "_").map(String.init)
    }

    /// The setting whose name takes the fewest changed, added or removed letters to become `name`.
    static func nearest(to name: String) -> Setting {
        allCases.min { distance($0.rawValue, name) < distance($1.rawValue, name) } ?? .listen
    }
}

/// Levenshtein's distance.
private func distance(_ one: String, _ other: String) -> Int {
    let other = Array(other.utf8)
    var row = Array(0...other.count)
    for (line, byte) in one.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for (column, otherByte) in other.enumerated() {
            let replaced = diagonal + (byte == otherByte ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
        }
    }
    return row[other.count]
}
