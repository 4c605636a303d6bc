import ArgumentParser
import Domain
import Jobs
import Postgres
import Storage

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The rules and thresholds by which builds are judged.",
        subcommands: [Import.self, List.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a policy from a YAML file. A version that exists is never changed.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: "The policy file; sql/seed/policy.yaml is an example.")
        var file: String

        func run() async throws {
            let yaml = try text(of: file)
            let policy = try PolicyFile(yaml: yaml).policy
            try await Installation.with(try options.settings()) { installation in
                let known = try await installation.database.policies().map(\.policy)
                if let same = known.first(where: { $0.name == policy.name && $0.version == policy.version }) {
                    guard same.hasContent(of: policy) else {
                        throw CommandFailure(
                            "\(policy.name) \(policy.version) exists with other content; raise its version")
                    }
                    print("\(policy.name) \(policy.version) is there already")
                    return
                }
                _ = try await installation.database.addPolicy(policy, yaml: yaml, now: SystemClock.now())
                print(
                    "\(policy.name) \(policy.version): \(policy.rules.count) rules from \(policy.effectiveFrom)"
                )
                print(policy.label)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists every policy and its rules.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                for policy in try await installation.database.policies().map(\.policy) {
                    print(
                        "\(policy.name) \(policy.version), from \(policy.effectiveFrom), "
                            + "by \(policy.author), approved by \(policy.approver): \(policy.label)")
                    for rule in policy.rules {
                        print(
                            "  \(rule.kind.rawValue) (\(rule.kind.korean)): threshold \(rule.threshold), "
                                + "at least \(rule.minimumExpectedDays) expected days")
                    }
                }
            }
        }
    }
}
