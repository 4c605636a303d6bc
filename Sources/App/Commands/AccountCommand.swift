import ArgumentParser
import Domain
import Storage
import Web

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "People who sign in by name and password, where there is no issuer.",
        discussion: "A password that is made here is changed at the first sign-in.",
        subcommands: [Add.self, Password.self, Disable.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account and its first password, and shows it, this once.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "2 to 64 small letters, digits, dots, dashes or underscores.")
        var name: String

        @Option(help: "One of: \(Role.ofPeople.map(\.rawValue).joined(separator: ", ")).")
        var role: String

        @Option(help: "The person's name, as pages and the history of cases show it.")
        var shownName: String

        func run() async throws {
            let name = try accountName(name)
            guard let role = Role(rawValue: role), Role.ofPeople.contains(role) else {
                throw CommandFailure(
                    "--role \(role): expected one of \(Role.ofPeople.map(\.rawValue).joined(separator: ", "))"
                )
            }
            let shownName = try requiredText(shownName, "--shown-name")
            try await options.withInstallation { installation, now in
                let password = newPassword()
                let isNew = try await installation.database.accounts.add(
                    name, shownName: shownName, role: role,
                    verifier: try PasswordVerifier(of: password).text, actor: actorName(),
                    now: now)
                guard isNew else {
                    throw CommandFailure(
                        "an account \(name) exists or existed; choose another name"
                    )
                }
                print("account \(name) (\(role.rawValue)), first password, shown only now:")
                print(password)
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new password for an account, and shows it, this once.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            try await options.withInstallation { installation, now in
                let password = newPassword()
                let isChanged = try await installation.database.accounts.setPassword(
                    of: name, verifier: try PasswordVerifier(of: password).text, mustChange: true,
                    actor: actorName(), now: now)
                guard isChanged else { throw noAccount(name) }
                print("account \(name), new password, shown only now:")
                print(password)
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Disables an account: it can no longer sign in, and its sessions end.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            try await options.withInstallation { installation, now in
                guard
                    try await installation.database.accounts.disable(
                        name, actor: actorName(), now: now)
                else { throw noAccount(name) }
                print("account \(name) disabled")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists accounts, disabled ones included.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let accounts = try await installation.database.accounts.list()
                for account in accounts {
                    let state =
                        account.disabledAt.map { "disabled \($0.wireText)" }
                        ?? (account.mustChange ? "first password not changed yet" : "in use")
                    print(
                        "\(account.name)\t\(account.role.rawValue)\t\(account.person.name)\t"
                            + "password of \(account.changedAt.wireText)\t\(state)")
                }
                print("\(accounts.count) accounts")
            }
        }
    }
}

private func accountName(_ text: String) throws -> AccountName {
    guard let name = AccountName(text) else {
        throw CommandFailure(
            "account \(text): expected 2 to 64 small letters, digits, dots, dashes or underscores, "
                + "beginning with a letter or digit")
    }
    return name
}

private func noAccount(_ name: String) -> CommandFailure {
    CommandFailure("no account \(name) in force; afterbuild account list shows them")
}

/// Twenty letters and digits that are not mistaken for one another: a hundred bits.
private func newPassword() -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    var random = SystemRandomNumberGenerator()
    let groups = (0..<4).map { _ in
        String((0..<5).map { _ in letters[Int.random(in: letters.indices, using: &random)] })
    }
    return groups.joined(separator: "-")
}
