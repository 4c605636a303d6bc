import Domain
import Testing

private func day(_ number: Int) -> Day { Day(number: 20_500 + Int32(number)) }

private func contract(_ company: Int64, _ from: Int, _ to: Int?) -> SupplierContract {
    SupplierContract(
        companyID: company, number: "\(company)", name: "\(company)",
        days: ContractDays(from: day(from), to: to.map(day)))
}

@Suite struct VisibleDaysTests {
    @Test func theNewestOfSeveralContractsCounts() {
        let contracts = [contract(1, 0, nil), contract(2, 10, 20), contract(3, 10, 30), contract(4, 10, 30)]
        #expect(contracts.inForce(on: day(-1)) == nil)
        #expect(contracts.inForce(on: day(9))?.companyID == 1)
        // Of the same first day the one that ends later, then the company that was registered first.
        #expect(contracts.inForce(on: day(15))?.companyID == 3)
        #expect(contracts.inForce(on: day(31))?.companyID == 1)
        #expect((contracts + [contract(9, 10, nil)]).inForce(on: day(15))?.companyID == 9)
    }

    @Test func theDaysOfACompanyAreThoseOnWhichItIsTheSupplier() {
        let contracts = [contract(1, 0, nil), contract(2, 10, 19), contract(2, 20, 29)]
        #expect(
            contracts.days(of: "1")
                == [ContractDays(from: day(0), to: day(9)), ContractDays(from: day(30), to: nil)])
        #expect(contracts.days(of: "2") == [ContractDays(from: day(10), to: day(29))])
        #expect(contracts.days(of: "3") == [])
    }

    @Test func aRangeIsVisibleWhereEveryDayOfItIs() {
        let days = VisibleDays.contracts([
            ContractDays(from: day(0), to: day(9)), ContractDays(from: day(30), to: nil),
        ])
        #expect(days.contains(day(0)...day(9)) && days.contains(day(31)...day(400)))
        #expect(!days.contains(day(0)...day(10)) && !days.contains(day(5)...day(35)))
        #expect(days.clipping(day(5)...day(35)) == [day(5)...day(9), day(30)...day(35)])
        #expect(VisibleDays.contracts([]).clipping(day(0)...day(1)) == [])
        #expect(VisibleDays.all.clipping(day(0)...day(1)) == [day(0)...day(1)])
    }

    struct Silence: Sendable, CustomTestStringConvertible {
        let lastSign: Int?
        let isShown: Bool
        var testDescription: String { lastSign.map { "last sign on day \($0)" } ?? "no sign" }
    }

    /// The build may be expected to work from day 1 on, and the contract begins with day 40.
    @Test(
        arguments: [
            Silence(lastSign: nil, isShown: false), Silence(lastSign: 20, isShown: false),
            Silence(lastSign: 39, isShown: false), Silence(lastSign: 40, isShown: true),
            Silence(lastSign: 50, isShown: true),
        ], [true, false])
    func aSilenceThatBeganBeforeTheContractIsNotShown(silence: Silence, isWhole: Bool) throws {
        let today = day(60)
        let days = VisibleDays.contracts([ContractDays(from: day(isWhole ? 1 : 40), to: nil)])
        let calendar = BuildCalendar(
            site: try #require(
                SiteCalendar(workdaysText: "월화수목금토일", worksOnHolidays: true, shutdownsText: "", shifts: "")),
            completedOn: day(0), collectFrom: nil, collectTo: nil, collectingFrom: day(0),
            shared: SharedCalendar(holidays: HolidayTable([])))
        let sign = silence.lastSign.map {
            UsageDay(
                day: day($0), receipts: 1, distinctTuples: 1, implausible: 0, arrived: 1, late: 0,
                rejected: 0,
                slots: 1, users: 1, actions: .zero, logInUsers: 0, logInPairs: 0)
        }
        let usage = BuildUsage(
            days: [sign].compactMap(\.self), firstUse: sign?.day, firstSign: sign?.day, earlierSign: nil)
        let window = kpis(
            .week, day(55)...day(58), of: usage, users: DistinctUsers(byEpoch: []), calendar: calendar,
            today: today)
        let shown = try #require(window.showing(days, calendar, today: today))
        #expect((shown.value(.silence) != nil) == (silence.isShown || isWhole))
        // What looks back to the beginning is shown where the contract reaches it.
        #expect((shown.value(.timeToFirstUse) != nil) == isWhole)
        #expect(shown.value(.activeDayRate) == window.value(.activeDayRate))
        #expect(
            window.showing(.contracts([ContractDays(from: day(56), to: nil)]), calendar, today: today) == nil)
    }

    @Test func everyFigureThatReadsOtherDaysSaysSo() {
        let reaching = KPIDefinition.catalogue.filter { $0.reach != .window }.map(\.kpi)
        #expect(Set(reaching) == [.silence, .timeToFirstUse, .trend, .lifecycle, .peerPercentile])
    }
}
