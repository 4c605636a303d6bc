import Testing

@testable import Domain

@Suite("Lines of files")
struct WireFileLineTests {
    private func line(_ text: String, columns: String? = nil) -> FileLine {
        FileLine(Array(text.utf8)[...], columns: columns.map { CSVColumns(Array($0.utf8)[...]) })
    }

    @Test("the short cut understands what the parser understands, on any line")
    func shortCut() throws {
        let decoder = try WireFixture.decoder()
        var random = LineGenerator(seed: 20_261_121)
        var short = 0
        for _ in 0..<40_000 {
            let bytes = random.line()
            let line = FileLine(bytes[...], columns: nil)
            if FlatLine.read(line.bytes) != nil { short += 1 }
            let quick = decoder.decode(line)
            let thorough = decoder.decode(Payload(jsonLine: line.bytes), .ndjsonLine)
            if quick != thorough {
                Issue.record("\(String(decoding: bytes, as: UTF8.self)): \(quick) is not \(thorough)")
            }
        }
        // Both ways are taken often.
        #expect((4_000...36_000).contains(short))
    }

    @Test(
        "an ordinary line takes the short cut",
        arguments: [
            #"{"logDt":"2026-05-07 09:12:33.609","useSe":"조회","sysUser":"u1","conectIp":"10.0.0.1","dataUsgqty":"5"}"#,
            #"{"dataUsgqty":5,"useSe":"DO6003","logDt":"2026-05-07 09:12:33.609"}"# + "\r",
            #" { "logDt" : "2026-05-07 09:12:33.609", "sysUser": null , "seq": 17, "remark":"일" } "#,
            #"{"crtfcKey":"a","logDt":"2026-05-07 09:12:33.609"}"#,
        ])
    func ordinary(_ text: String) throws {
        #expect(FlatLine.read(Array(text.utf8)[...]) != nil)
        #expect(try WireFixture.decoder().decode(line(text)).failure == nil)
    }

    @Test("a JSON body is read alike as a request and as a line, but for its key")
    func likeRequests() throws {
        let decoder = try WireFixture.decoder()
        let bodies = WireFixture.samples.filter {
            $0.request.body.first == 123 && !$0.request.body.contains(10)
        }
        #expect(bodies.count >= 5)
        for sample in bodies {
            let asLine = decoder.decode(FileLine(sample.request.body[...], columns: nil))
            let asRequest = decoder.decode(
                WireRequest(method: "POST", path: Endpoint.fields.path, body: sample.request.body)
            ).record
            #expect(asLine.failure == nil)
            #expect(asLine.record.key == nil)
            #expect(asLine.record.occurredAt == asRequest.occurredAt)
            #expect(asLine.record.useSe == asRequest.useSe)
            #expect(asLine.record.sysUser == asRequest.sysUser)
            #expect(asLine.record.conectIp == asRequest.conectIp)
            #expect(asLine.record.quantity == asRequest.quantity)
            #expect(asLine.record.repairs == asRequest.repairs)
            #expect(asLine.record.dialect.name == "receipts/POST/ndjson")
        }
    }

    @Test("a key in a line is ignored without a note")
    func keys() throws {
        let rest =
            #""logDt":"2026-05-07 09:12:33.609","useSe":"DO6003","sysUser":"u","conectIp":"10.0.0.1","dataUsgqty":"5"}"#
        for name in ["crtfcKey", "crfcKey", "CRTFCKEY"] {
            let decoded = try WireFixture.decoder().decode(line(#"{"\#(name)":" %24x ","# + rest))
            #expect(decoded.record.key == nil)
            #expect(decoded.record.repairs.isEmpty)
        }
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        let text: String
        var columns: String?
        let code: ResultCode?
        var testDescription: String { text }
    }

    @Test(
        "what cannot be counted has its code",
        arguments: [
            Broken(text: #"{"useSe":"DO6003"}"#, code: .AP1012),
            Broken(text: #"{"logDt":"yesterday"}"#, code: .AP1014),
            Broken(text: #"{"logDt":"2026-05-07 09:12:33.609""#, code: .AP1023),
            Broken(text: "[1]", code: .AP1023),
            Broken(text: "logDt=2026-05-07 09:12:33.609", code: .AP1023),
            Broken(text: "2026-05-07 09:12:33.609,x", columns: "logDt,useSe", code: nil),
            Broken(text: "2026-05-07 09:12:33.609", columns: "logDt,useSe", code: nil),
            Broken(text: ",DO6003", columns: "logDt,useSe", code: .AP1012),
            Broken(text: "soon,DO6003", columns: "logDt,useSe", code: .AP1014),
            Broken(text: "2026-05-07 09:12:33.609,x,y", columns: "logDt,useSe", code: .AP1025),
            Broken(text: "2026-05-07 09:12:33.609,a\"b", columns: "logDt,useSe", code: .AP1025),
            Broken(text: "2026-05-07 09:12:33.609,\"a\"b", columns: "logDt,useSe", code: .AP1025),
            Broken(text: "2026-05-07 09:12:33.609,\"a", columns: "logDt,useSe", code: .AP1025),
        ])
    func broken(_ sample: Broken) throws {
        #expect(
            try WireFixture.decoder().decode(line(sample.text, columns: sample.columns)).failure
                == sample.code)
    }

    @Test("CSV columns stand in any order, quoted or not, under our names or misspelt ones")
    func columns() throws {
        let header = "\u{FEFF}\"sysUser\", useSe ,remark,connectIp,dataUsgqty,crtfcKey,logDt\r"
        let row = "\"kim \"\"a\"\", b\",등록,\"x,y\",10.0.0.1,\"7\",none,2026-05-07 09:12:33.609\r"
        let record = try WireFixture.decoder().decode(line(row, columns: header)).record
        #expect(record.sysUser == "kim \"a\", b")
        #expect(record.action == .create)
        #expect(record.conectIp == "10.0.0.1")
        #expect(record.quantity == 7)
        #expect(record.logDtIsCanonical)
        #expect(record.key == nil)
        #expect(record.repairs == [.fieldNameMisspelt])
        #expect(record.dialect.name == "receipts/POST/csv")
        #expect(CSVColumns(Array("useSe,LOGDT".utf8)[...]).missing == [])
        #expect(CSVColumns(Array("useSe,time".utf8)[...]).missing == ["logDt"])
    }

    @Test("a line that was kept is read again as it was read first")
    func kept() throws {
        let decoder = try WireFixture.decoder()
        let lines = [
            line(#"{"logDt":"2026/05/07 09:12","useSe":" 조회"}"#), line("{"),
            line("2026-05-07 09:12:33.7,\"a\nb\"", columns: "logDt,sysUser"),
            line("x,y,z", columns: "logDt,useSe"),
        ]
        for line in lines { #expect(decoder.decode(line.request) == decoder.decode(line)) }
    }

    @Test("blank lines, and rows of commas in CSV, are no records")
    func blanks() {
        #expect(line(" \t\r").isBlank)
        #expect(line("").isBlank)
        #expect(!line(",").isBlank)
        #expect(line(",, ,\r", columns: "logDt").isBlank)
        #expect(!line("{}").isBlank)
    }

    @Test("every repair has advice of its own, a sentence that says what to do")
    func advice() {
        let all = Repair.allCases.map(\.advice)
        #expect(Set(all).count == Repair.allCases.count)
        #expect(all.allSatisfy { $0.hasSuffix("십시오.") && $0.count > 20 })
    }
}

/// Makes lines that are whole, odd and broken, the same on every run.
private struct LineGenerator: RandomNumberGenerator {
    private var numbers: SeededGenerator

    init(seed: UInt64) {
        numbers = SeededGenerator(seed: seed)
    }

    mutating func next() -> UInt64 { numbers.next() }

    private static let names = [
        "logDt", "logDt", "useSe", "sysUser", "conectIp", "dataUsgqty", "crtfcKey", "logdt", "connectIp",
        "crfcKey",
        "logData", "seq", "remark", "", "sys\\u0055ser", "useSé", "USESE123",
    ]
    private static let values = [
        #""2026-05-07 09:12:33.609""#, #""2026-05-07 09:12:33.609""#, #""2026/5/7 9:12""#, #""DO6003""#,
        #""조회""#,
        #"" 등록 ""#, #""a\"b""#, #""\uD55C\n""#, #""C:\data""#, #""null""#, "null", "true", "false", "0", "-5",
        "7.3E7",
        "1e", "-", "1234567890123", #""10.0.0.1""#, #""10.0.0.1, 10.0.0.2""#, #""%EC%A1%B0""#, "[1,2]",
        #"{"logDt":"2026-05-07 09:12:33.609","useSe":"x"}"#, "\"\"", "\"a\tb\"", #""{\"useSe\":\"y\"}""#,
        "nul", "",
    ]
    private static let blanks = ["", "", "", "", " ", "\t", "\r", "  "]

    private mutating func any(_ texts: [String]) -> String {
        texts[Int.random(in: texts.indices, using: &self)]
    }

    mutating func line() -> [UInt8] {
        var text = any(Self.blanks) + "{"
        let count = Int.random(in: 0...6, using: &self)
        for number in 0..<count {
            if number > 0 { text += "," + any(Self.blanks) }
            let isPlain = Bool.random(using: &self)
            let value = isPlain ? any(Array(Self.values[..<6])) : any(Self.values)
            text += "\"" + any(isPlain ? Array(Self.names[..<7]) : Self.names) + "\"" + any(Self.blanks) + ":"
            text += any(Self.blanks) + value + any(Self.blanks)
        }
        text += "}" + any(Self.blanks)
        if Int.random(in: 0..<20, using: &self) == 0 { text += any([",", "}", "x", "&a=b", "\u{FEFF}"]) }
        if Int.random(in: 0..<20, using: &self) == 0 { text = "\u{FEFF}" + text }
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<5, using: &self) == 0 {
            for _ in 0..<Int.random(in: 1...3, using: &self) {
                let place = Int.random(in: bytes.indices, using: &self)
                switch Int.random(in: 0..<3, using: &self) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
                case 1 where bytes.count > 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: .min ... .max, using: &self), at: place)
                }
            }
        }
        return bytes
    }
}
