import Domain
import Testing

@Suite("Oddities of the wire")
struct WireOddityTests {
    private let key = WireFixture.key
    private let time = "2026-05-07 09:12:33.456"
    private var json: String {
        #"{"crtfcKey":"\#(key)","logDt":"\#(time)","useSe":"조회","sysUser":"u1","conectIp":"10.0.0.1","#
            + #""dataUsgqty":"5"}"#
    }
    private var xml: String {
        "<logData><crtfcKey>\(key)</crtfcKey><logDt>\(time)</logDt><useSe>조회</useSe><sysUser>u1</sysUser>"
            + "<conectIp>10.0.0.1</conectIp><dataUsgqty>5</dataUsgqty></logData>"
    }

    private func expectWhole(
        _ decoded: Decoded, _ repairs: Repairs = [], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(decoded.failure == nil, sourceLocation: sourceLocation)
        #expect(decoded.record.key == key, sourceLocation: sourceLocation)
        #expect(decoded.record.occurredAt?.wireText == time, sourceLocation: sourceLocation)
        #expect(decoded.record.useSe == "조회", sourceLocation: sourceLocation)
        #expect(decoded.record.sysUser == "u1", sourceLocation: sourceLocation)
        #expect(decoded.record.conectIp == "10.0.0.1", sourceLocation: sourceLocation)
        #expect(decoded.record.quantity == 5, sourceLocation: sourceLocation)
        #expect(decoded.record.repairs.names == repairs.names, sourceLocation: sourceLocation)
    }

    @Test("XML whose values were encoded before the whole was encoded (w09)")
    func doubleEncodedXML() throws {
        let inner =
            "<logData><crtfcKey>\(encoded(key))</crtfcKey><logDt>\(encoded(time))</logDt>"
            + "<useSe>\(encoded("조회"))</useSe><sysUser>u1</sysUser><conectIp>10.0.0.1</conectIp>"
            + "<dataUsgqty>5</dataUsgqty></logData>"
        expectWhole(try WireFixture.post(.xml, body: "logData=" + encoded(inner)), [.keyDoubleEncoded])
    }

    @Test("logData that was encoded twice as a whole, and a form whose values were")
    func doubleEncoded() throws {
        expectWhole(try WireFixture.post(.json, body: "logData=" + encoded(encoded(json))), [.doubleEncoding])
        expectWhole(try WireFixture.post(.xml, query: "logData=" + encoded(encoded(xml))), [.doubleEncoding])
        let form =
            "crtfcKey=\(encoded(encoded(key)))&logDt=\(encoded(encoded(time)))"
            + "&useSe=\(encoded(encoded("조회")))&sysUser=u1&conectIp=10.0.0.1&dataUsgqty=5"
        expectWhole(try WireFixture.form(form), [.keyDoubleEncoded])
    }

    @Test("raw JSON after logData= may hold an ampersand, in the body and in the target (w12, w25)")
    func rawJSON() throws {
        let risky = json.replacing("\"u1\"", with: "\"R&D=1\"")
        for decoded in [
            try WireFixture.post(.json, body: "logData=" + risky),
            try WireFixture.post(.json, query: "logData=" + risky),
        ] {
            #expect(decoded.record.sysUser == "R&D=1")
            #expect(decoded.record.quantity == 5)
            #expect(decoded.record.repairs.names == ["json_in_form_raw"])
        }
    }

    @Test("raw XML after logData= may hold an ampersand")
    func rawXML() throws {
        let decoded = try WireFixture.post(.xml, body: "logData=" + xml.replacing("u1", with: "R&D"))
        #expect(decoded.record.sysUser == "R&D")
        #expect(decoded.record.repairs.names == ["xml_in_form_raw"])
    }

    @Test("a target with raw braces and escaped blanks")
    func rawTarget() throws {
        expectWhole(
            try WireFixture.post(.json, query: "logData=" + json.replacing(" ", with: "%20")),
            [.jsonInFormRaw])
    }

    @Test("XML values unescaped, escaped, in CDATA, and with &amp; that is an ampersand")
    func xmlValues() throws {
        for (written, read) in [
            ("a<b&c", "a<b&c"), ("a&lt;b&amp;c", "a<b&c"), ("<![CDATA[a<b&c]]>", "a<b&c"),
            ("&#54861;&#xAE38;", "홍길"),
            ("&bogus;&", "&bogus;&"), ("a&#xD800;", "a&#xD800;"),
        ] {
            let text = xml.replacing("u1", with: written)
            #expect(try WireFixture.post(.xml, body: "logData=" + encoded(text)).record.sysUser == read)
        }
    }

    @Test("XML with declaration, line breaks, attributes and empty elements")
    func xmlDressed() throws {
        let dressed =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<logData xmlns=\"\">\r\n"
            + xml.replacing("<logData>", with: "").replacing(
                "<dataUsgqty>5</dataUsgqty>", with: "<dataUsgqty />")
        let decoded = try WireFixture.post(.xml, body: "logData=" + encoded(dressed))
        #expect(decoded.failure == nil)
        #expect(decoded.record.sysUser == "u1")
        #expect(decoded.record.repairs.names == ["quantity_missing"])
    }

    @Test(
        "XML without a closing tag is malformed",
        arguments: ["</logData>", "</sysUser>", "</dataUsgqty></logData>"])
    func xmlCut(_ tag: String) throws {
        let decoded = try WireFixture.post(.xml, body: "logData=" + encoded(xml.replacing(tag, with: "")))
        #expect(decoded.failure == .AP1025)
        #expect(decoded.record.key == key)
    }

    @Test("broken JSON is AP1023, and what was read before the break is kept")
    func brokenJSON() throws {
        for (endpoint, prefix) in [(Endpoint.json, "logData="), (.fields, "")] {
            let decoded = try WireFixture.post(endpoint, body: prefix + json.dropLast(2))
            #expect(decoded.failure == .AP1023)
            #expect(decoded.record.key == key)
            #expect(decoded.record.occurredAt?.wireText == time)
        }
        #expect(try WireFixture.post(.json, body: "logData=hello").failure == .AP1023)
        #expect(try WireFixture.post(.fields, body: "[\(json)]").failure == .AP1023)
        #expect(try WireFixture.post(.xml, body: "logData=hello").failure == .AP1025)
        #expect(try WireFixture.post(.fields, body: "hello").failure == .AP1025)
        #expect(try WireFixture.post(.fields).failure == .AP1011)
    }

    @Test("the same record in query and body counts once")
    func duplicate() throws {
        expectWhole(
            try WireFixture.post(.json, query: "logData=" + encoded(json), body: json), [.duplicatePayload])
        let form = "crtfcKey=\(key)&logDt=\(time)&useSe=조회&sysUser=u1&conectIp=10.0.0.1&dataUsgqty=5"
        expectWhole(
            try WireFixture.post(.fields, query: encodedValues(form), body: form), [.duplicatePayload])
    }

    @Test("a broken half does not spoil a whole one, and two halves make one")
    func halves() throws {
        let broken = String(json.dropLast())
        let first = try WireFixture.post(.json, query: "logData=" + encoded(json), body: broken)
        #expect(first.failure == nil)
        expectWhole(try WireFixture.post(.fields, query: "logData=" + encoded(broken), body: json))
        let split = try WireFixture.post(
            .fields, query: "crtfcKey=\(key)&_=17781",
            body: "logDt=\(time)&useSe=조회&sysUser=u1&conectIp=10.0.0.1&dataUsgqty=5")
        expectWhole(split)
        #expect(split.record.dialect.place == .queryAndBody)
        #expect(try WireFixture.post(.fields, query: "crtfcKey=\(key)", body: broken).failure == .AP1023)
    }

    @Test("a query that holds no field changes nothing (jQuery's cache guard)")
    func foreignQuery() throws {
        let decoded = try WireFixture.post(.fields, query: "_=1778112753456", body: json)
        expectWhole(decoded)
        #expect(decoded.record.dialect.name == "json/POST/json-body")
    }

    @Test("misspelt names: connectIp, crfcKey, other capitals")
    func misspelt() throws {
        let text = json.replacing("conectIp", with: "connectIp").replacing("crtfcKey", with: "crfcKey")
        expectWhole(try WireFixture.post(.fields, body: text), [.fieldNameMisspelt])
        let capitals = json.replacing("logDt", with: "LOGDT").replacing("sysUser", with: "sysuser")
        expectWhole(try WireFixture.post(.fields, body: capitals), [.fieldNameMisspelt])
    }

    @Test("a byte order mark before body, logData and JSON")
    func byteOrderMark() throws {
        expectWhole(try WireFixture.post(.fields, body: "\u{FEFF}" + json), [.byteOrderMark])
        expectWhole(
            try WireFixture.post(.json, body: "logData=" + encoded("\u{FEFF}" + json)), [.byteOrderMark])
    }

    @Test("fields separated by &amp;")
    func escapedAmpersand() throws {
        let form = "crtfcKey=\(key)&logDt=\(time)&useSe=조회&sysUser=u1&conectIp=10.0.0.1&dataUsgqty=5"
        expectWhole(try WireFixture.form(form.replacing("&", with: "&amp;")), [.ampersandEscaped])
    }

    @Test("JSON: escaped slashes and Korean, surrogate pairs, CR LF, true, nested logData, any order")
    func jsonForms() throws {
        expectWhole(try WireFixture.post(.fields, body: json.replacing("/", with: "\\/")))
        expectWhole(try WireFixture.post(.fields, body: json.replacing("조회", with: "\\uC870\\ud68C")))
        expectWhole(try WireFixture.post(.fields, body: json.replacing(",", with: ",\r\n\t ")))
        expectWhole(try WireFixture.post(.fields, body: #"{"logData":\#(json)}"#))
        expectWhole(try WireFixture.post(.fields, body: json + "\r\n"))
        expectWhole(try WireFixture.post(.fields, body: json + "x"), [.surplusBytes])
        for (written, read) in [
            (#""\uD83D\uDE00""#, "😀"), (#""\uD83Dx""#, "\u{FFFD}x"), ("true", "true"), ("12", "12"),
            (#""C:\data\/""#, "C:\\data/"), (#""a\"b\\""#, "a\"b\\"),
        ] {
            let text = json.replacing("\"u1\"", with: written)
            #expect(try WireFixture.post(.fields, body: text).record.sysUser == read)
        }
    }

    @Test("a JSON body that went through an encoder for forms")
    func encodedJSONBody() throws {
        expectWhole(try WireFixture.post(.fields, body: encoded(json)))
    }

    @Test("payloads at each other's endpoints are understood and noted")
    func otherEndpoints() throws {
        let form = "crtfcKey=\(key)&logDt=\(time)&useSe=조회&sysUser=u1&conectIp=10.0.0.1&dataUsgqty=5"
        for endpoint in Endpoint.allCases {
            expectWhole(
                try WireFixture.post(endpoint, body: form),
                endpoint == .json || endpoint == .xml ? [.fieldsAtOtherEndpoint] : [])
            expectWhole(
                try WireFixture.post(endpoint, body: "logData=" + encoded(json)),
                endpoint == .json ? [] : [.jsonAtOtherEndpoint])
            expectWhole(
                try WireFixture.post(endpoint, body: "logData=" + encoded(xml)),
                endpoint == .xml ? [] : [.xmlAtOtherEndpoint])
            expectWhole(
                try WireFixture.post(endpoint, body: json), endpoint == .fields ? [] : [.jsonAtOtherEndpoint])
            expectWhole(try WireFixture.post(endpoint, body: xml), [.xmlAtOtherEndpoint])
        }
    }

    /// As `application/x-www-form-urlencoded` writes it.
    private func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95: String(UnicodeScalar(byte))
            case 32: "+"
            default: "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }.joined()
    }

    private func encodedValues(_ form: String) -> String {
        form.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return parts[0] + "=" + encoded(String(parts[1]))
        }.joined(separator: "&")
    }
}
