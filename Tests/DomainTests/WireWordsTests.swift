import Domain
import Testing

@Suite("Action words")
struct WireWordsTests {
    struct Word: CustomTestStringConvertible, Sendable {
        let text: String
        let action: Action?
        var testDescription: String { text }
        init(_ text: String, _ action: Action?) { (self.text, self.action) = (text, action) }
    }

    static let seeded: [Word] =
        Action.allCases.map { Word($0.code, $0) } + Action.allCases.map { Word($0.korean, $0) } + [
            Word("접속", .logIn), Word("종료", .logOut), Word("쫑료", .logOut), Word("검색", .read),
            Word("변경", .update),
            Word("D06001", .logIn), Word("do6003", .read), Word("IN", .logIn), Word("OUT", .logOut),
            Word("Login", .logIn), Word("LOGIN", .logIn), Word("Create", .create),
            Word("BulkCreate", .create),
            Word("SelectList", .read), Word("SelectInfo", .read), Word("Update", .update),
            Word("Delete", .delete),
            Word("GET", .read), Word("POST", .create), Word("PUT", .update), Word("DELETE", .delete),
            Word("C", .create), Word("R", .read), Word("U", .update), Word("D", .delete),
            Word("Y", nil), Word("API", nil), Word("생산관리 > 작업지시", nil), Word("temp=21.5", nil),
            Word("DO6008", nil),
            Word("", nil),
        ]

    @Test("the seeded table knows what the census saw", arguments: seeded)
    func seed(_ word: Word) throws {
        #expect(try ActionWords(csv: WireFixture.wordsText).action(for: word.text) == word.action)
    }

    struct Broken: CustomTestStringConvertible, Sendable {
        let csv: String
        let line: Int
        let says: String
        var testDescription: String { csv }
    }

    static let broken: [Broken] = [
        Broken(csv: "", line: 1, says: "header"),
        Broken(csv: "a,b\n", line: 1, says: "word,code,source"),
        Broken(csv: "word,code,source\n", line: 2, says: "no word"),
        Broken(csv: "word,code,source\n접속,DO6001,x\n종료,DO6009,x\n", line: 3, says: "DO6009"),
        Broken(csv: "word,code,source\nC,DO6004,x\nc,DO6004,x\n", line: 3, says: "twice"),
        Broken(csv: "word,code,source\nC,DO6004\n", line: 2, says: "three cells"),
        Broken(csv: "word,code,source\n\"C\",DO6004,x\n", line: 2, says: "without quotes"),
        Broken(csv: "word,code,source\n C,DO6004,x\n", line: 2, says: "blank"),
        Broken(csv: "word,code,source\n,DO6004,x\n", line: 2, says: "empty"),
    ]

    @Test("a bad table is refused by line", arguments: broken)
    func refuses(_ sample: Broken) {
        let problem = #expect(throws: ActionWords.Problem.self) { try ActionWords(csv: sample.csv) }
        #expect(problem?.line == sample.line)
        #expect(problem?.description.contains("line \(sample.line)") == true)
        #expect(problem?.description.contains(sample.says) == true)
    }

    @Test("a byte order mark and CR LF do not matter")
    func spreadsheetForm() throws {
        let words = try ActionWords(csv: "\u{FEFF}word,code,source\r\n접속,DO6001,x\r\n")
        #expect(words.action(for: "접속") == .logIn)
    }
}
