import Testing

@testable import Domain

@Suite struct DaySetTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func itHoldsExactlyTheDaysOfASet(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for size in [0, 1, 2, 63, 64, 65, 200] {
            let days = (0..<size).map { _ in Day(number: Int32.random(in: -300...300, using: &random)) }
            let (bits, set) = (DaySet(days), Set(days))
            #expect(bits.count == set.count)
            for number in Int32(-500)...500 {
                #expect(bits.contains(Day(number: number)) == set.contains(Day(number: number)))
            }
        }
    }
}
