import Domain
import Testing

@Suite("Frozen evidence is read again")
struct SignalEvidenceTests {
    @Test("What the judge froze comes back")
    func whole() {
        let evidence = SignalEvidence(
            json: #"""
                {"coverage": 0.95, "expected_days": 20, "doubts": ["no_rest_day"],
                 "excluded_days": [{"day": "2026-06-13", "reason": "rest_day", "name": null},
                                   {"day": "2026-06-03", "reason": "holiday", "name": "선거"},
                                   {"day": "2026-06-14", "reason": "rest_day", "name": null}],
                 "peers": {"n": 42, "circle": "같은 수준", "median": 0.5, "percentile": 3.5},
                 "explanations": [{"detail": "\"없음\"", "outcome": "ruled_out", "explanation": "key_ended"},
                                  {"detail": "모름", "outcome": "open", "explanation": "merger"}],
                 "policy_approver": "이나래", "policy_effective_from": "2026-01-01"}
                """#)
        #expect(
            evidence.explanations == [
                TestedExplanation(.keyEnded, .ruledOut, "\"없음\""), TestedExplanation(.merger, .open, "모름"),
            ])
        #expect(
            evidence.peers
                == SignalEvidence.Peers(circle: "같은 수준", count: 42, median: 0.5, percentile: 3.5))
        #expect(evidence.doubts == [.noRestDay])
        #expect(evidence.coverage == 0.95)
        #expect(evidence.expectedDays == 20)
        #expect(evidence.excludedDays == [.restDay: 2, .holiday: 1])
        #expect(evidence.policyApprover == "이나래")
        #expect(evidence.policyEffectiveFrom == Day(parsing: "2026-01-01"))
    }

    struct Sparse: Sendable, CustomTestStringConvertible {
        let json: String
        var testDescription: String { json }
    }

    @Test(
        "What older versions did not freeze, or others name differently, is empty",
        arguments: [
            "{}", "[]", "null", "", "{\"threshold\": 5, \"value\": 5}",
            "{\"peers\": null, \"coverage\": null, \"explanations\": []}",
            "{\"explanations\": [{\"explanation\": \"moon\", \"outcome\": \"open\", \"detail\": \"\"}]}",
            "{\"explanations\": [{\"explanation\": \"merger\", \"outcome\": \"maybe\", \"detail\": \"\"}]}",
            "{\"peers\": {\"n\": 1e300, \"circle\": \"같은 수준\"}, \"doubts\": [\"moon\", 5], \"expected_days\": \"x\"}",
        ].map(Sparse.init))
    func sparse(evidence: Sparse) {
        #expect(SignalEvidence(json: evidence.json) == .none)
    }
}
