import ArgumentParser
import Collector
import Crypto
import Domain
import Foundation
import Storage

struct ReceiptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts", abstract: "Files of records, and how well a build sends.",
        subcommands: [Import.self, Card.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Imports the records of a factory that was offline (NDJSON or CSV, also as .gz).",
            discussion: """
                The records arrive now; there is no daily limit. An import that was cut off is taken up where it ended; \
                a file that was imported whole is refused, unless --again is given.
                """)

        @OptionGroup var options: InstallationOptions

        @Argument(help: "One JSON object a line, or CSV with the fields' names in its first line.")
        var file: String

        @Option(help: "The code of the build whose records they are.")
        var build: String

        @Flag(help: "Import a file once more: its records then count twice.")
        var again = false

        func run() async throws {
            try await options.withInstallation { installation, now in
                let database = installation.database
                guard let entry = try await FileImport.entry(ofBuild: build, in: database, at: now) else {
                    throw CommandFailure(
                        "build \(build) has no live key, or there is no such build; afterbuild key issue makes one"
                    )
                }
                let reading = ReceiptFile(
                    announced: nil, of: entry, intake: try installation.fileIntake(), receivedAt: now,
                    isLimited: false, isDivided: true)
                let sha256 = try await checked(reading)
                var importing = FileImport(
                    database: database, instance: try await database.receipts.newInstance(now: now),
                    entry: entry,
                    sha256: sha256, isAgain: again, now: now)
                do {
                    try await read(reading) { part in
                        guard try await importing.keep(part) else { return }
                        for line in part.quarantined {
                            print(
                                "line \(line.line)\t\(line.lane.rawValue)\t\(line.code.rawValue)\t\(line.reason)"
                            )
                        }
                    }
                } catch {
                    try? await note(importing.outcome, sha256, database, now)
                    throw error
                }
                try await note(importing.outcome, sha256, database, now)
                try report(importing.outcome)
            }
        }

        /// Reads the whole file once before anything of it is stored.
        ///
        /// - Returns: the SHA-256 of its bytes.
        private func checked(_ reading: ReceiptFile) async throws -> String {
            var hash = SHA256()
            var records = 0
            try await read(reading, onPiece: { hash.update(data: $0) }) { records += $0.lines }
            guard records > 0 else { throw CommandFailure("\(file) holds no record") }
            return hexText(hash.finalize())
        }

        /// Calls `take` with each part of the file that holds a record.
        private func read(
            _ reading: ReceiptFile, onPiece: ([UInt8]) -> Void = { _ in },
            take: (FilePart) async throws -> Void
        ) async throws {
            guard let handle = FileHandle(forReadingAtPath: file) else {
                throw CommandFailure("cannot read \(file): no such file, or no permission")
            }
            defer { try? handle.close() }
            var reading = reading
            do {
                while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty {
                    let bytes = Array(piece)
                    onPiece(bytes)
                    try reading.read(bytes)
                    for part in reading.takeFullParts() { try await take(part) }
                }
                let last = try reading.finish()
                for part in reading.takeFullParts() + [last] where part.lines > 0 { try await take(part) }
            } catch let problem as FileProblem {
                throw CommandFailure("\(file): \(problem); nothing was imported")
            }
        }

        private func note(
            _ outcome: FileImport.Outcome, _ sha256: String, _ database: Database, _ now: Timestamp
        ) async throws {
            guard !outcome.batches.isEmpty else { return }
            try await database.receipts.noteFileImport(
                buildCode: build, sha256: sha256, batches: outcome.batches, lines: outcome.lines,
                counted: outcome.counted, actor: actorName(), now: now)
        }

        private func report(_ outcome: FileImport.Outcome) throws {
            guard outcome.lines > 0 else {
                throw CommandFailure(
                    "nothing was imported: this file was imported for build \(build) before; "
                        + "with --again its records count twice")
            }
            print(
                "\(outcome.lines) records imported: \(outcome.counted) counted, "
                    + "\(outcome.lines - outcome.counted) quarantined")
            if outcome.linesKnown > 0 { print("\(outcome.linesKnown) records had been imported before") }
            print("receipts \(outcome.batches.map(\.description).joined(separator: ", "))")
        }
    }

    struct Card: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "report-card",
            abstract: "Shows how well a build sends, what its client should correct, and new key uses.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The build's code.")
        var build: String

        func run() async throws {
            try await options.withInstallation { installation, now in
                let record = try await installation.database.builds.record(
                    of: build, for: .unrestricted, now: now)
                guard let record else {
                    throw CommandFailure("no build \(build); afterbuild registry import makes builds")
                }
                print(record.card.text, terminator: "")
                for note in record.keyNotes { print(note.text) }
            }
        }
    }
}

extension Installation {
    /// Reads files of records; their build is given, so that keys are not looked up.
    fileprivate func fileIntake() throws -> Intake {
        Intake(
            decoder: WireDecoder(words: try ActionWords(csv: database.files.seeds["action_words.csv"] ?? "")),
            keys: KeyRing(database: database, sleep: SystemClock.sleep, observe: log.observe),
            secrets: collectorSecrets, limits: SenderLimits(requestsADay: settings.dailyLimit))
    }
}
