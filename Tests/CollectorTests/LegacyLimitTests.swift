import Domain
import TestSupport
import Testing

@testable import Collector

private let midnight = day("2026-05-20").start

/// The old service's limits, which change answers and nothing else.
@Suite struct LegacyLimitTests {
    private let legacy = SenderLimits(requestsADay: 1_000_000, isLegacy: true)

    /// What records at these seconds after midnight are answered; each must be counted.
    private func answers(_ intake: Intake, at seconds: [Int64]) throws -> [ResultCode] {
        try seconds.map { second in
            let admission = try intake.admitSample(at: midnight.adding(seconds: second))
            #expect(admission.arrival.lane == .counted)
            return admission.code
        }
    }

    @Test func noneOfThemHoldsUnlessAnOperatorAsksForThem() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 5_000)) { intake in
            let codes = try answers(intake, at: Array(repeating: 0, count: 200))
            #expect(Set(codes) == [.AP1002])
        }
    }

    @Test func aRecordWithinTenMinutesOfASuccessIsCountedAndAnsweredAP1029() async throws {
        try await SampleEdge.withIntake(legacy) { intake in
            // An answer that is no success does not lengthen the pause.
            let codes = try answers(intake, at: [0, 1, 599, 600, 601, 1_199, 1_200])
            #expect(codes == [.AP1002, .AP1029, .AP1029, .AP1002, .AP1029, .AP1029, .AP1002])
        }
    }

    @Test func thePauseDoesNotEndAtMidnight() async throws {
        try await SampleEdge.withIntake(legacy) { intake in
            let codes = try answers(intake, at: [86_400 - 300, 86_400 + 299, 86_400 + 300])
            #expect(codes == [.AP1002, .AP1029, .AP1002])
        }
    }

    @Test func after144SuccessesRecordsAreCountedAndAnsweredAP1032UntilTheNextDay() async throws {
        try await SampleEdge.withIntake(legacy) { intake in
            let codes = try answers(intake, at: (0..<144).map { $0 * 600 })
            #expect(codes == Array(repeating: .AP1002, count: 144))
            #expect(try answers(intake, at: [86_399]) == [.AP1032])
            #expect(try answers(intake, at: [86_400, 87_000]) == [.AP1002, .AP1002])
        }
    }

    @Test func after5000RequestsRecordsAreCountedAndAnsweredAP1033UntilTheNextDay() async throws {
        try await SampleEdge.withIntake(legacy) { intake in
            let codes = try answers(intake, at: Array(repeating: 0, count: 5_000))
            #expect(codes.first == .AP1002)
            #expect(Set(codes.dropFirst()) == [.AP1029])
            #expect(try answers(intake, at: [0, 80_000]) == [.AP1033, .AP1033])
            #expect(try answers(intake, at: [86_400]) == [.AP1002])
        }
    }

    @Test func ourOwnLimitStaysWhatItIs() async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 1, isLegacy: true)) { intake in
            #expect(try answers(intake, at: [0]) == [.AP1002])
            let surplus = try intake.admitSample(at: midnight.adding(seconds: 700))
            #expect(surplus.arrival.lane == .overLimit && surplus.code == .AP1031)
        }
    }

    @Test func testsAndBrokenRecordsAreNoSuccesses() async throws {
        try await SampleEdge.withIntake(legacy) { intake in
            let test = try intake.admitSample(at: midnight, useSe: "DO6999")
            #expect(test.arrival.lane == .test && test.code == .AP1028)
            let broken = try intake.admit(
                WireRequest(
                    method: "POST", path: Endpoint.fields.path,
                    body: Array("crtfcKey=\(SampleEdge.keys[0])".utf8)),
                receivedAt: midnight, network: nil)
            #expect(broken.arrival.lane == .malformed)
            #expect(try answers(intake, at: [1]) == [.AP1002])
        }
    }

    @Test func oneKeysSuccessesAreNotAnothers() async throws {
        try await SampleEdge.withIntake(legacy) { intake in
            let codes = try [0, 1, 0, 1].map {
                try intake.admitSample(key: SampleEdge.keys[$0], at: midnight).code
            }
            #expect(codes == [.AP1002, .AP1002, .AP1029, .AP1029])
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let pause: Int64?
        let successes: Int
        let requests: Int
        let code: ResultCode
        var testDescription: String { "\(code): \(pause ?? -1) s, \(successes), \(requests)" }
    }

    @Test(
        "the widest limit that is reached decides",
        arguments: [
            Case(pause: nil, successes: 0, requests: 1, code: .AP1002),
            Case(pause: 600, successes: 143, requests: 5_000, code: .AP1002),
            Case(pause: 599, successes: 143, requests: 5_000, code: .AP1029),
            Case(pause: 599, successes: 144, requests: 5_000, code: .AP1032),
            Case(pause: 600, successes: 144, requests: 5_000, code: .AP1032),
            Case(pause: 599, successes: 144, requests: 5_001, code: .AP1033),
            Case(pause: nil, successes: 0, requests: 5_001, code: .AP1033),
        ])
    func theWidestLimitDecides(_ example: Case) {
        let code = LegacyLimits.answer(
            at: midnight, lastSuccess: example.pause.map { midnight.adding(seconds: -$0) },
            successes: example.successes, requests: example.requests)
        #expect(code == example.code)
    }
}
