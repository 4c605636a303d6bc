import ArgumentParser

/// Every setting that is no secret as an option.
///
/// What is not given comes from the environment, then from defaults.
struct SettingsOptions: ParsableArguments {
    @Option(help: .about(.listen, "host:port")) var listen: String?
    @Option(help: .about(.tlsCertificate, "file")) var tlsCertificate: String?
    @Option(help: .about(.tlsKey, "file")) var tlsKey: String?
    @Option(help: .about(.tlsMinimum, "version")) var tlsMinimum: String?
    @Option(help: .about(.trustedProxies, "addresses")) var trustedProxies: String?
    @Option(help: .about(.connectionsPerAddress, "count")) var connectionsPerAddress: String?
    @Option(help: .about(.metricsListen, "host:port")) var metricsListen: String?
    @Option(help: .about(.publicURL, "url")) var publicURL: String?
    @Option(help: .about(.databaseURLFile, "file")) var databaseURLFile: String?
    @Option(help: .about(.databaseConnections, "count")) var databaseConnections: String?
    @Option(help: .about(.dataDir, "folder")) var dataDir: String?
    @Option(help: .about(.spoolLimit, "bytes")) var spoolLimit: String?
    @Option(help: .about(.exportDir, "folder")) var exportDir: String?
    @Option(help: .about(.home, "folder")) var home: String?
    @Option(help: .about(.smtpURLFile, "file")) var smtpURLFile: String?
    @Option(help: .about(.mailFrom, "address")) var mailFrom: String?
    @Option(help: .about(.alertTo, "addresses")) var alertTo: String?
    @Option(help: .about(.webhookAllow, "addresses")) var webhookAllow: String?
    @Option(help: .about(.dailyLimit, "count")) var dailyLimit: String?
    @Option(help: .about(.apiRequestsAMinute, "count")) var apiRequestsAMinute: String?
    @Option(help: .about(.rawDays, "days")) var rawDays: String?
    @Option(help: .about(.oidcIssuer, "url")) var oidcIssuer: String?
    @Option(help: .about(.oidcClientID, "name")) var oidcClientID: String?
    @Option(help: .about(.oidcClientSecretFile, "file")) var oidcClientSecretFile: String?
    @Option(help: .about(.oidcAudience, "name")) var oidcAudience: String?
    @Option(help: .about(.oidcRoleClaim, "name")) var oidcRoleClaim: String?
    @Option(help: .about(.oidcScopes, "names")) var oidcScopes: String?
    @Option(help: .about(.accessLogDays, "days")) var accessLogDays: String?
    @Option(help: .about(.legacyLimits, "on|off")) var legacyLimits: String?
    @Option(help: .about(.allowTestClock, "yes|no")) var allowTestClock: String?
    @Option(help: .about(.logLevel, "level")) var logLevel: String?

    /// The options that were given.
    var given: [Setting: String] {
        let options: [Setting: String?] = [
            .listen: listen, .tlsCertificate: tlsCertificate, .tlsKey: tlsKey, .tlsMinimum: tlsMinimum,
            .trustedProxies: trustedProxies, .connectionsPerAddress: connectionsPerAddress,
            .metricsListen: metricsListen, .publicURL: publicURL, .databaseURLFile: databaseURLFile,
            .databaseConnections: databaseConnections, .dataDir: dataDir, .spoolLimit: spoolLimit,
            .exportDir: exportDir, .home: home, .smtpURLFile: smtpURLFile, .mailFrom: mailFrom,
            .alertTo: alertTo, .webhookAllow: webhookAllow, .dailyLimit: dailyLimit,
            .apiRequestsAMinute: apiRequestsAMinute, .rawDays: rawDays, .oidcIssuer: oidcIssuer,
            .oidcClientID: oidcClientID, .oidcClientSecretFile: oidcClientSecretFile,
            .oidcAudience: oidcAudience, .oidcRoleClaim: oidcRoleClaim, .oidcScopes: oidcScopes,
            .accessLogDays: accessLogDays, .legacyLimits: legacyLimits, .allowTestClock: allowTestClock,
            .logLevel: logLevel,
        ]
        return options.compactMapValues { $0 }
    }

    /// All settings, judged.
    func settings() throws -> Settings {
        try Settings(flags: given, processContext: .current())
    }
}

extension ArgumentHelp {
    fileprivate static func about(_ setting: Setting, _ valueName: String) -> ArgumentHelp {
        ArgumentHelp(setting.about, valueName: valueName)
    }
}

/// The person or command that the history names.
func actorName() -> String {
    let environment = ProcessContext.current().environment
    return environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"] ?? "command line"
}
