import Contract
import Domain
import Foundation
import TestSupport
import Testing
import Web

@Suite("The status as JSON")
struct StatusViewTests {
    private func shape() throws -> JSONShape {
        try JSONShape(
            StatusView(
                sampleStatus(), asOf: nil, including: Set(StatusPart.allCases),
                publicURL: "https://usage.example"))
    }

    struct Field: Sendable, CustomTestStringConvertible {
        let path: String
        /// As JSON: `null`, `true`, a number, or a quoted text.
        let json: String

        var testDescription: String { path }
    }

    @Test(
        "A field has its value; what is not known is null and present",
        arguments: [
            Field(path: "as_of", json: "null"),
            Field(path: "today", json: "\"2026-07-10\""),
            Field(path: "build.code", json: "\"B-2022-0001\""),
            Field(path: "build.adopter.business_number", json: "\"1248100998\""),
            Field(path: "build.region", json: "null"),
            Field(path: "phase.code", json: "\"intensive_as\""),
            Field(path: "phase.name_ko", json: "\"집중AS기간\""),
            Field(path: "phase.days_left", json: "90"),
            Field(path: "first_use", json: "null"),
            Field(path: "windows.0.from", json: "\"2026-07-09\""),
            Field(path: "windows.0.expected_days", json: "0"),
            Field(path: "windows.0.excluded_days.0.reason", json: "\"holiday\""),
            Field(path: "windows.0.excluded.holiday", json: "1"),
            Field(path: "windows.0.excluded_days.0.name", json: "\"임시공휴일\""),
            Field(path: "windows.0.figures.active_day_rate.value", json: "null"),
            Field(path: "windows.0.figures.active_day_rate.numerator", json: "0"),
            Field(path: "windows.0.figures.active_day_rate.denominator", json: "0"),
            Field(path: "windows.0.figures.distinct_users.value", json: "0"),
            Field(path: "signals.0.observation", json: "true"),
            Field(path: "signals.0.policy.version", json: "2"),
            Field(path: "signals.0.policy.label", json: "\"공식 기준값 없음: 기관이 정해야 하는 값\""),
            Field(path: "signals.0.cleared_at", json: "null"),
            Field(path: "signals.0.window.from", json: "\"2026-07-01\""),
            Field(path: "signals.0.severity", json: "\"visit\""),
            Field(path: "signals.0.severity_ko", json: "\"현장 확인\""),
            Field(path: "signals.0.explanations.0.code", json: "\"merger\""),
            Field(path: "signals.0.explanations.0.outcome", json: "\"open\""),
            Field(path: "signals.0.explanations.0.outcome_ko", json: "\"확인 필요\""),
            Field(path: "signals.0.explanations.0.detail_ko", json: "\"소명 때 확인\""),
            Field(path: "signals.0.peers.count", json: "31"),
            Field(path: "signals.0.peers.percentile", json: "2.5"),
            Field(path: "signals.0.doubts.0.code", json: "\"no_rest_day\""),
            Field(path: "signals.0.expected_days", json: "7"),
            Field(path: "links.page", json: "\"https://usage.example/builds/B-2022-0001\""),
        ])
    func field(field: Field) throws {
        let value = try #require(try shape().value(field.path), "the key is absent")
        let data = try JSONSerialization.data(
            withJSONObject: value, options: [.fragmentsAllowed, .withoutEscapingSlashes])
        #expect(String(decoding: data, as: UTF8.self) == field.json)
    }

    @Test("Equal statuses have equal bytes, with keys in the order of the alphabet")
    func bytes() throws {
        let text = try shape().text
        #expect(text == (try shape().text))
        #expect(text.hasPrefix("{\"as_of\":"))
        #expect(namesOutOfOrder(in: Array(text.utf8)) == [])
        // The check itself.
        #expect(
            namesOutOfOrder(in: Array("{\"a\":[{\"c\":1,\"b\":\"x\\\"y\"}],\"aa\":{}}".utf8)) == ["c, b"])
        #expect(text.hasSuffix("}\n"))
        let keys = [
            "as_of", "build", "first_use", "labels", "last_sign", "links", "phase", "signals", "today",
            "windows",
        ]
        #expect(Set(try shape().object.keys) == Set(keys))
    }

    @Test("What is answered is what the contract says, names included")
    func contract() throws {
        let status = try sampleStatus()
        for (seesSignals, asOf) in [(true, nil), (false, status.asOf)] {
            for parts in [[], StatusPart.allCases] {
                let view = StatusView(
                    status.showing(.all, .of(seesSignals ? .officer : .supplier)), asOf: asOf,
                    including: Set(parts),
                    publicURL: "https://usage.example")
                #expect(StatusView.schema.mismatches(try JSONTree(parsing: jsonBytes(view))) == [])
            }
        }
    }

    @Test("What is not asked for is left out")
    func lean() throws {
        let view = StatusView(
            try sampleStatus(), asOf: nil, publicURL: "https://usage.example")
        let shape = try JSONShape(view)
        #expect(shape.object["labels"] == nil)
        #expect(shape.value("windows.0.excluded_days") == nil)
        #expect(shape.value("windows.0.figures.active_day_rate.interval") == nil)
        #expect(shape.value("signals.0.rule") != nil && shape.value("signals.0.explanations") == nil)
    }
}
