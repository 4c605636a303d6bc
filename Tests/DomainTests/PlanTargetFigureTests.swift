import Testing

@testable import Domain

@Suite struct PlanTargetFigureTests {
    private func target(
        _ base: Double, _ target: Double, _ result: Double?, _ direction: PlanDirection = .higher
    ) -> PlanTarget {
        PlanTarget(
            projectCode: "P", planClass: .quality, name: "가", unit: "%", direction: direction, base: base,
            target: target, weight: 100, result: result, measuredOn: result.map { _ in Day(number: 20_000) })
    }

    @Test func achievementIsTheShareOfTheWayInEitherDirection() {
        #expect(target(100, 150, 125).achievement == 0.5)
        #expect(target(100, 150, 160).achievement == 1.2)
        #expect(target(100, 150, 90).achievement == -0.2)
        #expect(target(4, 2, 3, .lower).achievement == 0.5)
        #expect(target(4, 2, 1, .lower).achievement == 1.5)
        #expect(target(4, 2, 5, .lower).achievement == -0.5)
        #expect(target(-4, -2, -3).achievement == 0.5)
    }

    @Test func improvementIsOfTheBaseAndMoreIsBetter() {
        #expect(target(100, 150, 125).improvement == 25)
        #expect(target(4, 2, 3, .lower).improvement == 25)
        #expect(target(4, 2, 5, .lower).improvement == -25)
        #expect(target(-4, -2, -3).improvement == 25)
    }

    @Test func whatCannotBeDividedIsNotSaid() {
        #expect(target(100, 150, nil).achievement == nil)
        #expect(target(100, 150, nil).improvement == nil)
        #expect(target(100, 100, 120).achievement == nil)
        #expect(target(0, 5, 3).improvement == nil)
        #expect(target(0, 5, 3).achievement == 0.6)
    }

    @Test func onlyAResultCompletesATarget() {
        #expect(target(100, 150, nil).isCompleted(by: target(100, 150, 120)))
        #expect(!target(100, 150, nil).isCompleted(by: target(100, 140, 120)))
        #expect(!target(100, 150, 110).isCompleted(by: target(100, 150, 120)))
        #expect(!target(100, 150, nil).isCompleted(by: target(100, 150, nil)))
    }
}
