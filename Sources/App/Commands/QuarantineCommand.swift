import ArgumentParser
import Collector
import Domain
import Storage

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Records that were stored but not counted, and how they come to their build.",
        discussion: """
            Nothing leaves the quarantine but by an order with a reason, which the audit keeps. A record that moves keeps \
            its id and its time of arrival.
            """,
        subcommands: [List.self, Show.self, Claim.self, Replay.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Groups what is in quarantine by lane, answer, key and dialect; the largest first.")

        @OptionGroup var options: SettingsOptions

        @Option(help: "Only this lane: \(laneNames).")
        var lane: String?

        @Option(help: "Only what arrived on this KST day, such as 2026-05-07.")
        var day: String?

        @Option(help: "Only what arrived on this KST day or later.")
        var from: String?

        @Option(help: "Only what arrived on this KST day or earlier.")
        var to: String?

        @Option(help: ArgumentHelp("Only keys whose hash begins with these digits.", valueName: "digits"))
        var keyHash: String?

        @Option(help: "Groups at most.")
        var limit = 50

        func run() async throws {
            if let lane, quarantineLane(lane) == nil {
                throw CommandFailure("--lane \(lane): expected one of \(laneNames)")
            }
            guard day == nil || from == nil && to == nil else {
                throw CommandFailure("--day is one day, --from and --to are several: give either")
            }
            guard limit > 0 else { throw CommandFailure("--limit \(limit): expected 1 or more") }
            if let keyHash, !keyHash.allSatisfy(\.isHexDigit) {
                throw CommandFailure("--key-hash \(keyHash): expected hexadecimal digits")
            }
            let filter = QuarantineFilter(
                lane: lane.flatMap(quarantineLane),
                from: try kstDay(day ?? from, day == nil ? "from" : "day"),
                to: try kstDay(day ?? to, day == nil ? "to" : "day"), keyDigits: keyHash, limit: limit)
            try await Installation.with(try options.settings()) { installation in
                let groups = try await installation.database.quarantine.groups(filter)
                for group in groups { print(line(of: group)) }
                let records = groups.reduce(0) { $0 + $1.records }
                let isCut = groups.count == limit ? "; there may be more groups, see --limit" : ""
                print("\(records) records in quarantine, in \(groups.count) groups\(isCut)")
            }
        }

        private func line(of group: QuarantineGroup) -> String {
            var sender = group.keyDigits.map { "key hash \($0)" } ?? "no key"
            if let build = group.buildCode { sender += " of \(build)" }
            let moved = group.moved > 0 ? " (\(group.moved) more have moved)" : ""
            return [
                group.lane, group.code, sender, group.dialect?.name ?? "no dialect",
                "\(group.records) records\(moved)", "\(group.firstAt.wireText) to \(group.lastAt.wireText)",
                "one of them \(group.newest)",
            ].joined(separator: "\t")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one record.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The receipt id, from afterbuild quarantine list.")
        var id: String

        @Flag(help: "Also what was sent, with the key in clear; the audit keeps who asked for it.")
        var raw = false

        func run() async throws {
            try await options.withInstallation { installation, now in
                guard let entry = try await installation.database.quarantine.entry(id) else {
                    throw CommandFailure(
                        "no record \(id) in quarantine; afterbuild quarantine list shows ids")
                }
                for (name, value) in columns(of: entry) { print("\(name)\t\(value)") }
                guard raw, entry.sealedBytes > 0 else { return }
                let bytes = try await installation.quarantineWork().rawBytes(
                    of: id, actor: actorName(), now: now)
                print("as it was sent:")
                print(harmlessText(bytes ?? []))
            }
        }

        private func columns(of entry: QuarantineEntry) -> [(String, String)] {
            let forgotten =
                entry.forgottenAt.map { "raw bytes forgotten on \($0.day)" } ?? "raw bytes forgotten"
            return [
                ("receipt", id), ("lane", entry.lane), ("answered", entry.code),
                ("arrived", entry.receivedAt.wireText),
                ("claims", entry.occurredAt?.wireText ?? "no readable time"),
                ("key hash", entry.keyDigits ?? "no readable key"),
                ("key", entry.keyID.map { "\($0)" } ?? "unknown when it arrived"),
                ("build", entry.buildCode ?? "none"), ("dialect", entry.dialect?.name ?? "none"),
                ("repairs", entry.repairs.isEmpty ? "none" : entry.repairs.names.joined(separator: ", ")),
                ("raw", entry.sealedBytes > 0 ? "\(entry.sealedBytes) bytes, sealed; see --raw" : forgotten),
                (
                    "moved",
                    entry.move.map { "to \($0.buildCode) at \($0.at.wireText), by order \($0.order)" } ?? "no"
                ),
            ]
        }
    }

    struct Claim: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Registers an unknown key for a build and moves what it sent.",
            discussion: """
                What arrived outside the build's collection window stays; afterbuild quarantine replay moves it when the \
                window is changed.
                """)

        @OptionGroup var options: InstallationOptions

        @Argument(help: "At least 12 digits of the key's hash, from afterbuild quarantine list.")
        var keyHash: String

        @Argument(help: "The build's code.")
        var build: String

        @Option(help: "Why the key is this build's, for the audit.")
        var reason: String

        func run() async throws {
            try await options.withInstallation { installation, now in
                let order = try await installation.database.quarantine.claim(
                    keyDigits: keyHash, buildCode: build, actor: actorName(), reason: reason, now: now)
                print(try await installation.carryOut(order, now: now))
                print("what instances received before they knew the key is moved within two minutes by serve")
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a lane again with today's decoder, keys and windows, and moves what counts now.")

        @OptionGroup var options: InstallationOptions

        @Option(help: "unknown_key, malformed, not_collecting or over_limit.")
        var lane: String

        @Option(help: "First KST day of arrival, such as 2026-05-07.")
        var from: String

        @Option(help: "Last KST day of arrival.")
        var to: String

        @Option(help: "Only records of this build, by its code.")
        var build: String?

        @Flag(help: "Counts records although the build was not collecting, or its key over its limit.")
        var ignoreLimits = false

        @Option(help: "Why these records are to be counted, for the audit.")
        var reason: String

        func run() async throws {
            guard let first = try kstDay(from, "from"), let last = try kstDay(to, "to") else { return }
            try await options.withInstallation { installation, now in
                let order = try await installation.database.quarantine.replay(
                    lane: lane, days: (first, last), buildCode: build, ignoringLimits: ignoreLimits,
                    actor: actorName(), reason: reason, now: now)
                print(try await installation.carryOut(order, now: now))
            }
        }
    }
}

private let laneNames = Lane.allCases.filter { $0 != .counted }.map(\.rawValue).joined(separator: ", ")

private func quarantineLane(_ name: String) -> Lane? {
    Lane(rawValue: name).flatMap { $0 == .counted ? nil : $0 }
}

private func kstDay(_ text: String?, _ option: String) throws -> Day? {
    guard let text else { return nil }
    guard let day = Day(parsing: text) else {
        throw CommandFailure("--\(option) \(text): expected a day such as 2026-05-07")
    }
    return day
}

extension Installation {
    /// Carries orders out with keys of its own.
    func quarantineWork() throws -> QuarantineWork {
        let decoder = WireDecoder(words: try actionWords())
        let keys = KeyRing(database: database, sleep: SystemClock.sleep, observe: log.observe)
        let intake = Intake(
            decoder: decoder, keys: keys, secrets: collectorSecrets,
            limits: SenderLimits(requestsADay: settings.dailyLimit))
        return QuarantineWork(
            database: database, intake: intake, keys: keys, decoder: decoder, secrets: collectorSecrets,
            observe: log.observe)
    }

    /// Carries one order out, and returns a line with the counts.
    fileprivate func carryOut(_ order: Int64, now: Timestamp) async throws -> String {
        guard let order = try await quarantineWork().carryOut(order, now: now) else {
            throw CommandFailure("order \(order) is gone: was the database restored meanwhile?")
        }
        let reasons = order.leftOver.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        let left = order.left == 0 ? "none stay" : "\(order.left) stay: \(reasons.joined(separator: ", "))"
        return "order \(order.id): \(order.moved) records moved, \(left)"
    }
}

/// Untrusted bytes as text that is safe to print: control characters and what is not UTF-8 in hexadecimal.
private func harmlessText(_ bytes: [UInt8]) -> String {
    func escape(_ value: UInt32) -> String {
        "\\x\(hexText(value, digits: 2))"
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        return bytes.map {
            (32...126).contains($0) || $0 == 10 ? String(UnicodeScalar($0)) : escape(UInt32($0))
        }
        .joined()
    }
    return text.unicodeScalars.map { scalar in
        scalar != "\n"
            && (scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format)
            ? escape(scalar.value) : String(scalar)
    }.joined()
}
