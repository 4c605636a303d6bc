import ArgumentParser

/// Every setting as an option.
///
/// What is not given comes from the environment, then from defaults.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Address and port to listen on.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("Address that links begin with.", valueName: "url"))
    var publicURL: String?

    @Option(help: ArgumentHelp("Existing PostgreSQL, URI or connection string.", valueName: "url"))
    var databaseURL: String?

    @Option(help: ArgumentHelp("Connections to PostgreSQL at most.", valueName: "count"))
    var databaseConnections: String?

    @Option(help: ArgumentHelp("Folder of secrets and of the private PostgreSQL.", valueName: "folder"))
    var dataDir: String?

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

    @Option(help: ArgumentHelp("Records counted per key and day.", valueName: "count"))
    var dailyLimit: String?

    @Option(help: ArgumentHelp("Whether serve accepts --test-clock.", valueName: "yes|no"))
    var allowTestClock: String?

    @Option(help: ArgumentHelp("Least severe log line that is written.", valueName: "level"))
    var logLevel: String?

    /// All settings, judged.
    func settings() throws -> Settings {
        let given: [Setting: String?] = [
            .listen: listen, .publicURL: publicURL, .databaseURL: databaseURL,
            .databaseConnections: databaseConnections, .dataDir: dataDir, .exportDir: exportDir, .home: home,
            .smtpURL: smtpURL, .mailFrom: mailFrom, .alertTo: alertTo, .dailyLimit: dailyLimit,
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
