import Foundation
import Testing

@testable import Domain

@Suite("Logarithm and exponential")
struct NaturalLogarithmTests {
    @Test("equal those of the C library in all but their last digits")
    func agree() {
        var random = SeededGenerator(seed: 20_261_201)
        for _ in 0..<20_000 {
            let exponent = (random.nextFraction() - 0.5) * 1_400
            let number = exp(exponent)
            #expect(abs(naturalLogarithm(number) - log(number)) <= 3 * max(log(number).ulp, 1e-18))
            #expect(abs(exponential(exponent) / number - 1) < 1e-15)
        }
    }

    @Test("are exact where they can be")
    func exact() {
        #expect(naturalLogarithm(1) == 0)
        #expect(exponential(0) == 1)
        #expect(exponential(-701) == 0)
        #expect(exponential(1_000) == exponential(700))
    }
}
