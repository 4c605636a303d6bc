import ArgumentParser

/// Every setting as an option.
///
/// What is not given comes from the environment, then from defaults.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Address and port to listen on.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("PEM file of the certificate and its issuers.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("PEM file of the certificate's key.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Oldest version of TLS that clients may speak.", valueName: "version"))
    var tlsMinimum: String?

    @Option(help: ArgumentHelp("Proxies whose X-Forwarded-For is believed.", valueName: "addresses"))
    var trustedProxies: String?

    @Option(help: ArgumentHelp("Connections of one address at most.", valueName: "count"))
    var connectionsPerAddress: String?

    @Option(help: ArgumentHelp("Address and port of /metrics, or off.", valueName: "host:port"))
    var metricsListen: String?

    @Option(help: ArgumentHelp("Address that links begin with.", valueName: "url"))
    var publicURL: String?

    @Option(help: ArgumentHelp("Existing PostgreSQL, URI or connection string.", valueName: "url"))
    var databaseURL: String?

    @Option(help: ArgumentHelp("Connections to PostgreSQL at most.", valueName: "count"))
    var databaseConnections: String?

    @Option(help: ArgumentHelp("Folder of secrets and of the private PostgreSQL.", valueName: "folder"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Bytes that may wait in the spool, such as 4GiB.", valueName: "bytes"))
    var spoolLimit: String?

    @Option(help: ArgumentHelp("Folder into which exports are written.", valueName: "folder"))
    var exportDir: String?

    @Option(help: ArgumentHelp("Folder that holds sql/ and dashboards/.", valueName: "folder"))
    var home: String?

    @Option(help: ArgumentHelp("Mail server.", valueName: "url"))
    var smtpURL: String?

    @Option(help: ArgumentHelp("Sender of mails.", valueName: "address"))
    var mailFrom: String?

    @Option(help: ArgumentHelp("Recipients of observations, separated by commas.", valueName: "addresses"))
    var alertTo: String?

    @Option(help: ArgumentHelp("Networks that web hooks may call.", valueName: "addresses"))
    var webhookAllow: String?

    @Option(help: ArgumentHelp("Records counted per key and day.", valueName: "count"))
    var dailyLimit: String?

    @Option(help: ArgumentHelp("Days for which raw bytes are kept.", valueName: "days"))
    var rawDays: String?

    @Option(help: ArgumentHelp("Whether serve accepts --test-clock.", valueName: "yes|no"))
    var allowTestClock: String?

    @Option(help: ArgumentHelp("Least severe log line that is written.", valueName: "level"))
    var logLevel: String?

    /// All settings, judged.
    func settings() throws -> Settings {
        let given: [Setting: String?] = [
            .listen: listen, .tlsCertificate: tlsCertificate, .tlsKey: tlsKey, .tlsMinimum: tlsMinimum,
            .trustedProxies: trustedProxies, .connectionsPerAddress: connectionsPerAddress,
            .metricsListen: metricsListen, .publicURL: publicURL, .databaseURL: databaseURL,
            .databaseConnections: databaseConnections, .dataDir: dataDir, .spoolLimit: spoolLimit,
            .exportDir: exportDir, .home: home, .smtpURL: smtpURL, .mailFrom: mailFrom, .alertTo: alertTo,
            .webhookAllow: webhookAllow, .dailyLimit: dailyLimit, .rawDays: rawDays,
            .allowTestClock: allowTestClock, .logLevel: logLevel,
        ]
        return try Settings(flags: given.compactMapValues { $0 }, surroundings: .ofThisProcess())
    }
}

/// The person or command that the history names.
func actorName() -> String {
    let environment = Surroundings.ofThisProcess().environment
    return environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"] ?? "command line"
}
