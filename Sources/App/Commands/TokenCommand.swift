import ArgumentParser
import Domain
import Storage
import Web

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens for the status interface, and sign-in links for the pages.",
        subcommands: [Issue.self, List.self, Revoke.self])

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a token and a one-time sign-in link, and shows both, this once.",
            discussion:
                "What bounds it is joined: a build must meet all of --supplier, --programme and --region.")

        @OptionGroup var options: SettingsOptions

        @OptionGroup var clock: ClockOptions

        @Option(help: "One of: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
        var role: String

        @Option(help: "Business number of the supplier whose builds the token may see; with role supplier.")
        var supplier: String?

        @Option(help: "Code of a programme whose builds the token may see; several times for several.")
        var programme: [String] = []

        @Option(
            help: "Code of a region (two digits) whose builds the token may see; several times for several.")
        var region: [String] = []

        @Option(
            help: "Network from which the token may be used, such as 192.0.2.0/24; several times for several."
        )
        var network: [String] = []

        @Option(name: .customLong("requests-a-minute"), help: "A limit of its own, 1 to 1000000.")
        var requestsAMinute: Int?

        @Option(help: "What the token is for; shown in lists.")
        var label = "command line"

        @Option(help: "Days until the token ends.")
        var days = 365

        func run() async throws {
            let settings = try options.settings()
            let now = try clock.now(settings)
            let draft = try draft(now: now)
            try await Installation.with(settings) { installation in
                let unknown = try await installation.database.tokens.unknownCodes(
                    programmes: draft.programmeCodes, regions: draft.regionCodes)
                if let first = unknown.first {
                    throw CommandFailure(
                        "--\(first.kind) \(first.code): the registry has no such \(first.kind)")
                }
                let token = SecretText.make(.token)
                let link = SecretText.make(.link)
                let id = try await installation.database.tokens.add(
                    draft, hash: SecretText.hash(token), linkHash: SecretText.hash(link),
                    linkExpiresAt: now.adding(seconds: 86_400), actor: actorName(), now: now)
                print("token \(id) (\(draft.role.rawValue), \(days) days), shown only now:")
                print(token)
                print("sign-in link for the pages, good once within 24 hours:")
                print("\(settings.publicURL)/sign-in/\(link)")
            }
        }

        private func draft(now: Timestamp) throws -> TokenDraft {
            guard let role = Role(rawValue: role) else {
                throw CommandFailure(
                    "--role \(role): expected one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            let number = try supplier.map { text in
                do { return try BusinessNumber(text) } catch {
                    throw CommandFailure("--supplier \(text): \(error)")
                }
            }
            guard (role == .supplier) == (number != nil) else {
                throw CommandFailure("--supplier NUMBER belongs to --role supplier, and to no other role")
            }
            guard (1...3_650).contains(days) else {
                throw CommandFailure("--days \(days): expected 1 to 3650")
            }
            if let requestsAMinute, !(1...1_000_000).contains(requestsAMinute) {
                throw CommandFailure("--requests-a-minute: expected 1 to 1000000")
            }
            var draft = TokenDraft(role: role, supplierNumber: number?.digits, label: label)
            draft.programmeCodes = Set(programme).sorted()
            draft.regionCodes = Set(region).sorted()
            draft.networks = try network.map { text in
                guard let range = AddressRange(text) else {
                    throw CommandFailure(
                        "--network \(text): expected an address or a range without bits behind its prefix, "
                            + "such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32")
                }
                return range
            }
            draft.requestsAMinute = requestsAMinute
            draft.expiresAt = now.adding(seconds: Int64(days) * 86_400)
            return draft
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Lists tokens with their scope and when they were last used; secrets are never shown again.")

        @OptionGroup var options: SettingsOptions

        @Flag(help: "Also those that expired or were revoked.")
        var all = false

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let tokens = try await installation.database.tokens.list(
                    withEnded: all, now: SystemClock.now())
                for token in tokens { print(token.line) }
                print("\(tokens.count) tokens")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a token at once, with every session that was opened by it.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The token's number, from afterbuild token list.")
        var token: Int64

        func run() async throws {
            try await options.withInstallation { installation, now in
                guard
                    try await installation.database.tokens.revoke(
                        token, actor: actorName(), now: now)
                else {
                    throw CommandFailure(
                        "no token \(token) that was not revoked before; afterbuild token list shows them")
                }
                print("token \(token) revoked")
            }
        }
    }
}

extension ListedToken {
    /// Fields of a list, separated by tabs.
    fileprivate var line: String {
        var scope: [String] = []
        if let supplierNumber { scope.append("supplier \(supplierNumber)") }
        if !programmeCodes.isEmpty { scope.append("programmes \(programmeCodes.joined(separator: ","))") }
        if !regionCodes.isEmpty { scope.append("regions \(regionCodes.joined(separator: ","))") }
        if !networks.isEmpty { scope.append("from \(networks.joined(separator: ","))") }
        if let requestsAMinute { scope.append("\(requestsAMinute) requests a minute") }
        let used = lastUsedAt.map { time in
            "last used \(time.wireText)\(lastUsedFrom.map { " from \($0.name)" } ?? "")"
        }
        let end =
            revokedAt.map { "revoked \($0.wireText)" } ?? expiresAt.map { "until \($0.wireText)" } ?? "no end"
        return [
            "\(id)", role, label, scope.isEmpty ? "all builds" : scope.joined(separator: "; "),
            personName == nil ? "program or link" : "person", used ?? "never used", end,
        ].joined(separator: "\t")
    }
}
