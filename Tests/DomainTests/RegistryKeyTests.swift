import Testing

@testable import Domain

struct RegistryKeyTests {
    private static let valid = "$5$API$" + String(repeating: "aZ9./", count: 8) + "b01"

    @Test("a national key is taken as it is")
    func accepted() throws {
        #expect(try KeyText(Self.valid).text == Self.valid)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let text: String
        let error: KeyText.Invalid
        var testDescription: String { error.description }
    }

    @Test(
        "what is no key is refused with its reason",
        arguments: [
            Wrong(text: "", error: .prefix),
            Wrong(text: "%245%24API%24" + valid.dropFirst(7), error: .prefix),
            Wrong(text: String(valid.dropLast()), error: .length(49)),
            Wrong(text: valid + "x", error: .length(51)),
            Wrong(text: valid.replacing("b01", with: "b+1"), error: .character(at: 49)),
            Wrong(text: valid.replacing("b01", with: "가"), error: .character(at: 48)),
        ])
    func refused(_ example: Wrong) {
        #expect(throws: example.error) { try KeyText(example.text) }
    }

    @Test("printing or inspecting a key does not show it")
    func secret() throws {
        let key = try KeyText(Self.valid)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\([key])", dumped] {
            #expect(!text.contains(Self.valid.dropFirst(7)))
            #expect(text.contains("…9./b01".suffix(3)))
        }
    }

    @Test("random bytes make a key in which every symbol is equally likely")
    func generated() throws {
        var counts: [Character: Int] = [:]
        for byte in UInt8.min...UInt8.max {
            let key = try #require(KeyText.generate(from: Array(repeating: byte, count: 43)))
            #expect(throws: Never.self) { try KeyText(key.text) }
            counts[key.text.last ?? "?", default: 0] += 1
        }
        #expect(counts.count == 64)
        #expect(counts.values.allSatisfy { $0 == 4 })
        #expect(KeyText.generate(from: Array(repeating: 0, count: 42)) == nil)
    }

    @Test("every byte of the random input changes the key")
    func allBytes() throws {
        let zero = [UInt8](repeating: 0, count: 43)
        var keys: Set<KeyText> = [try #require(KeyText.generate(from: zero))]
        for place in zero.indices {
            var bytes = zero
            bytes[place] = 1
            keys.insert(try #require(KeyText.generate(from: bytes)))
        }
        #expect(keys.count == 44)
    }

    @Test("a key file is read under Korean and English headers")
    func file() throws {
        let other = Self.valid.replacing("b01", with: "b02")
        for header in ["build_code,key", "구축건코드,인증키"] {
            let file = KeyFileReader.read("\(header)\r\nB-1,\(Self.valid)\r\nB-1,\(other)\r\n")
            #expect(file.problems.isEmpty)
            #expect(file.rows.map(\.buildCode) == ["B-1", "B-1"])
            #expect(file.rows.map(\.line) == [2, 3])
        }
        let reversed = KeyFileReader.read("key,build_code\n\(Self.valid),B-9\n")
        #expect(reversed.rows.map(\.buildCode) == ["B-9"])
    }

    @Test("a third column says since when a key exists")
    func since() throws {
        let other = Self.valid.replacing("b01", with: "b02")
        for header in ["build_code,key,since", "구축건코드,인증키,사용시작일"] {
            let file = KeyFileReader.read(
                "\(header)\nB-1,\(Self.valid),2026-05-07\nB-1,\(other), \nB-2,\(Self.valid),5월\n")
            #expect(file.rows.map(\.since) == [Day(parsing: "2026-05-07"), nil])
            #expect(file.problems.map(\.line) == [4, 4])
            #expect(file.problems.first?.column?.korean == "사용시작일")
        }
        let wrong = KeyFileReader.read("since,build_code,key\n2026-02-30,B-1,\(Self.valid)\n")
        #expect(wrong.rows.isEmpty)
        #expect(
            wrong.problems.map(\.description) == [
                "line 2, 사용시작일 (since) “2026-02-30”: is no day; expected YYYY-MM-DD between 2010 and 2100, such as "
                    + "2026-05-07, or nothing"
            ])
    }

    @Test("a bad line is named and never repeats a key")
    func badLines() throws {
        let text = "build_code,key\nB-1,\(Self.valid)\nB-2,\(Self.valid)\nb_3,\(Self.valid.dropLast())\nB-4\n"
        let file = KeyFileReader.read(text)
        #expect(file.rows.map(\.line) == [2])
        #expect(file.problems.map(\.line) == [3, 4, 4, 5])
        #expect(file.problems[0].description.contains("already on line 2"))
        for problem in file.problems {
            #expect(!problem.description.contains(Self.valid.dropFirst(7).prefix(40)))
        }
    }

    @Test("missing columns are named")
    func missingColumns() {
        let file = KeyFileReader.read("build,secret\nB-1,x\n")
        #expect(file.rows.isEmpty)
        #expect(file.problems.compactMap { $0.column?.korean } == ["구축건코드", "인증키"])
    }
}
