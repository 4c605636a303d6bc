import Testing

@testable import Domain

/// The vocabulary of cases, and what firms read of it.
@Suite struct CaseStateTests {
    @Test func noWordingForFirmsAccusesOrThreatens() {
        let texts =
            CaseState.allCases.map(\.koreanForFirms) + ClosingReason.allCases.map(\.koreanForFirms)
            + CaseParty.allCases.map(\.korean)
        for text in texts {
            #expect(!text.isEmpty)
            for word in ["환수", "의심", "부정", "처분", "강제", "오탐"] {
                #expect(!text.contains(word), "\(text)")
            }
        }
    }

    @Test func everyStateCanBeReachedAndLeadsToTheEnd() {
        func reached(from start: Set<CaseState>) -> Set<CaseState> {
            var found = start
            while true {
                let more = found.union(found.flatMap(\.next))
                if more == found { return found }
                found = more
            }
        }
        #expect(reached(from: CaseState.first) == Set(CaseState.allCases))
        for state in CaseState.allCases { #expect(reached(from: [state]).contains(.closed)) }
        #expect(CaseState.closed.next.isEmpty)
    }

    @Test func theCommitteeIsReachedOnlyFromASiteVisitAndADecisionOnlyThroughIt() {
        #expect(CaseState.allCases.filter { $0.next.contains(.referral) } == [.siteVisit])
        #expect(CaseState.allCases.filter { $0.next.contains(.siteVisit) } == [.siteVisitNotified])
        #expect(
            CaseState.allCases.filter { $0.next.contains(.priorNotice) } == [
                .referral, .priorNotice, .opinionReview,
            ])
        #expect(
            CaseState.allCases.filter { $0.next.contains(.decision) } == [
                .opinionReview, .objection, .appeal,
            ])
    }

    @Test func everyRefusalSaysWhatWasWrongAndWhatWouldBeRight() {
        for reason in CaseRefusal.Reason.allCases {
            let text = CaseRefusal(reason).description
            #expect(text.contains("; expected") || reason == .stale, "\(text)")
            #expect(!CaseRefusal(reason).korean.isEmpty)
        }
        let day = Day(number: 20_500)
        #expect(CaseRefusal(.answerRunning, day).description.hasSuffix("(2026-02-16)"))
        #expect(CaseRefusal(.answerRunning, day).korean.hasSuffix("(2026-02-16)"))
    }

    @Test func theReasonsOfInnocenceAreThoseThatBlameNobody() {
        #expect(
            Set(ClosingReason.allCases.filter { $0.outcome == .innocent }) == [
                .suspended, .technicalFault, .seasonOrShift, .diligent, .falseAlarm, .explained,
            ])
        #expect(ClosingReason.allCases.filter(\.needsFourEyes) == [.falseAlarm, .explained])
    }

    @Test func aDocumentHasAHashAndAName() {
        let hash = String(repeating: "0a", count: 32)
        #expect(CaseDocument(hash: hash, name: "회신.pdf") != nil)
        #expect(CaseDocument(hash: hash.uppercased(), name: "a") == nil)
        #expect(CaseDocument(hash: "0a", name: "a") == nil)
        #expect(CaseDocument(hash: hash, name: "") == nil)
        #expect(CaseDocument(hash: hash, name: "a\nb") == nil)
    }
}
