import Testing

@testable import Domain

struct RegistryCSVTests {
    @Test("line numbers are those of the file, quoted line breaks and blank lines included")
    func lines() throws {
        let table = try CSVTable("\u{FEFF}a,b\r\n1,\"x\r\ny\"\r\n\r\n2,\"say \"\"hi\"\", ok\"\n3,\n,,\n\r\n")
        #expect(table.header == ["a", "b"])
        #expect(table.rows.map(\.line) == [2, 5, 6])
        #expect(table.rows.map(\.fields) == [["1", "x\r\ny"], ["2", "say \"hi\", ok"], ["3", ""]])
    }

    @Test("all three line ends end a line, and the last may be missing")
    func lineEnds() throws {
        let table = try CSVTable("a\n1\r2\r\n3")
        #expect(table.rows.map(\.line) == [2, 3, 4])
        #expect(table.rows.map(\.fields) == [["1"], ["2"], ["3"]])
    }

    @Test("a doubled quotation mark at either end of a field is kept")
    func quotes() throws {
        #expect(try CSVTable("a,b\n\"\"\"x\",\"y\"\"\"\n").rows[0].fields == ["\"x", "y\""])
        #expect(try CSVTable("a,b\n\"\",\"\"\"\"\n").rows[0].fields == ["", "\""])
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let reason: String
        var testDescription: String { reason }
    }

    @Test(
        "what is no CSV is refused at its line",
        arguments: [
            Broken(text: "", line: 1, reason: "empty"),
            Broken(text: "\r\n\r\n", line: 1, reason: "empty"),
            Broken(text: "a,b\n1,\"x\ny\n2,z\n", line: 2, reason: "closing quotation mark is missing"),
            Broken(
                text: "a,b\n\"x\n\",1\n5\" pipe,2\n", line: 4, reason: "inside a field that is not quoted"),
            Broken(text: "a,b\n\"x\ny\"z,1\n", line: 3, reason: "after a closing quotation mark"),
        ])
    func broken(_ example: Broken) throws {
        let error = try #require(throws: CSVTable.Malformed.self) { try CSVTable(example.text) }
        #expect(error.line == example.line)
        #expect(error.reason.contains(example.reason))
    }

    struct Field: Sendable, CustomTestStringConvertible {
        let value: String
        let written: String
        var testDescription: String { written }
    }

    @Test(
        "a spreadsheet runs no field as a formula, and numbers stay numbers",
        arguments: [
            Field(value: "=1+2", written: "'=1+2"), Field(value: "@cmd", written: "'@cmd"),
            Field(value: "-", written: "'-"), Field(value: "-5", written: "-5"),
            Field(value: "+82-2-000", written: "'+82-2-000"), Field(value: "+3.5", written: "+3.5"),
            Field(value: "-1,200", written: "\"-1,200\""), Field(value: "-2+3", written: "'-2+3"),
            Field(value: "\tx", written: "'\tx"), Field(value: "\rx", written: "\"'\rx\""),
            Field(value: "=HYPERLINK(\"a\",\"b\")", written: "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\""),
            Field(value: "가, 나", written: "\"가, 나\""), Field(value: " x", written: "\" x\""),
            Field(value: "말 \"인용\"", written: "\"말 \"\"인용\"\"\""), Field(value: "", written: ""),
            Field(value: "2026-05-07", written: "2026-05-07"),
        ])
    func guards(_ example: Field) {
        #expect(CSVText.field(example.value) == example.written)
    }

    @Test("what the writer writes the reader reads")
    func roundTrip() throws {
        let rows = [["구축건", "b"], ["쉼표, 와 \"따옴표\"", "줄\r\n바꿈"], ["", " 빈칸 "], ["\"", "끝\""]]
        var csv = CSVText(byteOrderMark: true)
        for row in rows { csv.append(row) }
        #expect(csv.text.unicodeScalars.first == "\u{FEFF}")
        #expect(csv.text.hasSuffix("\r\n"))
        #expect(try CSVTable(csv.text).rows.map(\.fields) == Array(rows.dropFirst()))
    }
}
