import Testing

@testable import Domain

/// The packed form of a build day.
struct JudgedDayTests {
    @Test func everyValueComesBack() {
        var dice = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let number = Int32.random(in: 10_957..<40_000, using: &dice)
            let counts = (0..<5).map { _ in Int.random(in: 0...JudgedDay.countMax, using: &dice) }
            let (isActive, hasArrivals) = (Bool.random(using: &dice), Bool.random(using: &dice))
            let slots = Int.random(in: 0...144, using: &dice)
            let day = JudgedDay(
                day: Day(number: number), isActive: isActive, hasArrivals: hasArrivals, slots: slots,
                receipts: counts[0], late: counts[1], rejected: counts[2], distinct: counts[3],
                work: counts[4])
            #expect(day.day.number == number)
            #expect((day.isActive, day.hasArrivals) == (isActive, hasArrivals))
            #expect(
                [day.slots, day.receipts, day.late, day.rejected, day.distinct, day.work] == [slots] + counts)
        }
    }

    @Test func moreThanFitsIsTheMost() {
        let day = JudgedDay(
            day: Day(number: 20_000), isActive: true, hasArrivals: true, slots: 144, receipts: 1_000_000,
            late: 1_000_000, rejected: 1_000_000, distinct: 1_000_000, work: 1_000_000)
        #expect(day.receipts == JudgedDay.countMax)
        #expect(day.day.number == 20_000)
        #expect(day.slots == 144)
    }
}
