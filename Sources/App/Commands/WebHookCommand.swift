import ArgumentParser
import Domain
import Storage

struct WebHookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Subscriptions to changes by HTTP (웹훅); holders of tokens make them at /v1/webhooks.",
        subcommands: [List.self, Show.self, Resend.self, Enable.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists every subscription.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let hooks = try await installation.database.webHooks.list()
                for hook in hooks {
                    print("\(hook.id)\ttoken \(hook.tokenID)\t\(hook.url)\t\(state(of: hook))")
                }
                print("\(hooks.count) subscriptions")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one subscription and its last deliveries with their tries.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: "The subscription's number, from afterbuild webhook list.")
        var id: Int64

        @Option(help: "How many deliveries, the newest first; 1 to 1000.")
        var deliveries = 10

        func run() async throws {
            guard (1...1_000).contains(deliveries) else {
                throw CommandFailure("--deliveries \(deliveries): expected 1 to 1000")
            }
            try await Installation.with(try options.settings()) { installation in
                let database = installation.database
                guard let hook = try await database.webHooks.list(id: id).first else { throw unknown(id) }
                print("\(hook.id)\ttoken \(hook.tokenID)\t\(hook.url)\t\(state(of: hook))")
                print("made \(hook.createdAt.wireText) by \(hook.createdBy): \(hook.description)")
                for (name, values) in [
                    ("events", hook.filter.events), ("programmes", hook.filter.programmes),
                    ("builds", hook.filter.builds), ("regions", hook.filter.regions),
                ] where !values.isEmpty {
                    print("\(name)\t\(values.joined(separator: ", "))")
                }
                for entry in try await database.webHooks.log(id, limit: deliveries) { print(lines(entry)) }
            }
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends a delivery once more, as a delivery of its own with the same content.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The delivery's number, from afterbuild webhook show.")
        var delivery: Int64

        func run() async throws {
            try await options.withInstallation { installation, now in
                let database = installation.database
                guard let id = try await database.webHooks.hook(ofDelivery: delivery),
                    let again = try await database.webHooks.resend(
                        delivery, of: id, expiresAt: now.adding(seconds: WebHookBackOff.lifetimeSeconds),
                        actor: actorName(), now: now)
                else {
                    throw CommandFailure(
                        "no delivery \(delivery): afterbuild webhook show lists those of a subscription")
                }
                print("delivery \(again) waits; serve sends it")
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a disabled subscription go on where it stopped.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The subscription's number, from afterbuild webhook list.")
        var id: Int64

        func run() async throws {
            try await options.withInstallation { installation, now in
                let isFound = try await installation.database.webHooks.enable(
                    id, expiresAt: now.adding(seconds: WebHookBackOff.lifetimeSeconds), actor: actorName(),
                    now: now)
                guard isFound else { throw unknown(id) }
                print("subscription \(id) is enabled; serve sends what waits")
            }
        }
    }
}

private func unknown(_ id: Int64) -> CommandFailure {
    CommandFailure("no subscription \(id): afterbuild webhook list shows them all")
}

private func state(of hook: WebHook) -> String {
    let state: String
    if let at = hook.disabledAt {
        state = "disabled \(at.wireText) (\(hook.disabledReason ?? ""))"
    } else if let at = hook.pausedAt {
        state = "paused \(at.wireText)"
    } else if let since = hook.failingSince {
        state = "failing since \(since.wireText), \(hook.failures) tries"
    } else {
        state = "in order"
    }
    return "\(state), \(hook.waiting) waiting"
}

private func lines(_ entry: WebHookLogEntry) -> String {
    let head =
        "delivery \(entry.delivery.id)\t\(entry.createdAt.wireText)\t\(entry.delivery.event)\t\(entry.state)"
        + (entry.resendOf.map { ", resend of \($0)" } ?? "")
        + (entry.nextAttemptAt.map { ", next try \($0.wireText)" } ?? "")
    let tries = entry.tries.map { result in
        "\n  \(result.at.wireText)\t\(result.detail)\t\(result.milliseconds) ms\t\(result.answer)"
    }
    return head + tries.joined()
}
