import Testing

@testable import Domain

private func day(_ number: Int) -> Day { Day(number: 20_600 + Int32(number)) }

/// Where a silence is counted over, whatever its length.
private let silentDays = Day(number: 20_600)...Day(number: 20_620)

private func window(_ kind: WindowKind, _ value: KPIValue) -> WindowKPIs {
    WindowKPIs(
        kind: kind, days: day(1)...day(30), expectation: ExpectedDays(expected: [], excluded: []),
        values: [value])
}

private func silence(_ days: Int?) -> WindowKPIs {
    let value = days.map(Double.init)
    return window(
        .month,
        KPIValue(
            kpi: .silence, numerator: days, denominator: nil, value: value, low: value, favourable: value))
}

private func rate(_ active: Int, of expected: Int, favourable: Double?) -> WindowKPIs {
    let value = expected == 0 ? nil : Double(active) / Double(expected)
    return window(
        .intensiveAS,
        KPIValue(
            kpi: .activeDayRate, numerator: active, denominator: expected, value: value, low: value,
            favourable: favourable))
}

private func policy(_ rules: PolicyRule...) -> Policy {
    Policy(
        name: "시험", version: 1, isOfficial: false, author: "가", approver: "나", effectiveFrom: day(0),
        rules: rules)
}

private let silentRule = PolicyRule(kind: .silent, threshold: 10, minimumExpectedDays: 20)
private let rateRule = PolicyRule(kind: .lowActiveDayRate, threshold: 0.5, minimumExpectedDays: 20)

struct JudgementTests {
    struct Silence: Sendable, CustomTestStringConvertible {
        let days: Int?
        let expectedSoFar: Int
        let isRaised: Bool
        var testDescription: String {
            "\(days.map(String.init) ?? "not said") of \(expectedSoFar): \(isRaised)"
        }
    }

    @Test(
        "silence is raised from the threshold on, and only after enough expected days",
        arguments: [
            Silence(days: 9, expectedSoFar: 40, isRaised: false),
            Silence(days: 10, expectedSoFar: 40, isRaised: true),
            Silence(days: 11, expectedSoFar: 40, isRaised: true),
            Silence(days: 15, expectedSoFar: 19, isRaised: false),
            Silence(days: 15, expectedSoFar: 20, isRaised: true),
            Silence(days: nil, expectedSoFar: 40, isRaised: false),
        ])
    func silent(_ example: Silence) {
        let findings = judge(
            policy: policy(silentRule), phase: nil, current: silence(example.days), silentDays: silentDays,
            expectedSoFar: example.expectedSoFar)
        #expect(findings.map(\.rule) == (example.isRaised ? [silentRule] : []))
    }

    struct Rate: Sendable, CustomTestStringConvertible {
        let active: Int
        let expected: Int
        let favourable: Double?
        let isRaised: Bool
        var testDescription: String {
            "\(active) of \(expected), at best \(favourable.map { "\($0)" } ?? "not said"): \(isRaised)"
        }
    }

    @Test(
        "a low rate is raised by the bound that favours the build, below the threshold only",
        arguments: [
            Rate(active: 8, expected: 20, favourable: 0.4, isRaised: true),
            Rate(active: 8, expected: 20, favourable: 0.5, isRaised: false),
            Rate(active: 10, expected: 20, favourable: 0.5, isRaised: false),
            Rate(active: 0, expected: 20, favourable: 0.499_999, isRaised: true),
            Rate(active: 0, expected: 19, favourable: 0, isRaised: false),
            Rate(active: 0, expected: 0, favourable: nil, isRaised: false),
        ])
    func lowRate(_ example: Rate) {
        let findings = judge(
            policy: policy(rateRule),
            phase: rate(example.active, of: example.expected, favourable: example.favourable),
            current: silence(0), silentDays: silentDays, expectedSoFar: 100)
        #expect(findings.map(\.rule) == (example.isRaised ? [rateRule] : []))
    }

    @Test("the phase rule keeps silent outside the phase")
    func noPhase() {
        let findings = judge(
            policy: policy(rateRule), phase: nil, current: silence(40), silentDays: silentDays,
            expectedSoFar: 100)
        #expect(findings == [])
    }

    @Test("every rule of the policy speaks for itself, with its own window and numbers")
    func both() {
        let phase = rate(5, of: 40, favourable: 0.125)
        let findings = judge(
            policy: policy(rateRule, silentRule), phase: phase, current: silence(12), silentDays: silentDays,
            expectedSoFar: 40)
        #expect(findings.map(\.rule) == [rateRule, silentRule])
        #expect(findings.map(\.kpi.numerator) == [5, 12])
        #expect(findings.map(\.window) == [phase.days, silentDays])
        #expect(findings.first?.reason.contains("40일 가운데 5일") == true)
        #expect(findings.first?.reason.contains("기준 50.0%") == true)
        #expect(findings.last?.reason.contains("12일 동안") == true)
        #expect(findings.last?.reason.contains("기준 10일") == true)
    }

    @Test("a policy without rules finds nothing")
    func noRules() {
        let findings = judge(
            policy: policy(), phase: rate(0, of: 90, favourable: 0), current: silence(90),
            silentDays: silentDays, expectedSoFar: 90)
        #expect(findings == [])
    }

    struct Percentage: Sendable, CustomTestStringConvertible {
        let ratio: Double
        let text: String
        var testDescription: String { "\(ratio) is \(text)" }
    }

    @Test(
        "a percentage is never rounded up to the threshold",
        arguments: [
            Percentage(ratio: 0, text: "0.0%"),
            Percentage(ratio: 0.499_99, text: "49.9%"),
            Percentage(ratio: 0.5, text: "50.0%"),
            Percentage(ratio: 0.29, text: "29.0%"),
            Percentage(ratio: 2.0 / 3, text: "66.6%"),
            Percentage(ratio: 1, text: "100.0%"),
        ])
    func percentages(_ example: Percentage) {
        #expect(percent(example.ratio) == example.text)
    }

    @Test("a policy says whether its values are official")
    func label() {
        #expect(policy().label.contains("공식 기준값 없음"))
        #expect(!Policy.label(isOfficial: true).contains("없음"))
    }

    @Test("suppliers and exporters see no signals", arguments: Role.allCases)
    func roles(_ role: Role) {
        #expect(role.seesSignals == ![Role.supplier, .exporter].contains(role))
    }
}
