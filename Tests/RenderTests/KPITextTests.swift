import Domain
import Render
import Testing

@Suite("Figures of the catalogue in words")
struct KPITextTests {
    private func value(
        _ kpi: KPI, _ value: Double?, low: Double? = nil, favourable: Double? = nil,
        interval: ClosedRange<Double>? = nil, reference: Double? = nil
    ) -> KPIValue {
        KPIValue(
            kpi: kpi, numerator: 3, denominator: 4, value: value, low: low ?? value,
            favourable: favourable ?? value, interval: interval, reference: reference)
    }

    @Test("A trend has two decimals, a state its name, a share its percent")
    func figures() {
        #expect(figureText(0.046, of: .trend) + figureUnit(of: .trend, value: 0.046) == "0.05배")
        #expect(figureText(12.5, of: .trend) == "12.50")
        #expect(
            Lifecycle.allCases.map { figureText(Double($0.rawValue), of: .lifecycle) } == [
                "신규", "지속", "재개", "휴면",
            ])
        #expect(figureText(0.25, of: .lateShare) + figureUnit(of: .lateShare, value: 0.25) == "25.0%")
        #expect(figureText(5, of: .longestGap) + figureUnit(of: .longestGap, value: 5) == "5근무일")
        #expect(figureText(nil, of: .trend) + figureUnit(of: .trend, value: nil) == "산출 불가")
    }

    @Test("An interval and what a figure is held against are said where there are any")
    func additions() {
        let rate = value(.activeDayRate, 0.75, interval: 0.3006...0.9544)
        #expect(intervalText(rate) == "95% 구간 30.0%~95.4%")
        #expect(intervalText(value(.silence, 4)) == nil)
        #expect(referenceText(value(.trend, 0.5, reference: 0.8)) == "도입 초기 사용일 비율 80.0%")
        #expect(referenceText(rate) == nil)
    }

    @Test("Bounds are named by what they mean for the build")
    func bounds() {
        #expect(
            boundsText(value(.lateShare, 0.2, low: 0.4, favourable: 0.1)) == "높게 보면 40.0% · 기업에 유리하게 보면 10.0%"
        )
        #expect(
            boundsText(value(.recordWorkShare, 0.2, low: 0.1, favourable: 0.4)) == "한쪽 끝 10.0% · 다른 쪽 끝 40.0%"
        )
        let sign = KPIValue(
            kpi: .timeToFirstUse, numerator: nil, denominator: nil, value: nil, low: nil, favourable: 4)
        #expect(boundsText(sign) == "기업에 유리하게 보면 4")
    }

    @Test("A share says its parts", arguments: KPIDefinition.catalogue.filter { $0.koreanUnit == "%" })
    func fractions(definition: KPIDefinition) {
        #expect(fractionText(value(definition.kpi, 0.75))?.contains("÷") == true)
    }
}
