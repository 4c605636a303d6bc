import Domain
import Testing

@Suite("Multipart, cut and mangled bodies")
struct WireBodyTests {
    private let key = WireFixture.key
    private let time = "2026-05-07 09:12:33.456"
    private let fields = [
        ("crtfcKey", WireFixture.key), ("logDt", "2026-05-07 09:12:33.456"), ("useSe", "조회"),
        ("sysUser", "u1"),
        ("conectIp", "10.0.0.1"), ("dataUsgqty", "5"),
    ]

    @Test(
        "multipart: quoted or bare names, headers in any order, CR LF or LF",
        arguments: [
            "Content-Disposition: form-data; name=\"NAME\"\r\n\r\n",
            "Content-Disposition: form-data; name=NAME\r\n\r\n",
            "content-disposition: form-data;name=\"NAME\"\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n",
            "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; filename=x; name=NAME\r\n\r\n",
            "Content-Disposition: form-data; name=\"NAME\"\n\n",
        ])
    func multipart(_ head: String) throws {
        let end = head.hasSuffix("\r\n") ? "\r\n" : "\n"
        for boundary in ["--7f3b1a52", "------WebKitFormBoundaryAb12"] {
            let body = fields.map { boundary + end + head.replacing("NAME", with: $0.0) + $0.1 + end }
                .joined()
            for close in [boundary + "--" + end, boundary + "--", boundary] {
                let decoded = try WireFixture.post(.html, body: body + close)
                #expect(decoded.failure == nil)
                #expect(decoded.record.key == key)
                #expect(decoded.record.useSe == "조회")
                #expect(decoded.record.quantity == 5)
                #expect(decoded.record.repairs.isEmpty)
                #expect(decoded.record.dialect.name == "html.do/POST/multipart")
            }
        }
    }

    @Test("multipart with an empty value, and with logData as a part")
    func multipartParts() throws {
        let head = "--b\r\nContent-Disposition: form-data; name="
        let empty = try WireFixture.post(
            .html,
            body: head + "dataUsgqty\r\n\r\n\r\n" + head + "crtfcKey\r\n\r\n\(key)\r\n" + head
                + "logDt\r\n\r\n\(time)\r\n--b--")
        #expect(empty.failure == nil)
        #expect(empty.record.quantity == nil)
        let json = #"{"crtfcKey":"\#(key)","logDt":"\#(time)"}"#
        let nested = try WireFixture.post(.json, body: head + "logData\r\n\r\n\(json)\r\n--b--\r\n")
        #expect(nested.failure == nil)
        #expect(nested.record.dialect.name == "json.do/POST/multipart-logData")
    }

    @Test("a multipart body without its end loses only the part it ended in")
    func multipartCut() throws {
        let body = fields.map { "--b\r\nContent-Disposition: form-data; name=\($0.0)\r\n\r\n\($0.1)\r\n" }
            .joined()
        let decoded = try WireFixture.post(.html, body: body)
        #expect(decoded.failure == nil)
        #expect(decoded.record.quantity == nil)
        #expect(decoded.record.sysUser == "u1")
        #expect(decoded.record.repairs.contains(.bodyCut))
    }

    @Test("a form cut because Content-Length counted characters has no quantity (w58)")
    func formCut() throws {
        let body = Array(
            "crtfcKey=\(key)&logDt=\(time)&useSe=접속&sysUser=홍길동&conectIp=10.0.0.1&dataUsgqty=5324".utf8)
        for missing in 5...14 {
            let decoded = try WireFixture.form(Array(body.dropLast(missing)))
            #expect(decoded.failure == nil)
            #expect(decoded.record.sysUser == "홍길동")
            #expect(decoded.record.quantity == nil)
            #expect(decoded.record.repairs.contains(.bodyCut))
        }
        let request = WireRequest(
            method: "POST", path: Endpoint.fields.path, body: Array(body.dropLast(2)), hasSurplus: true)
        let told = try WireFixture.decoder().decode(request).record
        #expect(told.quantity == nil)
        #expect(told.repairs.contains(.bodyCut))
    }

    @Test("a name cut within a character keeps its whole characters")
    func nameCut() throws {
        let body = Array("crtfcKey=\(key)&logDt=\(time)&sysUser=홍길동".utf8)
        for missing in 1...2 {
            let record = try WireFixture.form(Array(body.dropLast(missing))).record
            #expect(record.sysUser == "홍길")
            #expect(record.repairs.contains(.bodyCut))
        }
    }

    @Test("CP949, raw and percent-encoded, in a form, in JSON and in XML (w13)")
    func cp949() throws {
        let word: [UInt8] = [0xB5, 0xEE, 0xB7, 0xCF]  // 등록
        let name: [UInt8] = [0xC8, 0xAB, 0xB1, 0xE6, 0xB5, 0xBF]  // 홍길동
        let form = Array("crtfcKey=\(key)&logDt=\(time)&useSe=".utf8) + word + Array("&sysUser=".utf8) + name
        let escaped = "crtfcKey=\(key)&logDt=\(time)&useSe=%B5%EE%B7%CF&sysUser=%C8%AB%B1%E6%B5%BF"
        let json =
            Array(#"{"crtfcKey":"\#(key)","logDt":"\#(time)","useSe":""#.utf8) + word
            + Array(#"","sysUser":""#.utf8)
            + name + Array("\"}".utf8)
        let xml =
            Array("logData=<logData><crtfcKey>\(key)</crtfcKey><logDt>\(time)</logDt><useSe>".utf8) + word
            + Array("</useSe><sysUser>".utf8) + name + Array("</sysUser></logData>".utf8)
        for body in [form, Array(escaped.utf8), json, xml] {
            let decoded = try WireFixture.form(body)
            #expect(decoded.failure == nil)
            #expect(decoded.record.useSe == "등록")
            #expect(decoded.record.action == .create)
            #expect(decoded.record.sysUser == "홍길동")
            #expect(decoded.record.repairs.contains(.cp949))
        }
    }

    @Test(
        "each Korean word of the action table is known by its low bytes, 저장 (NUL) and 출력 (bare %) too (w14)")
    func lowBytes() throws {
        let table = try ActionWords(csv: WireFixture.wordsText)
        let korean = table.words.filter { $0.unicodeScalars.contains { $0.value > 0xFF } } + ["저장", "출력"]
        #expect(korean.count >= 15)
        for word in korean {
            let low = word.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            let body = Array("crtfcKey=\(key)&logDt=\(time)&useSe=".utf8) + low + Array("&sysUser=u1".utf8)
            let record = try WireFixture.form(body).record
            #expect(record.useSe == word)
            #expect(record.action == table.action(for: word))
            #expect(record.repairs.contains(.lowByteKorean))
            #expect(record.sysUser == "u1")
        }
        #expect(
            "접속종료조회등록수정삭제검색".unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
                == [0x11, 0x8D, 0x85, 0xCC, 0x70, 0x8C, 0xF1, 0x5D, 0x18, 0x15, 0xAD, 0x1C, 0x80, 0xC9])
    }

    @Test("a mangled name or an unknown mangled word is null, and the record counts")
    func mangled() throws {
        let start = Array("crtfcKey=\(key)&logDt=\(time)&useSe=".utf8)
        let known = try WireFixture.form(
            start + [0x11, 0x8D] + Array("&sysUser=".utf8) + [0x4D, 0x38, 0xD9])
        #expect(known.failure == nil)
        #expect(known.record.sysUser == nil)
        #expect(known.record.repairs.contains(.userUnreadable))
        let unknown = try WireFixture.form(start + [0x01, 0x02])
        #expect(unknown.failure == nil)
        #expect(unknown.record.useSe == nil)
        #expect(unknown.record.repairs.contains(.useSeUnreadable))
    }

    @Test("a key that is no text is AP1011; an empty or null one too")
    func unreadableKey() throws {
        let rest = Array("&logDt=\(time)".utf8)
        for bytes in [[0xFF, 0xFE], [0x24, 0x00], [], Array("null".utf8), [0x20]] as [[UInt8]] {
            let decoded = try WireFixture.form(Array("crtfcKey=".utf8) + bytes + rest)
            #expect(decoded.failure == .AP1011)
            #expect(decoded.record.key == nil)
        }
    }

    @Test("a key with blanks around it is trimmed")
    func trimmedKey() throws {
        let decoded = try WireFixture.form("crtfcKey=\(key)%0D%0A&logDt=\(time)")
        #expect(decoded.record.key == key)
        #expect(decoded.record.repairs.contains(.keyTrimmed))
    }

    @Test("the first value of a name counts")
    func repeatedField() throws {
        #expect(try WireFixture.form(adding: "sysUser=&sysUser=a&sysUser=b").sysUser == "a")
    }
}
