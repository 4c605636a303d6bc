import Domain
import Testing

@Suite("User, address, quantity and action")
struct WireValueTests {
    struct AddressCase: CustomTestStringConvertible, Sendable {
        let text: String
        let kept: String?
        let kind: AddressClass?
        let repairs: Repairs
        var testDescription: String { text }
        init(_ text: String, _ kind: AddressClass?, kept: String? = nil, _ repairs: Repairs = []) {
            (self.text, self.kind, self.repairs) = (text, kind, repairs)
            self.kept = kind == nil ? nil : kept ?? text
        }
    }

    static let addresses: [AddressCase] = [
        AddressCase("192.168.10.21", .privateNetwork),
        AddressCase("10.1.2.3", .privateNetwork),
        AddressCase("172.16.0.1", .privateNetwork),
        AddressCase("172.32.0.1", .publicNetwork),
        AddressCase("100.64.0.1", .privateNetwork),
        AddressCase("203.0.113.4", .publicNetwork),
        AddressCase("127.0.0.1", .loopback),
        AddressCase("169.254.1.1", .linkLocal),
        AddressCase("0.0.0.0", .unspecified),
        AddressCase("::", .unspecified),
        AddressCase("::1", .loopback),
        AddressCase("0:0:0:0:0:0:0:1", .loopback),
        AddressCase("2001:db8::73", .publicNetwork),
        AddressCase("2001:0db8:0000:0000:0000:ff00:0042:8329", .publicNetwork),
        AddressCase("fe80::1%eth0", .linkLocal, [.barePercent]),
        AddressCase("fd12:3456::1", .privateNetwork),
        AddressCase("::ffff:192.168.0.9", .privateNetwork),
        AddressCase("::ffff:cb00:7101", .publicNetwork),
        AddressCase("1::", .publicNetwork),
        AddressCase("203.0.113.19, 192.168.10.1", .publicNetwork, kept: "203.0.113.19", [.addressList]),
        AddressCase(" 10.0.0.7 ", .privateNetwork, kept: "10.0.0.7", [.addressTrimmed]),
        AddressCase("정보없음, 10.0.0.7", nil, [.addressList, .addressNotAnAddress]),
        AddressCase("정보없음", nil, [.addressNotAnAddress]),
        AddressCase("https://192.168.10.64/hj", nil, [.addressNotAnAddress]),
        AddressCase(":::2", nil, [.addressNotAnAddress]),
        AddressCase("1:2:3:4:5:6:7:8:9", nil, [.addressNotAnAddress]),
        AddressCase("1:2:3:4:5:6:7", nil, [.addressNotAnAddress]),
        AddressCase("1::2::3", nil, [.addressNotAnAddress]),
        AddressCase(":1:2:3:4:5:6:7", nil, [.addressNotAnAddress]),
        AddressCase("1:2:3:4:5:6:7:", nil, [.addressNotAnAddress]),
        AddressCase("1:2:3:4:5:6:7::", .publicNetwork),
        AddressCase(":::", nil, [.addressNotAnAddress]),
        AddressCase("12345::", nil, [.addressNotAnAddress]),
        AddressCase("0.0.0.0.0.1", nil, [.addressNotAnAddress]),
        AddressCase("256.1.1.1", nil, [.addressNotAnAddress]),
        AddressCase("1.2.3", nil, [.addressNotAnAddress]),
        AddressCase("1.2.3.", nil, [.addressNotAnAddress]),
        AddressCase("localhost", nil, [.addressNotAnAddress]),
        AddressCase("null", nil, [.addressMissing]),
        AddressCase("", nil, [.addressMissing]),
    ]

    @Test("an address is kept as sent with its class; anything else is null", arguments: addresses)
    func address(_ sample: AddressCase) throws {
        let record = try WireFixture.form(adding: "useSe=C&sysUser=u&dataUsgqty=1&conectIp=\(sample.text)")
        #expect(record.conectIp == sample.kept)
        #expect(record.addressClass == sample.kind)
        #expect(record.repairs.names == sample.repairs.names)
    }

    struct QuantityCase: CustomTestStringConvertible, Sendable {
        let text: String
        let value: Int64?
        let repairs: Repairs
        var testDescription: String { text }
        init(_ text: String, _ value: Int64?, _ repairs: Repairs = []) {
            (self.text, self.value, self.repairs) = (text, value, repairs)
        }
    }

    static let quantities: [QuantityCase] = [
        QuantityCase("0", 0), QuantityCase("5324", 5_324), QuantityCase("22222", 22_222),
        QuantityCase("007", 7),
        QuantityCase("999999999", 999_999_999), QuantityCase("9999999999", 9_999_999_999),
        QuantityCase("10000000000", nil, [.quantityOutOfRange]),
        QuantityCase("99999999999999999999999999", nil, [.quantityOutOfRange]),
        QuantityCase("-1", nil, [.quantityOutOfRange]), QuantityCase("-0", 0),
        QuantityCase("-0.5", nil, [.quantityOutOfRange]),
        QuantityCase("0.0", 0, [.quantityDecimal]), QuantityCase("12.9", 12, [.quantityDecimal]),
        QuantityCase("7.340032E7", 73_400_320, [.quantityDecimal]),
        QuantityCase("1e3", 1_000, [.quantityDecimal]),
        QuantityCase("15e-1", 1, [.quantityDecimal]), QuantityCase("1e99", nil, [.quantityOutOfRange]),
        QuantityCase("0e99999999999999999999", 0, [.quantityDecimal]),
        QuantityCase("5.", 5, [.quantityDecimal]),
        QuantityCase("1,234", nil, [.quantityNotANumber]), QuantityCase("12KB", nil, [.quantityNotANumber]),
        QuantityCase("NaN", nil, [.quantityNotANumber]), QuantityCase(".", nil, [.quantityNotANumber]),
        QuantityCase("-", nil, [.quantityNotANumber]), QuantityCase("1e", nil, [.quantityNotANumber]),
        QuantityCase("null", nil, [.quantityMissing]), QuantityCase("", nil, [.quantityMissing]),
    ]

    @Test("a quantity is a whole number in range, or null", arguments: quantities)
    func quantity(_ sample: QuantityCase) throws {
        let record = try WireFixture.form(adding: "useSe=C&sysUser=u&conectIp=::1&dataUsgqty=\(sample.text)")
        #expect(record.quantity == sample.value)
        #expect(record.repairs.names == sample.repairs.names)
    }

    @Test("the record needs neither user, address, word nor quantity")
    func keyAndTimeSuffice() throws {
        let decoded = try WireFixture.form("crtfcKey=\(WireFixture.key)&logDt=2026-05-07 09:12:33.456")
        #expect(decoded.failure == nil)
        #expect(
            decoded.record.repairs.names == [
                "address_missing", "quantity_missing", "use_se_missing", "user_missing",
            ])
    }

    @Test("a user that is empty or the text null is missing", arguments: ["", "null", "undefined", " "])
    func userMissing(_ text: String) throws {
        let record = try WireFixture.form(adding: "sysUser=\(text)")
        #expect(record.sysUser == nil)
        #expect(record.repairs.contains(.userMissing))
    }

    @Test(
        "a user is kept whole", arguments: ["홍길동", "user36(홍길동)", "a@example.com", "17/이름", "50%", "SYSTEM"])
    func userKept(_ text: String) throws {
        #expect(try WireFixture.form(adding: "sysUser=\(text)").sysUser == text)
    }

    @Test(
        "a word that is none of the table counts without an action",
        arguments: ["생산관리 > 작업지시", "temp=21.5", "API", "Y"])
    func unknownAction(_ text: String) throws {
        let record = try WireFixture.form(adding: "useSe=\(text)")
        #expect(record.useSe == text)
        #expect(record.action == nil)
        #expect(record.repairs.contains(.unknownAction))
    }

    @Test("blanks around a word are taken away and noted")
    func useSeTrimmed() throws {
        let record = try WireFixture.form(adding: "useSe= 접속")
        #expect(record.useSe == "접속")
        #expect(record.action == .logIn)
        #expect(record.repairs.contains(.useSeTrimmed))
    }
}
