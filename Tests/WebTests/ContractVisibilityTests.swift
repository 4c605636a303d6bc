import Contract
import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// No page shows what the interface hides, and neither shows a supplier what came before its contract.
@Suite struct ContractVisibilityTests {
    /// The contract begins some weeks ago, some days ago, tomorrow.
    static let beginnings = ["2026-03-16", "2026-04-10", "2026-04-14"].map(day)

    /// The addresses whose answers differ between a world with these facts and one without any.
    private func differing(
        _ facts: Set<PastFact>, from: Day?, as role: Role
    ) async throws -> Set<String> {
        let (asked, with) = try await ContractWorld.with(facts, from: from) { world in
            let asked = world.pages + world.questions
            return (asked, try await world.answers(to: asked, as: role))
        }
        let without = try await ContractWorld.with([], from: from) { world in
            try await world.answers(to: asked, as: role)
        }
        return Set(asked.filter { with[$0] != without[$0] })
    }

    /// A page that is added without a line in `ContractWorld.pages` fails here.
    @Test func everyPageThatNeedsSomebodySignedInIsWalked() async throws {
        try await ContractWorld.with([], from: nil) { world in
            let declared = world.fixture.routes(at: ContractWorld.now).pages.filter { page in
                page.method == .get && page.entry != .open
            }
            #expect(Set(declared.map(\.path)) == ["/", "/builds/{code}", "/cases", "/cases/{id}"])
        }
    }

    @Test(arguments: beginnings)
    func whatCameBeforeTheContractChangesNoAnswerToTheSupplier(from: Day) async throws {
        let differing = try await differing(Set(PastFact.allCases), from: from, as: .supplier)
        #expect(differing == [])
    }

    /// Each fact alone is found in pages and answers where the contract reaches it, so that none is overlooked.
    @Test(arguments: PastFact.allCases.filter { ![.signal, .money].contains($0) })
    func eachFactIsToldWhereTheContractReachesIt(fact: PastFact) async throws {
        let differing = try await differing([fact], from: nil, as: .supplier)
        let expected: Set<String> =
            switch fact {
            case .receipts:
                [
                    "/", "/builds/B-1", "/builds/B-3", "/v1/builds", "/v1/builds/B-1/status",
                    "/v1/builds/B-1/timeline", "/v1/builds/B-1/kpis?window=intensive_as",
                    "/v1/builds/B-1/days?from=2026-01-01&to=2026-04-13", "/v1/builds?sort=last_sign",
                ]
            case .change, .suspension, .incident: ["/builds/B-1", "/v1/builds/B-1/timeline"]
            case .keyUse: ["/builds/B-1"]
            case .caseAsked: ["/cases"]
            case .signal, .money: []
            }
        #expect(expected.isSubset(of: differing), "\(expected.subtracting(differing))")
    }

    /// The marks of facts that the pages show to a role although no answer of the interface does.
    private func leaks(pages: [String: String], interface: [String: String]) -> Set<PastFact> {
        func told(_ answers: [String: String]) -> Set<PastFact> {
            Set(
                PastFact.allCases.filter { fact in
                    fact.marks.contains { mark in answers.values.contains { $0.contains(mark) } }
                })
        }
        return told(pages).subtracting(told(interface))
    }

    @Test(arguments: beginnings + [day("2025-05-02")])
    func noPageShowsARoleWhatTheInterfaceHides(from: Day) async throws {
        try await ContractWorld.with(
            Set(PastFact.allCases), from: from == day("2025-05-02") ? nil : from
        ) { world in
            var seen: [Role: (pages: [String: String], interface: [String: String])] = [:]
            for role in Role.allCases {
                let pages = try await world.answers(to: world.pages, as: role)
                let interface = try await world.answers(to: world.questions, as: role)
                #expect(leaks(pages: pages, interface: interface) == [], "\(role)")
                seen[role] = (pages, interface)
            }
            // The same check finds every mark where pages of one role are held against answers to another.
            let officer = try #require(seen[.officer])
            let supplier = try #require(seen[.supplier])
            let exporter = try #require(seen[.exporter])
            let planted = leaks(pages: officer.pages, interface: supplier.interface)
            let agencys: Set<PastFact> = [.money, .incident, .signal, .caseAsked]
            #expect(planted.isSuperset(of: agencys))
            #expect(leaks(pages: officer.pages, interface: exporter.interface) == agencys)
            if from == day("2026-03-16") {
                #expect(planted == Set(PastFact.allCases).subtracting([.keyUse]))
            }
        }
    }
}
