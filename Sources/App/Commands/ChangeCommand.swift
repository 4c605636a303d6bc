import ArgumentParser
import Domain
import Storage

struct ChangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Changes after the agreement that need approval (승인) or confirmation (확인).",
        discussion: """
            A change of supplier moves alerts and views on its day, a change of period the phases that follow; a \
            registry file does not undo either. sql/seed/change_classes.csv says what needs approval.
            """,
        subcommands: [List.self, Add.self, Import.self, Withdraw.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Lists changes by the day on which they take effect, those that were withdrawn included.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: "Only those of this project, or of this build and its project.")
        var code: String?

        @Option(help: "As they were known then, such as 2026-05-07T00:00:00+09:00.")
        var asOf: String?

        func run() async throws {
            let time = try asOfTime(asOf)
            try await Installation.with(try options.settings()) { installation in
                let listed = try await installation.database.changes.list(of: code, asOf: time)
                for line in listed {
                    let change = line.change
                    print(
                        "\(change.id)\t\(change.buildCode ?? change.projectCode)\t\(change.effectiveOn)\t"
                            + "\(change.korean)\t\(change.document?.name ?? "")\t"
                            + "\(change.recordedBy ?? "") \(change.knownAt.wireText)\t"
                            + (line.withdrawal.map(\.line) ?? "in force"))
                }
                print("\(listed.count) changes")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Records a change of a build or project.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The code of the build or project.")
        var code: String

        @Option(help: "\(changeKinds).")
        var kind: String

        @Option(help: "First day on which it holds, such as 2026-05-07; it may lie ahead.")
        var effectiveOn: String

        @Option(help: "What held before, in Korean.")
        var before: String?

        @Option(help: "What holds from then on, in Korean; not of suppliers and periods.")
        var after: String?

        @Option(help: "Business number of the new supplier.")
        var supplierNumber: String?

        @Option(help: "Name of the new supplier.")
        var supplierName: String?

        @Option(help: "Where its alerts go.")
        var supplierEmail: String?

        @Option(help: "The new 구축종료일.")
        var buildTo: String?

        @Option(help: "The new 집중AS종료일; without it, that many months after the new 구축종료일.")
        var asTo: String?

        @Option(help: "By how much the total cost changes, in won.")
        var amount: String?

        @Option(help: "Number or title of the document that approves or reports it.")
        var document: String

        @Option(
            name: .customLong("document-sha256"),
            help: "SHA-256 of the document's file, 64 hexadecimal digits.")
        var documentSHA256: String?

        func run() async throws {
            let draft: ChangeDraft
            do throws(ChangeProblem) { draft = try ChangeDraft(reading: text) } catch {
                throw CommandFailure(error.description)
            }
            try await options.withInstallation { installation, now in
                let recorded = try await recording([draft], in: installation, now: now) { $0.reason }
                for change in recorded { print(change.line(draft.code, draft.effectiveOn)) }
            }
        }

        private func text(_ column: ChangeColumn) -> String? {
            let value =
                switch column {
                case .code: code
                case .kind: kind
                case .effectiveOn: effectiveOn
                case .before: before
                case .after: after
                case .supplierNumber: supplierNumber
                case .supplierName: supplierName
                case .supplierEmail: supplierEmail
                case .buildTo: buildTo
                case .asTo: asTo
                case .amount: amount
                case .document: document
                case .documentSHA256: documentSHA256
                }
            return value?.isEmpty == true ? nil : value
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records changes from a CSV file, one a line (UTF-8 or CP949).",
            discussion: """
                The columns, in any order: \(ChangeColumn.allCases.map(\.rawValue).joined(separator: ", ")). With any \
                bad line nothing is recorded; a change that is on record already is passed over.
                """)

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The file of changes.")
        var file: String

        func run() async throws {
            let read = ChangeFileReader.read(try text(of: file))
            try stop(with: read.problems.map(\.description), "nothing was recorded")
            try await options.withInstallation { installation, now in
                let recorded = try await recording(read.rows.map(\.draft), in: installation, now: now) {
                    "line \(read.rows[$0.index].line): \($0.reason)"
                }
                let new = recorded.count { $0.changeClass != nil }
                print("\(new) changes recorded, \(recorded.count - new) were on record already")
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a wrong change back, with what followed from it.")

        @OptionGroup var options: InstallationOptions

        @Argument(help: "The change's number, from afterbuild change list.")
        var change: Int64

        @Option(help: "Why; stands in the history.")
        var reason: String

        func run() async throws {
            let reason = try requiredText(reason, "--reason")
            try await options.withInstallation { installation, now in
                do {
                    try await installation.database.changes.withdraw(
                        change, reason: reason, actor: actorName(), now: now)
                } catch ChangeNotWithdrawn.unknown {
                    throw CommandFailure("no change \(change) in force; afterbuild change list shows them")
                } catch ChangeNotWithdrawn.laterChange(let later) {
                    throw CommandFailure("change \(later) of the supplier came later; withdraw it first")
                }
                print("change \(change) withdrawn")
            }
        }
    }
}

private let changeKinds = "one of " + ChangeKind.allCases.map(\.rawValue).joined(separator: ", ")

/// Records changes, or says of every one that cannot be why.
private func recording(
    _ drafts: [ChangeDraft], in installation: Installation, now: Timestamp,
    _ refusal: (ChangeRefusal) -> String
) async throws -> [RecordedChange] {
    do {
        return try await installation.database.changes.record(
            drafts, actor: actorName(), now: now)
    } catch let refused as ChangesRefused {
        for problem in refused.refusals { complain(refusal(problem)) }
        complain("nothing was recorded")
        throw ExitCode(1)
    }
}

extension RecordedChange {
    fileprivate func line(_ code: String, _ day: Day) -> String {
        guard let changeClass else { return "change \(id) of \(code) is on record already" }
        return "change \(id) of \(code) from \(day) (\(changeClass.korean))"
    }
}
