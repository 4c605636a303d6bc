import ArgumentParser
import Domain
import Jobs
import Storage

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The rules and thresholds by which builds are judged.",
        discussion: """
            A policy is drafted from a file, back-tested, and activated by another person than its author. What is \
            active is never changed: a new version takes its place.
            """,
        subcommands: [
            Check.self, Draft.self, Diff.self, BacktestCommand.self, Activate.self, List.self, Show.self,
        ])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks a policy file and says everything that is wrong with it; needs no database.")

        @Argument(help: "The policy file; sql/seed/policy.yaml is an example.")
        var file: String

        func run() throws {
            let policy = try PolicyFile(yaml: try text(of: file)).policy
            print("\(policy.title): \(policy.rules.count) rules, wanted from \(policy.effectiveFrom)")
            print(policy.label)
        }
    }

    struct Draft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a draft from a YAML file. A version that exists is never changed.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The policy file; sql/seed/policy.yaml is an example.")
        var file: String

        func run() async throws {
            let yaml = try text(of: file)
            let policy = try PolicyFile(yaml: yaml).policy
            try await options.withInstallation { installation, now in
                let known = try await installation.database.policies.list().map(\.policy)
                if let same = known.first(where: { $0.title == policy.title }) {
                    guard same.hasSameContent(as: policy) else {
                        throw CommandFailure("\(policy.title) exists with other content; raise its version")
                    }
                    print("\(policy.title) is there already")
                    return
                }
                _ = try await installation.database.policies.add(policy, yaml: yaml, now: now)
                print("\(policy.title): draft of \(policy.rules.count) rules by \(policy.author)")
                print(policy.label)
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what a policy file changes in the policy in force.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: "The policy file.")
        var file: String

        func run() async throws {
            let policy = try PolicyFile(yaml: try text(of: file)).policy
            try await Installation.with(try options.settings()) { installation in
                let today = SystemClock.now().day
                guard let active = try await installation.database.policies.inForce(on: today) else {
                    print("no policy is in force: everything is new")
                    for line in policy.lines { print("+ \(line)") }
                    return
                }
                let before = active.policy.lines
                let after = policy.lines
                let difference = after.difference(from: before)
                print("\(active.policy.title) -> \(policy.title)")
                for removal in difference.removals {
                    if case .remove(_, let line, _) = removal { print("- \(line)") }
                }
                for insertion in difference.insertions {
                    if case .insert(_, let line, _) = insertion { print("+ \(line)") }
                }
                if difference.isEmpty { print("no rule differs") }
            }
        }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a back-tested draft judge from its effective date on.",
            discussion: "An active policy is not changed: it keeps its approver.")

        @OptionGroup var options: InstallationOptions

        @OptionGroup var which: WhichPolicy

        @Option(help: "Who approves it: another person than its author.")
        var approver: String

        func run() async throws {
            try await options.withInstallation { installation, now in
                let stored = try await which.policy(in: installation.database)
                let policy = stored.policy
                do {
                    try await installation.database.policies.activate(
                        stored, approver: approver, now: now)
                } catch ActivationRefusal.activeAlready {
                    print(try await state(in: installation.database))
                    return
                } catch let refusal as ActivationRefusal {
                    throw CommandFailure(Self.explain(refusal, policy, approver))
                }
                print("\(policy.title) judges from \(policy.effectiveFrom), approved by \(approver)")
            }
        }

        /// What became of the earlier activation; it may be a moment old, and another's.
        ///
        /// - Throws: `CommandFailure` where another policy has taken its place: activating it again changes nothing.
        private func state(in database: Database) async throws -> String {
            let stored = try await which.policy(in: database)
            let policy = stored.policy
            let approved = policy.approver.map { ", approved by \($0)" } ?? ""
            let today = SystemClock.now().day
            if policy.effectiveFrom > today {
                return "\(policy.title) is active already and judges from \(policy.effectiveFrom)\(approved)"
            }
            let active = try await database.policies.inForce(on: today)
            if let active, active.id != stored.id {
                throw CommandFailure(
                    "\(policy.title) was activated before\(approved), and \(active.policy.title) has taken its "
                        + "place; give it a new version to let it judge again")
            }
            return "\(policy.title) judges already\(approved)"
        }

        private static func explain(
            _ refusal: ActivationRefusal, _ policy: Policy, _ approver: String
        ) -> String {
            switch refusal {
            case .ownPolicy: "\(approver) wrote \(policy.title); another person must approve it"
            case .notBacktested:
                "\(policy.title) was not back-tested; run afterbuild policy backtest \"\(policy.name)\" "
                    + "\(policy.version) and read what it says"
            case .activeAlready: "\(policy.title) was activated before"
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists every policy, drafts too.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let today = SystemClock.now().day
                let active = try await installation.database.policies.inForce(on: today)?.id
                for stored in try await installation.database.policies.list() {
                    let policy = stored.policy
                    let state =
                        policy.approver.map {
                            stored.id == active ? "in force, approved by \($0)" : "approved by \($0)"
                        } ?? "draft"
                    print("\(policy.title)\tfrom \(policy.effectiveFrom)\tby \(policy.author)\t\(state)")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a policy with all its rules.")

        @OptionGroup var options: SettingsOptions

        @OptionGroup var which: WhichPolicy

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let policy = try await which.policy(in: installation.database).policy
                print("\(policy.title), from \(policy.effectiveFrom), by \(policy.author): \(policy.label)")
                for line in policy.lines { print("  \(line)") }
            }
        }
    }
}

/// A policy by its name and version.
struct WhichPolicy: ParsableArguments {
    @Argument(help: "The name of the policy.")
    var name: String

    @Argument(help: "Its version.")
    var version: Int

    func policy(in database: Database) async throws -> StoredPolicy {
        let policies = try await database.policies.list()
        guard let found = policies.first(where: { $0.policy.name == name && $0.policy.version == version })
        else {
            throw CommandFailure("there is no policy \(name) \(version); afterbuild policy list shows all")
        }
        return found
    }
}

extension Policy {
    /// `기본 판정 기준 2`.
    var title: String { "\(name) \(version)" }

    /// Every setting on a line of its own, in an order that does not depend on the file's.
    var lines: [String] {
        var lines = [
            "official: \(isOfficial)", "change_days: \(changeDays)", "key_due_days: \(keyDueDays)",
            "late_days: \(lateDays)",
        ]
        if let commonCause {
            lines.append(
                "common_cause: \(commonCause.minimumBuilds) builds, share \(commonCause.minimumShare), "
                    + "within \(commonCause.spreadDays) days, silent for \(commonCause.silentDays)")
        }
        for rule in rules.sorted(by: { $0.kind.rawValue < $1.kind.rawValue }) {
            lines.append(
                "\(rule.kind.rawValue) (\(rule.kind.korean)): threshold \(rule.threshold), clear "
                    + "\(rule.clearThreshold), \(rule.window.rawValue), at least \(rule.minimumExpectedDays) "
                    + "expected days, coverage \(rule.minimumCoverage), \(rule.severity.rawValue)"
                    + (rule.kind == .belowPeers ? ", at least \(rule.minimumPeers) peers" : ""))
            lines += rule.ageSteps.map {
                "\(rule.kind.rawValue) from month \($0.fromMonth): threshold \($0.threshold)"
            }
            if let template = rule.template { lines.append("\(rule.kind.rawValue) reason: \(template)") }
        }
        return lines
    }
}
