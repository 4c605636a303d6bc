import Domain
import Storage
import Testing

@testable import Collector

private let nine = Timestamp(day: Day(number: 20_600), hour: 9)

/// One instance's intervals, by two clocks.
@Suite struct PresenceLogTests {
    private var log = PresenceLog(instance: 7)

    private func interval(
        _ began: Int64, _ seen: Int64, _ ending: PresenceInterval.Ending? = nil, _ detail: String = "",
        instance: Int32 = 7
    ) -> PresenceInterval {
        PresenceInterval(
            instance: instance, beganAt: nine.adding(seconds: began), seenAt: nine.adding(seconds: seen),
            ending: ending, detail: detail)
    }

    private mutating func beat(_ now: Int64, uptime: Int) -> Bool {
        log.beat(now: nine.adding(seconds: now), uptime: .seconds(uptime))
    }

    @Test mutating func beatsExtendOneInterval() {
        #expect(beat(0, uptime: 100))
        #expect(!beat(5, uptime: 105))
        #expect(!beat(35, uptime: 135), "30 seconds are no standstill")
        #expect(log.unsaved == [interval(0, 35)])
    }

    @Test mutating func aStandstillEndsTheIntervalAtTheLastBeat() {
        _ = beat(0, uptime: 100)
        _ = beat(5, uptime: 105)
        #expect(beat(65, uptime: 165))
        #expect(log.unsaved == [interval(0, 5, .stalled), interval(65, 65)])
    }

    @Test mutating func aClockThatIsSetMakesNoGap() {
        _ = beat(0, uptime: 100)
        #expect(!beat(86_400 * 90, uptime: 105), "a test clock jumps a quarter")
        #expect(!beat(86_400 * 90 - 3_600, uptime: 110), "and a clock that was wrong goes back")
        #expect(log.unsaved == [interval(0, 86_400 * 90)])
    }

    @Test mutating func aStandstillUnderAClockThatStandsIsOneInterval() {
        _ = beat(0, uptime: 100)
        #expect(beat(0, uptime: 200))
        #expect(log.unsaved == [interval(0, 0)])
    }

    @Test mutating func whileNeitherStoreWorksNoBeatSaysThatWeReceive() {
        _ = beat(0, uptime: 100)
        log.halt(now: nine.adding(seconds: 7), reason: "disk full\0" + String(repeating: "!", count: 600))
        log.halt(now: nine.adding(seconds: 8), reason: "again")
        #expect(!beat(10, uptime: 110))
        let detail = "disk full" + String(repeating: "!", count: 491)
        #expect(log.unsaved == [interval(0, 7, .bothStoresFailed, detail)])
        log.resume()
        #expect(beat(40, uptime: 120))
        #expect(log.unsaved == [interval(0, 7, .bothStoresFailed, detail), interval(40, 40)])
    }

    @Test mutating func whatTheDatabaseKnowsIsForgottenAndWhatChangedSinceIsNot() {
        log.add(earlier: [interval(-100, -50, instance: 6)])
        _ = beat(0, uptime: 100)
        let first = log.unsaved
        #expect(first == [interval(-100, -50, instance: 6), interval(0, 0)])
        log.halt(now: nine.adding(seconds: 3), reason: "x")
        log.markSaved(first)
        #expect(log.unsaved == [interval(0, 3, .bothStoresFailed, "x")])
        log.markSaved(log.unsaved)
        #expect(log.unsaved == [])
    }

    @Test mutating func anOrderlyEndIsStamped() {
        _ = beat(0, uptime: 100)
        log.stop(now: nine.adding(seconds: 4))
        #expect(log.unsaved == [interval(0, 4, .stopped)])
    }

    @Test mutating func intervalsAreBoundedAndTheOldestGo() {
        for number in 0...Int64(PresenceLog.closedMax) {
            _ = beat(number * 100, uptime: Int(number) * 100)
        }
        _ = beat(200_000, uptime: 200_000)
        #expect(log.unsaved.count == PresenceLog.closedMax + 1)
        #expect(log.unsaved.first?.beganAt == nine.adding(seconds: 100))
    }

    @Test func intervalsComeBackFromTheirBytes() {
        let intervals = [
            interval(0, 7, .bothStoresFailed, "가득 찼음"), interval(40, 60, .stopped), interval(80, 80),
            interval(-5_000_000_000, 1, .stalled, instance: .max),
        ]
        #expect(PresenceInterval.read(PresenceInterval.bytes(of: intervals)) == intervals)
        #expect(PresenceInterval.read(PresenceInterval.bytes(of: [])) == [])
    }

    @Test func otherBytesAreNoIntervals() {
        let bytes = PresenceInterval.bytes(of: [interval(0, 7, .stopped, "text")])
        for length in 0..<bytes.count { #expect(PresenceInterval.read(Array(bytes.prefix(length))) == nil) }
        #expect(PresenceInterval.read(bytes + [0]) == nil)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: changed.indices, using: &generator)
                changed[position] = .random(in: 0...255, using: &generator)
            }
            // What is still in order must be in order indeed; the rest must be refused without a crash.
            if let read = PresenceInterval.read(changed) {
                #expect(read.allSatisfy { $0.beganAt <= $0.seenAt })
            }
        }
    }
}
