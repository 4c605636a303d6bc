import ArgumentParser

/// The options that every command shares.
///
/// What is not given comes from the environment, then from defaults.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Existing PostgreSQL, URI or connection string.", valueName: "url"))
    var databaseURL: String?

    @Option(help: ArgumentHelp("Folder of secrets and of the private PostgreSQL.", valueName: "folder"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Folder that holds sql/ and dashboards/.", valueName: "folder"))
    var home: String?

    @Option(help: ArgumentHelp("Least severe log line that is written.", valueName: "level"))
    var logLevel: String?

    /// All settings, judged.
    ///
    /// - Parameter more: settings that only the calling command has as options.
    func settings(_ more: [Setting: String?] = [:]) throws -> Settings {
        var flags: [Setting: String] = [:]
        let given: [Setting: String?] = [
            .databaseURL: databaseURL, .dataDir: dataDir, .home: home, .logLevel: logLevel,
        ]
        for (setting, value) in given.merging(more, uniquingKeysWith: { _, new in new }) {
            if let value { flags[setting] = value }
        }
        return try Settings(flags: flags, surroundings: .ofThisProcess())
    }
}

/// The person or command that the history names.
func actorName() -> String {
    let environment = Surroundings.ofThisProcess().environment
    return environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"] ?? "command line"
}
