import ArgumentParser
import Domain
import Storage
import Web

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens for the status interface, and sign-in links for the pages.",
        subcommands: [Issue.self])

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a token and a one-time sign-in link, and shows both, this once.")

        @OptionGroup var options: SettingsOptions

        @Option(help: "One of: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
        var role: String

        @Option(help: "Business number of the supplier whose builds the token may see; with role supplier.")
        var supplier: String?

        @Option(help: "What the token is for; shown in lists.")
        var label = "command line"

        @Option(help: "Days until the token ends.")
        var days = 365

        func run() async throws {
            guard let role = Role(rawValue: role) else {
                throw CommandFailure(
                    "--role \(role): expected one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            let number = try supplier.map { try BusinessNumber($0) }
            guard (role == .supplier) == (number != nil) else {
                throw CommandFailure("--supplier NUMBER belongs to --role supplier, and to no other role")
            }
            guard (1...3_650).contains(days) else { throw CommandFailure("--days: expected 1 to 3650") }
            let settings = try options.settings()
            try await Installation.with(settings) { installation in
                let now = SystemClock.now()
                let token = SecretText.make(.token)
                let link = SecretText.make(.link)
                _ = try await installation.database.addToken(
                    hash: SecretText.hash(token), role: role, supplierNumber: number?.digits, label: label,
                    expiresAt: now.adding(seconds: Int64(days) * 86_400), linkHash: SecretText.hash(link),
                    linkExpiresAt: now.adding(seconds: 86_400), actor: actorName(), now: now)
                print("token (\(role.rawValue), \(days) days), shown only now:")
                print(token)
                print("sign-in link for the pages, good once within 24 hours:")
                print("\(settings.publicURL)/sign-in/\(link)")
            }
        }
    }
}
