import Subprocess
import SystemPackage

/// Whether the machine's clock follows a time server: times of arrival stand or fall with it.
enum ClockSynchronisation {
    case synchronised, notSynchronised, unknown

    /// Asks `timedatectl`; unknown where there is none, as in most containers.
    static func ofThisMachine() async -> ClockSynchronisation {
        let answer = try? await run(
            .name("timedatectl"), arguments: ["show", "--property=NTPSynchronized", "--value"],
            output: .string(limit: 100), error: .discarded)
        return switch answer?.standardOutput.prefix(while: { !$0.isNewline }) {
        case "yes": .synchronised
        case "no": .notSynchronised
        default: .unknown
        }
    }

    var text: String {
        switch self {
        case .synchronised: "synchronised"
        case .notSynchronised:
            "NOT synchronised; times of arrival may be wrong, set up chrony or systemd-timesyncd"
        case .unknown:
            "unknown whether synchronised (no timedatectl here); make sure that the host's clock is"
        }
    }
}
