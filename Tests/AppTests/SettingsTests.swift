import ArgumentParser
import Collector
import Foundation
import Testing
import Web

@testable import App

@Suite("Settings")
struct SettingsTests {
    /// One way of writing one setting.
    struct Example: Sendable, CustomTestStringConvertible {
        let setting: Setting
        let text: String
        /// As the listing shows it; nil when it is a problem.
        let shown: String?

        init(_ setting: Setting, _ text: String, _ shown: String?) {
            (self.setting, self.text, self.shown) = (setting, text, shown)
        }

        var testDescription: String { "\(setting.rawValue)=\(text) → \(shown ?? "a problem")" }
    }

    static let examples = [
        Example(.listen, "127.0.0.1:8080", "127.0.0.1:8080"),
        Example(.listen, "[::1]:8080", "[::1]:8080"),
        Example(.listen, "localhost:0", "localhost:0"),
        Example(.listen, "0.0.0.0:65535", "0.0.0.0:65535"),
        Example(.listen, "0.0.0.0:65536", nil),
        Example(.listen, "8080", nil),
        Example(.listen, ":8080", nil),
        Example(.listen, "::1:8080", nil),
        Example(.listen, "[::1]", nil),
        Example(.listen, "host:+80", nil),
        Example(.tlsMinimum, "1.0", "1.0"),
        Example(.tlsMinimum, "1.3", "1.3"),
        Example(.tlsMinimum, "1", nil),
        Example(.tlsMinimum, "TLSv1.2", nil),
        Example(.trustedProxies, "192.0.2.7, 10.0.0.0/8,2001:db8::/32", "192.0.2.7,10.0.0.0/8,2001:db8::/32"),
        Example(.trustedProxies, "10.0.0.1/8", nil),
        Example(.trustedProxies, "10.0.0.0/8,", nil),
        Example(.trustedProxies, "proxy.example.org", nil),
        Example(.connectionsPerAddress, "200", "200"),
        Example(.connectionsPerAddress, "0", nil),
        Example(.connectionsPerAddress, "off", nil),
        Example(.metricsListen, "[::1]:9100", "[::1]:9100"),
        Example(.metricsListen, "off", "off"),
        Example(.metricsListen, "9100", nil),
        Example(.databaseConnections, "1", "1"),
        Example(.databaseConnections, "64", "64"),
        Example(.databaseConnections, "0", nil),
        Example(.databaseConnections, "65", nil),
        Example(.databaseConnections, "eight", nil),
        Example(.databaseURL, "postgresql://afterbuild@db.example.org/afterbuild", "(set, hidden)"),
        Example(.databaseURL, "host=/run/postgresql dbname=afterbuild", "(set, hidden)"),
        Example(.databaseURL, "mysql://db.example.org?a=b", nil),
        Example(.databaseURL, "afterbuild", nil),
        Example(.dataDir, "/srv/data/", "/srv/data"),
        Example(.dataDir, "data/../other", "/srv/here/other"),
        Example(.exportDir, "exports", "/srv/here/exports"),
        Example(.publicURL, "https://afterbuild.example.org/", "https://afterbuild.example.org"),
        Example(.publicURL, "https://afterbuild.example.org/base", "https://afterbuild.example.org/base"),
        Example(.publicURL, "afterbuild.example.org", nil),
        Example(.publicURL, "https://", nil),
        Example(.publicURL, "https://afterbuild.example.org/?a", nil),
        Example(.smtpURL, "smtps://user:pass@mail.example.org:465", "(set, hidden)"),
        Example(.smtpURL, "mail.example.org", nil),
        Example(.smtpURL, "smtp://:25", nil),
        Example(.mailFrom, "afterbuild@example.org", "afterbuild@example.org"),
        Example(.mailFrom, "Afterbuild <afterbuild@example.org>", nil),
        Example(.mailFrom, "example.org", nil),
        Example(.alertTo, "a@example.org, b@example.org", "a@example.org,b@example.org"),
        Example(.alertTo, "a@example.org,", nil),
        Example(.allowTestClock, "yes", "yes"),
        Example(.allowTestClock, "no", "no"),
        Example(.allowTestClock, "true", nil),
        Example(.legacyLimits, "on", "on"),
        Example(.legacyLimits, "off", "off"),
        Example(.legacyLimits, "yes", nil),
        Example(.dailyLimit, "1", "1"),
        Example(.dailyLimit, "0", nil),
        Example(.spoolLimit, "4GiB", "4294967296"),
        Example(.spoolLimit, "500MB", "500000000"),
        Example(.spoolLimit, "1048576", "1048576"),
        Example(.spoolLimit, "1MB", nil),
        Example(.spoolLimit, "4 GiB", nil),
        Example(.spoolLimit, "GiB", nil),
        Example(.spoolLimit, "9999999TiB", nil),
        Example(.logLevel, "trace", "trace"),
        Example(.logLevel, "critical", "critical"),
        Example(.logLevel, "verbose", nil),
        Example(.home, "/nowhere", nil),
    ]

    @Test("Each form of a value is taken or refused", arguments: examples)
    func forms(_ example: Example) throws {
        try SettingsPlace.with { place in
            var environment = [example.setting.rawValue: example.text]
            if example.setting == .smtpURL { environment[Setting.mailFrom.rawValue] = "a@example.org" }
            guard let shown = example.shown else {
                let problems = place.problems(environment)
                #expect(problems.map(\.name) == [example.setting.rawValue])
                #expect(problems[0].found.contains(example.text) == !example.setting.isSecret)
                return
            }
            let settings = try place.settings(environment)
            let line = try #require(settings.listing.first { $0.name == example.setting.rawValue })
            #expect(line.value == shown)
            #expect(line.source == .environment)
        }
    }

    @Test("Without anything given, the defaults hold")
    func defaults() throws {
        try SettingsPlace.with { place in
            let settings = try place.settings([:])
            #expect(settings.listen == ListenAddress(host: "127.0.0.1", port: 8080))
            #expect(settings.publicURL == "http://127.0.0.1:8080")
            #expect(settings.publicURL(boundTo: 9) == "http://127.0.0.1:9")
            #expect(settings.tls == nil)
            #expect(!settings.trustedProxies.contain("127.0.0.1"))
            #expect(settings.connectionsPerAddress == nil)
            #expect(settings.metricsListen == .at(ListenAddress(host: "127.0.0.1", port: 8081)))
            #expect(settings.databaseURL == nil)
            #expect(settings.databaseConnections == 8)
            #expect(settings.dailyLimit == 5_000)
            #expect(!settings.allowTestClock)
            #expect(!settings.legacyLimits)
            #expect(settings.listing.contains { $0.name == "AFTERBUILD_LEGACY_LIMITS" && $0.value == "off" })
            #expect("\(settings.logLevel)" == "info")
            #expect(settings.alertTo.isEmpty)
            #expect(settings.exportDir == "\(settings.dataDir)/exports")
            #expect(settings.listing.map(\.name).sorted() == Setting.allCases.map(\.rawValue).sorted())
            #expect(settings.listing.allSatisfy { $0.source == .standard })
        }
    }

    @Test("TLS wants certificate and key, and makes the links https")
    func tls() throws {
        try SettingsPlace.with { place in
            let certificate = [Setting.tlsCertificate.rawValue: "tls/certificate.pem"]
            let key = [Setting.tlsKey.rawValue: "/etc/tls/key.pem"]
            #expect(place.problems(certificate).map(\.name) == [Setting.tlsKey.rawValue])
            #expect(place.problems(key).map(\.name) == [Setting.tlsCertificate.rawValue])
            let both = certificate.merging(key) { first, _ in first }
            let settings = try place.settings(both)
            #expect(
                settings.tls
                    == TLSFiles(certificate: "/srv/here/tls/certificate.pem", key: "/etc/tls/key.pem"))
            #expect(settings.publicURL == "https://127.0.0.1:8080")
            #expect(settings.publicURL(boundTo: 9) == "https://127.0.0.1:9")
            let minimum = [Setting.tlsMinimum.rawValue: "1.0"]
            let old = try place.settings(both.merging(minimum) { first, _ in first })
            #expect(old.tls?.minimum == .tls10)
        }
    }

    @Test("A flag counts before the environment, and an empty value is none")
    func precedence() throws {
        try SettingsPlace.with { place in
            let settings = try place.settings(
                [Setting.listen.rawValue: "127.0.0.1:1", Setting.dailyLimit.rawValue: ""],
                flags: [.listen: "127.0.0.1:2", .publicURL: "https://example.org"])
            #expect(settings.listen.port == 2)
            #expect(settings.publicURL(boundTo: 9) == "https://example.org")
            let sources = Dictionary(uniqueKeysWithValues: settings.listing.map { ($0.name, $0.source) })
            #expect(sources[Setting.listen.rawValue] == .flag)
            #expect(sources[Setting.dailyLimit.rawValue] == .standard)
            #expect(Setting.databaseConnections.flag == "database-connections")
        }
    }

    @Test("A setting is an option under its name, unless it is a secret", arguments: Setting.allCases)
    func options(_ setting: Setting) throws {
        let arguments = ["--\(setting.flag)", "given"]
        guard setting.isSecret else {
            #expect(try SettingsOptions.parse(arguments).given == [setting: "given"])
            return
        }
        #expect(throws: (any Error).self) { try SettingsOptions.parse(arguments) }
        #expect(SettingsOptions.helpMessage().contains("--\(try #require(setting.file).flag) "))
    }

    @Test("A secret may be the first line of a file, and neither is shown", arguments: secrets)
    func secretFiles(_ secret: Example) throws {
        try SettingsPlace.with { place in
            let path = "\(place.root)/secret"
            let file = try #require(secret.setting.file)
            let others = [
                Setting.mailFrom: "a@example.org", .oidcIssuer: "https://login.example.org",
                .oidcClientID: "afterbuild",
            ]
            var environment = Dictionary(uniqueKeysWithValues: others.map { ($0.rawValue, $1) })
            environment[file.rawValue] = path
            #expect(place.problems(environment).map(\.name) == [file.rawValue], "there is no file")
            try "\n".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(place.problems(environment).map(\.name) == [file.rawValue], "its first line is empty")
            try "\(secret.text)\nanother line\n".write(toFile: path, atomically: true, encoding: .utf8)
            let settings = try place.settings(environment)
            let values = [settings.databaseURL, settings.smtpURL, settings.oidc?.clientSecret]
            #expect(values.compactMap { $0 } == [secret.text])
            #expect(settings.listing.first { $0.name == file.rawValue }?.value == path)
            #expect(!settings.listing.contains { $0.value.contains(secret.text) })
            environment[secret.setting.rawValue] = secret.text
            let problems = place.problems(environment)
            #expect(problems.map(\.name) == [file.rawValue])
            #expect(problems.map(\.found) == ["both"])
        }
    }

    static let secrets = [
        Example(.databaseURL, "postgresql://afterbuild:hunter2@db.example.org/afterbuild", nil),
        Example(.smtpURL, "smtps://user:hunter2@mail.example.org:465", nil),
        Example(.oidcClientSecret, "hunter2", nil),
    ]

    @Test("All problems are told at once, and no secret with them")
    func allProblems() throws {
        try SettingsPlace.with { place in
            let problems = place.problems([
                "AFTERBUILD_LISTEN": "x", "AFTERBUILD_LISTNE": "y", "AFTERBUILD_DATABASE_URL": "hunter2",
                "AFTERBUILD_SMTP_URL": "smtp://user:hunter2@mail.example.org", "AFTERBUILD_TEST_DIR": "z",
                "AFTERBUILD_DATABASE_CONECTIONS": "8", "OTHER": "1",
            ])
            #expect(
                problems.map(\.name) == [
                    "AFTERBUILD_LISTEN", "AFTERBUILD_DATABASE_URL", "AFTERBUILD_MAIL_FROM",
                    "AFTERBUILD_DATABASE_CONECTIONS", "AFTERBUILD_LISTNE",
                ])
            #expect(problems[3].right.hasSuffix("AFTERBUILD_DATABASE_CONNECTIONS"))
            #expect(problems[4].right.hasSuffix("AFTERBUILD_LISTEN"))
            #expect(!SettingsProblems(problems: problems).description.contains("hunter2"))
            let error = #expect(throws: SettingsProblems.self) {
                _ = try place.settings(["AFTERBUILD_DATABASE_URL": "hunter2"])
            }
            #expect(error?.listing.count == Setting.allCases.count)
            #expect(error?.listing.contains { $0.value.contains("hunter2") } == false)
        }
    }
}
