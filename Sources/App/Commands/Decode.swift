import ArgumentParser
import Domain
import Foundation

struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what would be understood of recorded client requests. Needs no database.",
        discussion: """
            FILE.jsonl holds one request a line: {"id":…,"method":…,"path":…,"query":…,"headers":{…},"body_b64":…}. \
            Printed is one JSON line each, with the lane and code that a registered key inside its collection window \
            would get. repairs are named in the documentation of Domain.Repair.
            """)

    @OptionGroup var options: SettingsOptions

    @Argument(help: "File of recorded requests; - reads standard input.")
    var file: String

    func run() throws {
        let settings = try options.settings()
        let decoder = WireDecoder(
            words: try ActionWords(csv: try text(of: "\(settings.home)/sql/seed/action_words.csv")))
        var isBad = false
        for (index, line) in try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        where !line.allSatisfy(\.isWhitespace) {
            do {
                let recorded = try RecordedRequest(line: String(line), number: index + 1)
                print(DecodeReport(id: recorded.id, decoded: decoder.decode(recorded.request)).line)
            } catch {
                complain("\(error)")
                isBad = true
            }
        }
        if isBad { throw ExitCode(1) }
    }
}

/// The text of a file, which may be UTF-8 or the CP949 that Korean Excel writes.
///
/// - Parameter path: `-` is standard input.
func text(of path: String) throws -> String {
    if path == "-" {
        return decodeKoreanText(Array(FileHandle.standardInput.readDataToEndOfFile())).text
    }
    guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure("cannot read \(path): no such file, or no permission")
    }
    return decodeKoreanText(Array(data)).text
}

/// Writes a line to standard error.
func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Writes the problems and the outcome to standard error and ends the command with status 1; returns without problems.
func stop(with problems: [String], _ outcome: String) throws {
    guard !problems.isEmpty else { return }
    for problem in problems { complain(problem) }
    complain(outcome)
    throw ExitCode(1)
}
