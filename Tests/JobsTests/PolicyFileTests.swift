import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite struct PolicyFileTests {
    private static let good = """
        name: 시험 기준
        version: 3
        official: false
        author: 작성자
        effective_from: 2026-01-01
        rules:
          - rule: silent
            threshold: 10
            minimum_expected_days: 5
          - rule: low_active_day_rate
            threshold: 0.5
            minimum_expected_days: 15
        """

    @Test func theShippedPolicyIsGoodAndSaysThatItIsNotOfficial() throws {
        let policy = try PolicyFile(yaml: try ProjectFiles.text("sql/seed/policy.yaml")).policy
        #expect(Set(policy.rules.map(\.kind)) == Set(RuleKind.allCases))
        #expect(!policy.isOfficial)
        #expect(policy.label == "공식 기준값 없음: 기관이 정해야 하는 값")
        #expect(policy.approver == nil, "said at activation")
    }

    @Test func everyValueIsRead() throws {
        let policy = try PolicyFile(yaml: Self.good).policy
        let expected = Policy(
            name: "시험 기준", version: 3, isOfficial: false, author: "작성자", approver: nil,
            effectiveFrom: day("2026-01-01"),
            rules: [
                PolicyRule(kind: .silent, threshold: 10, minimumExpectedDays: 5),
                PolicyRule(kind: .lowActiveDayRate, threshold: 0.5, minimumExpectedDays: 15),
            ])
        #expect(policy == expected)
    }

    @Test func theDaysUntilAMissingKeyIsATaskAreReadAndKept() async throws {
        let lines = "name: 시험 기준\nkey_due_days: 30"
        let yaml = Self.good.replacing("name: 시험 기준", with: lines)
        let policy = try PolicyFile(yaml: yaml).policy
        #expect(policy.keyDueDays == 30)
        #expect(try PolicyFile(yaml: Self.good).policy.keyDueDays == 14)
        #expect(try !policy.hasSameContent(as: PolicyFile(yaml: Self.good).policy))
        let problems = #expect(throws: PolicyProblems.self) {
            try PolicyFile(yaml: yaml.replacing(": 30", with: ": -1"))
        }
        #expect(problems?.problems == ["key_due_days: expected 0 to 365 days, found -1"])
        try await MigratedDatabase.with { database, _ in
            let now = instant("2026-03-17 06:10")
            try await database.activatePolicy(yaml, now: now)
            #expect(try await database.policies.list().first?.policy.hasSameContent(as: policy) == true)
            #expect(
                try await database.signals.missingKeys(on: now.day, limit: 1, for: .unrestricted).dueDays
                    == 30)
        }
    }

    @Test func everyFaultIsListedAtOnce() {
        let yaml = """
            name: ""
            version: 0
            official: false
            author: 한사람
            approver: 한사람
            effective_from: 2026-02-30
            rules:
              - rule: loud
                threshold: 1
                minimum_expected_days: 1
              - rule: silent
                threshold: 2.5
                minimum_expected_days: -1
              - rule: low_active_day_rate
                threshold: 50
                minimum_expected_days: 1
              - rule: silent
                threshold: 3
                minimum_expected_days: 1
            """
        let fault = #expect(throws: PolicyProblems.self) { _ = try PolicyFile(yaml: yaml) }
        let starts = [
            "approver: is not said in the file", "name: expected", "version: expected 1 or more, found 0",
            "effective_from: expected YYYY-MM-DD, found “2026-02-30”",
            "rules[0].rule: expected one of silent, low_active_day_rate, falling, never_started,",
            "rules[1].threshold: expected whole working days, 1 to 1000, found 2.5",
            "rules[1].minimum_expected_days: expected 0 or more",
            "rules[2].threshold: expected a ratio from 0 to 1, found 50",
            "rules: each rule may stand there once",
        ]
        #expect(fault?.problems.count == starts.count)
        for (problem, start) in zip(fault?.problems ?? [], starts) {
            #expect(problem.hasPrefix(start), "\(problem)")
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let says: String
        var testDescription: String { says }
    }

    @Test(
        "a file that is not of a policy's form says where",
        arguments: [
            Fault(old: "version: 3\n", new: "", says: "“version” is missing"),
            Fault(old: "version: 3", new: "version: three", says: "version"),
            Fault(old: "threshold: 0.5", new: "threshold: half", says: "threshold"),
            Fault(old: "rules:", new: "rules: []\nothers:", says: "rules: expected at least one rule"),
            Fault(old: "rules:", new: "rulez: 1\nrules:", says: "rulez: no such key; expected one of author"),
            Fault(
                old: "threshold: 10", new: "threshold: 10\n    window: x",
                says: "rules[0].window: no such key"),
            Fault(
                old: "threshold: 10", new: "threshold: 10\n    clear: 11",
                says: "rules[0].clear: expected at most the threshold 10.0, found 11.0"),
            Fault(
                old: "threshold: 0.5", new: "threshold: 0.5\n    clear: 0.4",
                says: "rules[1].clear: expected at least the threshold 0.5, found 0.4"),
            Fault(
                old: "threshold: 10", new: "threshold: 10\n    severity: loud",
                says: "rules[0].severity: expected one of notice, review, visit, found “loud”"),
            Fault(
                old: "threshold: 10", new: "threshold: 10\n    reason: \"{days}일\"",
                says: "rules[0].reason: “{days}” is no place"),
            Fault(
                old: "threshold: 10", new: "threshold: 10\n    by_age: [{from_month: 3, threshold: 0.5}]",
                says: "rules[0].by_age[0].threshold: expected whole working days"),
            Fault(
                old: "rules:",
                new:
                    "common_cause: {minimum_builds: 1, minimum_share: 0.5, spread_days: 3, silent_days: 3}\nrules:",
                says: "common_cause.minimum_builds: expected 2 or more, found 1"),
            Fault(old: "name: 시험 기준", new: "name: [", says: "cannot be read as YAML"),
            Fault(old: "threshold: 10", new: "threshold: .nan", says: "rules[0].threshold"),
            Fault(old: "threshold: 10", new: "threshold: .inf", says: "rules[0].threshold"),
            Fault(old: "threshold: 10", new: "threshold: 1e300", says: "rules[0].threshold"),
            Fault(old: "threshold: 0.5", new: "threshold: .nan", says: "rules[1].threshold"),
        ])
    func forms(_ fault: Fault) {
        let yaml = Self.good.replacing(fault.old, with: fault.new)
        #expect(yaml != Self.good)
        let found = #expect(throws: PolicyProblems.self) { _ = try PolicyFile(yaml: yaml) }
        #expect(found?.description.contains(fault.says) == true, "\(found?.description ?? "")")
    }
}
