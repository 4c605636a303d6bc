import ArgumentParser
import Domain
import Storage

struct SuspensionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspension",
        abstract: "Declared suspensions of business (휴업) of sites, whose days leave the expected days.",
        discussion: "Nothing is ever changed: a wrong one is withdrawn, and both stay on record.",
        subcommands: [List.self, Add.self, End.self, Withdraw.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists suspensions, the earliest first, those that were withdrawn included.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: "Only those of this build's site.")
        var build: String?

        @Option(help: "As they were known then, such as 2026-05-07T00:00:00+09:00.")
        var asOf: String?

        func run() async throws {
            let time = try asOfTime(asOf)
            try await Installation.with(try options.settings()) { installation in
                let listed = try await installation.database.calendar.suspensions(of: build, asOf: time)
                for line in listed {
                    let suspension = line.suspension
                    let end = suspension.endedOn.map { "\($0)" } ?? "open"
                    print(
                        "\(suspension.id)\t\(line.site) \(line.companyName)\t\(line.builds)\t"
                            + "\(suspension.beganOn) to \(end)\t\(suspension.document?.name ?? "")\t"
                            + "\(suspension.recordedBy ?? "") \(suspension.knownAt.wireText)\t"
                            + (line.withdrawal.map(\.line) ?? "in force"))
                }
                print("\(listed.count) suspensions")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declares that the business of a build's site is suspended.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The build's code; other builds of its site are suspended with it.")
        var build: String

        @Option(help: "First day, such as 2026-05-07.")
        var from: String

        @Option(help: "Last day; without it the suspension is open.")
        var to: String?

        @OptionGroup var document: DocumentOptions

        func run() async throws {
            let from = try requiredDay(from, "--from")
            let to = try to.map { try requiredDay($0, "--to") }
            if let to, to < from { throw CommandFailure("--to \(to) is before --from \(from)") }
            let document = try document.reference()
            try await options.withInstallation { installation, now in
                let id = try await installation.database.calendar.declareSuspension(
                    of: build, from: from, to: to, document: document, actor: actorName(),
                    now: now)
                guard let id else {
                    throw CommandFailure("no build \(build); afterbuild registry import makes builds")
                }
                print("suspension \(id) of \(build) from \(from)\(to.map { " to \($0)" } ?? ", open")")
            }
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives an open suspension its last day; it gets a new number.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The suspension's number, from afterbuild suspension list.")
        var suspension: Int64

        @Option(help: "Last day, such as 2026-05-07.")
        var on: String

        @OptionGroup var document: DocumentOptions

        func run() async throws {
            let end = try requiredDay(on, "--on")
            let document = try document.reference()
            try await options.withInstallation { installation, now in
                let id = try await installation.database.calendar.endSuspension(
                    suspension, on: end, document: document, actor: actorName(), now: now)
                guard let id else {
                    throw CommandFailure(
                        "no open suspension \(suspension) that began by \(end); "
                            + "afterbuild suspension list shows them")
                }
                print("suspension \(id) until \(end) takes the place of \(suspension)")
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a wrong suspension back; its days are expected again.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The suspension's number, from afterbuild suspension list.")
        var suspension: Int64

        @Option(help: "Why; stands in the history.")
        var reason: String

        func run() async throws {
            let reason = try requiredText(reason, "--reason")
            try await options.withInstallation { installation, now in
                guard
                    try await installation.database.calendar.withdrawSuspension(
                        suspension, reason: reason, actor: actorName(), now: now)
                else {
                    throw CommandFailure(
                        "no suspension \(suspension) in force; afterbuild suspension list shows them")
                }
                print("suspension \(suspension) withdrawn")
            }
        }
    }
}

/// The paper on which a declaration rests.
struct DocumentOptions: ParsableArguments {
    @Option(help: "Number or title of the document.")
    var document: String

    @Option(
        name: .customLong("document-sha256"), help: "SHA-256 of the document's file, 64 hexadecimal digits.")
    var documentSHA256: String?

    func reference() throws -> DocumentReference {
        var hash: String?
        if let documentSHA256 {
            hash = DocumentReference.sha256(parsing: documentSHA256)
            if hash == nil {
                throw CommandFailure(
                    "--document-sha256 \(documentSHA256): expected 64 hexadecimal digits, as sha256sum prints"
                )
            }
        }
        return DocumentReference(name: try requiredText(document, "--document"), sha256: hash)
    }
}

extension Withdrawal {
    /// One field of a list.
    var line: String { "withdrawn \(at.wireText) by \(by): \(reason)" }
}
