/// Which word of `useSe` means which action: the table `sql/seed/action_words.csv`.
///
/// A word that is not in the table (a menu name, a flag, telemetry) has no action, and its record counts all
/// the same.
package struct ActionWords: Sendable {
    /// What is wrong with the table.
    ///
    /// Its text names the line.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package let line: Int
        package let description: String

        init(line: Int, _ what: String) {
            self.line = line
            description = "action words, line \(line): \(what)"
        }
    }

    private let actions: [String: Action]

    /// Reads `word,code,source` lines below that header, without quotes.
    package init(csv: String) throws(Problem) {
        var actions: [String: Action] = [:]
        var number = 0
        for line in csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if number == 1 {
                let header = line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line
                guard header == "word,code,source" else {
                    throw Problem(line: 1, "the header must be word,code,source")
                }
                continue
            }
            guard !line.isEmpty else { continue }
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 3, !line.contains("\"") else {
                throw Problem(line: number, "must be three cells word,code,source without quotes")
            }
            guard let action = Action(code: String(cells[1])) else {
                throw Problem(line: number, "\(cells[1]) must be one of DO6001 to DO6007 or DO6999")
            }
            let word = Self.folded(String(cells[0]))
            guard !word.isEmpty, word.utf8.first != 32, word.utf8.last != 32 else {
                throw Problem(line: number, "the word must not be empty or begin or end with a blank")
            }
            guard actions.updateValue(action, forKey: word) == nil else {
                throw Problem(
                    line: number, "\(cells[0]) stands in the table twice (capitals do not tell words apart)")
            }
        }
        guard !actions.isEmpty else { throw Problem(line: number, "the table holds no word") }
        self.actions = actions
    }

    /// `useSe` is compared as a whole, without regard to ASCII capitals.
    package func action(for useSe: String) -> Action? { actions[Self.folded(useSe)] }

    /// The words of the table, in no order.
    package var words: some Collection<String> { actions.keys }

    private static func folded(_ text: String) -> String {
        guard text.utf8.contains(where: { (65...90).contains($0) }) else { return text }
        return String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
