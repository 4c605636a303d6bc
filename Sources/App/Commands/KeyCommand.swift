import ArgumentParser
import Collector
import Domain
import Storage

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Keys with which installed solutions send their logs.",
        subcommands: [Issue.self, Import.self, List.self, Missing.self, Rotate.self, Revoke.self])

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a key for a build and shows it, this once.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The build's code.")
        var build: String

        func run() async throws {
            try await options.withInstallation { installation, now in
                let key = try newKey()
                let hash = installation.collectorSecrets.hash(ofKey: key.text)
                let id = try await installation.database.keys.add(
                    buildCode: build, hash: hash, hint: key.tail, actor: actorName(), now: now)
                guard let id else { throw noBuild(build) }
                print("key \(id) of build \(build), shown only now:")
                print(key.text)
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new key for a build, shows it this once, and lets its other keys expire.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The build's code.")
        var build: String

        @Option(help: "How long the other keys go on to live, 1 to 365.")
        var days = 30

        func validate() throws {
            guard (1...365).contains(days) else {
                throw ValidationError(
                    "--days \(days): expected 1 to 365; afterbuild key revoke ends a key at once")
            }
        }

        func run() async throws {
            try await options.withInstallation { installation, now in
                let key = try newKey()
                let expiresAt = now.adding(seconds: Int64(days) * 86_400)
                let rotation = try await installation.database.keys.rotate(
                    of: build, hash: installation.collectorSecrets.hash(ofKey: key.text), hint: key.tail,
                    expiresAt: expiresAt, actor: actorName(), now: now)
                guard let rotation else { throw noBuild(build) }
                print("key \(rotation.keyID) of build \(build), shown only now:")
                print(key.text)
                print("\(rotation.expiring) older keys expire at \(expiresAt.wireText)")
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Registers keys that an installed fleet already uses (columns build_code, key, since).",
            discussion: """
                since (사용시작일) is the first day on which the key existed, YYYY-MM-DD: nothing is expected of a build \
                before its first key. The column may be missing and its cells empty: the key then exists from the opening \
                of the collection window of its build.
                """)

        @OptionGroup var options: InstallationOptions

        @Argument(
            help: "CSV file with the columns build_code (구축건코드), key (인증키) and, where known, since (사용시작일).")
        var file: String

        func run() async throws {
            let read = KeyFileReader.read(try text(of: file))
            try stop(with: read.problems.map(\.description), "nothing was imported")
            try await options.withInstallation { installation, now in
                let secrets = installation.collectorSecrets
                let keys = read.rows.map {
                    ImportedKey(
                        buildCode: $0.buildCode, hash: secrets.hash(ofKey: $0.key.text), hint: $0.key.tail,
                        since: $0.since)
                }
                let result = try await installation.database.keys.importKeys(
                    keys, actor: actorName(), now: now)
                try stop(
                    with: result.problems.map { "line \(read.rows[$0.index].line): \($0.reason)" },
                    "nothing was imported")
                print("\(result.added) keys registered, \(keys.count - result.added) were known already")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists keys by their last four characters; the database keeps only their hashes.",
            discussion: """
                For one build it also lists when a key was first used in a new dialect or from a new class of network.
                """)

        @OptionGroup var options: SettingsOptions

        @Argument(help: "Only this build's keys.")
        var build: String?

        func run() async throws {
            try await Installation.with(try options.settings()) { installation in
                let keys = try await installation.database.keys.list(of: build)
                let now = SystemClock.now()
                for key in keys {
                    let origin = "\(key.origin) \(key.issuedAt.wireText)"
                    let since = key.existedFrom.map { "since \($0)" } ?? "since collection opened"
                    let end = key.state(at: now)
                    print("\(key.keyID)\t\(key.buildCode)\t…\(key.hint)\t\(origin)\t\(since)\t\(end)")
                }
                print("\(keys.count) keys")
                guard build != nil, let buildID = keys.first?.buildID else { return }
                let notes = try await installation.database.builds.keyNotes(
                    buildID: buildID, for: .unrestricted, now: now)
                for note in notes { print(note.text) }
            }
        }
    }

    struct Missing: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists builds without a key some days after completion: they wait for the agency.",
            discussion: """
                How many days, the policy in force says (key_due_days). Nothing is expected of a build before its first \
                key, so it is never silent.
                """)

        @OptionGroup var options: InstallationOptions

        @Option(help: "Builds at most.")
        var limit = 1_000

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit \(limit): expected 1 or more") }
        }

        func run() async throws {
            try await options.withInstallation { installation, now in
                let missing = try await installation.database.signals.missingKeys(
                    on: now.day, limit: limit, for: .unrestricted)
                for build in missing.builds {
                    print(
                        "\(build.code)\t\(build.adopterName)\tcompleted \(build.completedOn)\t"
                            + "\(missing.daysSinceCompletion(of: build)) days ago")
                }
                let rest = missing.count - missing.builds.count
                print(missing.line + (rest > 0 ? "; \(rest) more than --limit are not listed" : ""))
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a key's life; what it sends from then on goes to the lane unknown_key.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The key's number, from afterbuild key list.")
        var key: Int64

        func run() async throws {
            try await options.withInstallation { installation, now in
                guard
                    try await installation.database.keys.revoke(key, actor: actorName(), now: now)
                else {
                    throw CommandFailure("no live key \(key); afterbuild key list shows them")
                }
                print("key \(key) revoked")
            }
        }
    }
}

/// A new random key.
private func newKey() throws -> KeyText {
    var random = SystemRandomNumberGenerator()
    let bytes = (0..<KeyText.randomLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    guard let key = KeyText.generate(from: bytes) else {
        throw CommandFailure("no key could be made; try again")
    }
    return key
}

private func noBuild(_ code: String) -> CommandFailure {
    CommandFailure("no build \(code); afterbuild registry import makes builds")
}

extension MissingKeys {
    /// How many there are.
    var line: String { "\(count) builds without a key \(dueDays) days or more after completion" }
}

extension KeyListing {
    /// Whether the key still counts, and until or since when it does not.
    fileprivate func state(at now: Timestamp) -> String {
        if let revokedAt { return "revoked \(revokedAt.wireText)" }
        guard let expiresAt else { return "live" }
        return "\(expiresAt <= now ? "expired" : "expires") \(expiresAt.wireText)"
    }
}
