import Domain
import Render
import Testing

@Suite("Figures in words")
struct FigureTextTests {
    struct Case: Sendable {
        let value: KPIValue
        let text: String
        let fraction: String?
        let bounds: String?
    }

    static let cases = [
        Case(
            value: KPIValue(
                kpi: .activeDayRate, numerator: 1_999, denominator: 2_000, value: 0.9995, low: 0.9995,
                favourable: 1),
            text: "99.9%", fraction: "사용일 1,999일 ÷ 가동 예정일 2,000일",
            bounds: "낮게 보면 99.9% · 기업에 유리하게 보면 100.0%"),
        Case(
            value: KPIValue(
                kpi: .activeDayRate, numerator: 0, denominator: 0, value: nil, low: nil, favourable: nil),
            text: "산출 불가", fraction: "사용일 0일 ÷ 가동 예정일 0일", bounds: nil),
        Case(
            value: KPIValue(
                kpi: .slotsPerActiveDay, numerator: 1_713, denominator: 60, value: 28.55, low: 28.55,
                favourable: 28.55),
            text: "28.6", fraction: "사용 구간 1,713개 ÷ 사용일 60일", bounds: "상한과 하한이 같음"),
        Case(
            value: KPIValue(
                kpi: .silence, numerator: 12, denominator: nil, value: 12, low: 12, favourable: 12),
            text: "12", fraction: nil, bounds: "상한과 하한이 같음"),
        Case(
            value: KPIValue(
                kpi: .timeToFirstUse, numerator: nil, denominator: nil, value: nil, low: nil, favourable: nil),
            text: "산출 불가", fraction: nil, bounds: nil),
    ]

    @Test("A figure shows its value, its fraction and its bounds", arguments: cases)
    func figures(example: Case) {
        #expect(figureText(example.value.value, of: example.value.kpi) == example.text)
        #expect(fractionText(example.value) == example.fraction)
        #expect(boundsText(example.value) == example.bounds)
    }

    @Test("A threshold says its direction")
    func thresholds() {
        #expect(thresholdText(10, of: .silent) == "가동 예정일 10일 이상 연속 무신호")
        #expect(thresholdText(0.5, of: .lowActiveDayRate) == "사용일 비율 50.0% 미만")
    }

    @Test("Caveats never tell whether there are signals")
    func caveatsAreBlind() {
        var sample = SampleBuild()
        let without = caveats(of: sample.status)
        sample.signals = SampleBuild.twoSignals
        #expect(caveats(of: sample.status) == without)
        sample.intakeProfile = .legacy10min
        #expect(caveats(of: sample.status).count == without.count + 1)
    }

    @Test(
        "A duration is said in the two largest units that say something",
        arguments: [
            (0.2, "1분 미만"), (40, "40분"), (59.6, "1시간"), (620, "10시간 20분"), (1_440, "1일"), (1_459, "1일"),
            (4_445, "3일 2시간"), (1_500_000, "1,041일 16시간"),
        ])
    func durations(minutes: Double, text: String) {
        #expect(durationText(minutes: minutes) == text)
    }

    @Test("A share that is small is not said to be nothing")
    func shares() {
        #expect(
            [0, 0.000_1, 0.001, 0.5, 1].map(shareText) == ["0.0%", "0.1% 미만", "0.1%", "50.0%", "100.0%"])
    }
}
