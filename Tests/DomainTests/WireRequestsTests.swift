import Domain
import Foundation
import Testing

@Suite("The 40 requests of real clients")
struct WireRequestsTests {
    @Test("all 40 are there")
    func count() {
        #expect(WireFixture.samples.count == 40)
    }

    @Test("each is understood as its expectation says", arguments: WireFixture.samples)
    func decodes(_ sample: WireSample) throws {
        let decoded = try WireFixture.decoder().decode(sample.request)
        let record = decoded.record
        #expect(record.key == sample.expectedTexts["crtfcKey"])
        #expect(record.occurredAt?.iso8601 == sample.expectedTexts["logDt_iso_kst"])
        #expect(record.useSe == sample.expectedTexts["useSe"])
        #expect(record.sysUser == sample.expectedTexts["sysUser"])
        #expect(record.conectIp == sample.expectedTexts["conectIp"])
        #expect(record.quantity == sample.expectedQuantity)
        #expect(decoded.failure == (sample.id == "w48" ? .AP1011 : nil))
        #expect((record.addressClass == nil) == (record.conectIp == nil))
    }

    @Test("a line of the file is read to the same request as by Foundation", arguments: WireFixture.samples)
    func lineReader(_ sample: WireSample) throws {
        let recorded = try RecordedRequest(line: sample.line, number: 1)
        #expect(recorded.id == sample.id)
        #expect(recorded.request.method == sample.request.method)
        #expect(recorded.request.path == sample.request.path)
        #expect(recorded.request.query == sample.request.query)
        #expect(recorded.request.body == sample.request.body)
    }

    struct Finding: CustomTestStringConvertible, Sendable {
        let id: String
        let action: Action?
        let dialect: String
        let repairs: [String]
        var testDescription: String { id }
    }

    static let findings: [Finding] = [
        Finding(id: "w01", action: .read, dialect: "json/POST/query", repairs: []),
        Finding(id: "w02", action: .logIn, dialect: "json.do/GET/query-logData", repairs: []),
        Finding(id: "w06", action: .logOut, dialect: "json.do/GET/query-logData", repairs: []),
        Finding(
            id: "w08", action: .logIn, dialect: "json.do/GET/query-logData",
            repairs: ["logdt_fraction_padded"]),
        Finding(id: "w10", action: .logIn, dialect: "html.do/POST/multipart", repairs: []),
        Finding(id: "w11", action: .logIn, dialect: "json/POST/json-body", repairs: []),
        Finding(
            id: "w12", action: .read, dialect: "json.do/POST/form-logData", repairs: ["json_in_form_raw"]),
        Finding(id: "w14", action: .logIn, dialect: "json/POST/form", repairs: ["low_byte_korean"]),
        Finding(id: "w16", action: .logIn, dialect: "json/POST/form", repairs: []),
        Finding(id: "w18", action: .logIn, dialect: "json.do/POST/query-logData", repairs: []),
        Finding(
            id: "w19", action: .logIn, dialect: "json.do/POST/query-logData",
            repairs: ["address_list", "logdt_colon_before_ms"]),
        Finding(id: "w21", action: .logIn, dialect: "xml.do/POST/form-logData-xml", repairs: []),
        Finding(
            id: "w23", action: .logIn, dialect: "xml.do/GET/query-logData-xml", repairs: ["quantity_missing"]),
        Finding(
            id: "w24", action: .logOut, dialect: "json.do/POST/query-and-body",
            repairs: ["duplicate_payload", "quantity_decimal"]),
        Finding(
            id: "w26", action: .create, dialect: "json.do/POST/query-logData",
            repairs: ["cp949", "json_in_form_raw", "logdt_fraction_padded"]),
        Finding(id: "w33", action: .logIn, dialect: "json/POST/form", repairs: []),
        Finding(
            id: "w37", action: .logIn, dialect: "json.do/POST/json-body", repairs: ["json_at_other_endpoint"]),
        Finding(id: "w42", action: nil, dialect: "json/POST/form", repairs: ["unknown_action"]),
        Finding(id: "w44", action: .logIn, dialect: "json/POST/form", repairs: ["address_not_an_address"]),
        Finding(id: "w46", action: .logIn, dialect: "json/POST/form", repairs: ["address_not_an_address"]),
        Finding(
            id: "w48", action: .create, dialect: "json/POST/form",
            repairs: ["logdt_without_fraction", "quantity_missing"]),
        Finding(id: "w53", action: .logIn, dialect: "json.do/GET/query-logData", repairs: []),
        Finding(id: "w54", action: .logOut, dialect: "json.do/GET/query-logData", repairs: []),
        Finding(id: "w57", action: .read, dialect: "json/POST/json-body", repairs: []),
    ]

    @Test("action, dialect and repairs of each kind", arguments: findings)
    func finds(_ finding: Finding) throws {
        let sample = try #require(WireFixture.samples.first { $0.id == finding.id })
        let record = try WireFixture.decoder().decode(sample.request).record
        #expect(record.action == finding.action)
        #expect(record.dialect.name == finding.dialect)
        #expect(record.repairs.names == finding.repairs)
        #expect(Dialect(code: record.dialect.code) == record.dialect)
    }
}
