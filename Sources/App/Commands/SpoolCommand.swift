import ArgumentParser
import Collector
import Domain
import Logging
import Storage

struct SpoolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spool", abstract: "What waits on this machine's disk for PostgreSQL.",
        subcommands: [Status.self, Retry.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what waits, was refused or is damaged; needs neither PostgreSQL nor a pause.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let settings = try options.settings()
            let folder = settings.spoolFolder
            let slots = Spool.status(of: folder, limit: Int64(settings.spoolLimit))
            if slots.isEmpty { return print("nothing was ever spooled in \(folder)") }
            for slot in slots {
                for line in lines(of: slot, in: folder) { print(line) }
            }
            for refused in Spool.refused(in: folder) {
                print(
                    "refused: \(refused.batch.arrivals.count) records in \(refused.file): \(refused.reason)")
            }
        }

        private func lines(of slot: SpoolStatus, in folder: String) -> [String] {
            let holder = slot.holder.map { "held by process \($0)" } ?? "held by no process that can be seen"
            var lines = ["slot \(slot.slot): \(holder)"]
            if slot.batches == 0 {
                lines.append("  waiting   nothing")
            } else {
                let percent = slot.bytes * 100 / max(1, slot.limit)
                lines += [
                    "  waiting   \(slot.records) records in \(slot.batches) batches and \(slot.segments) files",
                    "  size      \(slot.bytes) of \(slot.limit) bytes (\(percent) %)",
                    "  oldest    \(slot.oldestArrival?.wireText ?? "without records")",
                ]
            }
            if slot.refused > 0 {
                lines.append(
                    "  refused   \(slot.refused) batches that PostgreSQL would not take; afterbuild spool retry "
                        + "offers them again")
            }
            if slot.damaged > 0 {
                lines.append("  damaged   \(slot.damaged) files in \(folder)/\(slot.slot)/damaged")
            }
            return lines
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has the collector offer the refused batches to PostgreSQL again.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let settings = try options.settings()
            let folder = settings.spoolFolder
            guard FileSystem.isFolder(folder) else { return print("nothing was ever spooled in \(folder)") }
            let logger = Logger(label: "afterbuild") { StreamLogHandler.standardError(label: $0) }
            let log = ObservationLog(logger)
            let spool = try await Spool.open(folder, limit: Int64(settings.spoolLimit), observe: log.observe)
            let retry: Spool.Retry
            do {
                retry = try await spool.retryRefused()
            } catch {
                await spool.close()
                throw error
            }
            await spool.close()
            print(
                "\(retry.batches) batches wait again; a collector takes them within seconds, or when it starts"
            )
            for file in retry.unreadable { print("left where it is, because it holds no batch: \(file)") }
        }
    }
}

extension Settings {
    /// The folder of all slots.
    var spoolFolder: String { "\(dataDir)/spool" }
}
