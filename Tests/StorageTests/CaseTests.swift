import Domain
import Postgres
import Storage
import TestSupport
import Testing

private let imported = instant("2026-01-05 10:00")
/// A Monday; the last day of ten is Thursday the 23rd of April.
private let asked = instant("2026-04-13 10:00")
private let letter = CaseDocument(hash: String(repeating: "0a", count: 32), name: "회신, 2쪽.pdf")
private let supplier = "4444444444"
private let adopter = "1111111119"

/// Cases as they are stored.
@Suite struct CaseTests {
    private struct Office: Sendable {
        let database: Database
        let conninfo: String
        let officer: Access
        let approver: Access
        let signal: Int64
    }

    /// Two builds, two persons, a signal of the first build, and a clock that stands where a test says.
    private func withOffice(_ body: @Sendable (Office) async throws -> Void) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [
                    SampleLine(),
                    SampleLine([
                        "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                        "supplier_number": "555-55-55553", "supplier_name": "새견본",
                    ]),
                ], now: imported)
            func access(_ role: Role, _ seed: UInt8) async throws -> Access {
                let id = try await database.tokens.add(
                    hash: sampleHash(seed), role: role, supplierNumber: nil, label: "\(role)",
                    expiresAt: nil, linkHash: sampleHash(seed + 100), linkExpiresAt: imported,
                    actor: "tester", now: imported)
                return Access(tokenID: id, role: role, supplierNumber: nil, label: "\(role)")
            }
            let rows = try await MigratedDatabase.rows(
                """
                update case_clock set is_free = true;
                insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
                values ('p', 1, false, 'a', '2026-01-01', '2026-01-01', '');
                insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
                select build_id, (select policy_id from policy), 'silent', '2026-03-01', '2026-02-01', '2026-02-28', '',
                    '{"threshold": 5}'
                from build where code = 'B-1' returning signal_id
                """, in: conninfo)
            try await body(
                Office(
                    database: database, conninfo: conninfo, officer: try await access(.officer, 1),
                    approver: try await access(.approver, 2),
                    signal: try #require(rows.first?[0].flatMap(Int64.init))))
        }
    }

    private func opening(_ signals: [Int64], build: String = "B-1") -> CaseOpening {
        CaseOpening(
            buildCode: build, signals: signals, agreementDate: day("2025-05-02"),
            conductDate: day("2026-02-01"), ruleVersion: "운영규정 2026")
    }

    /// A case whose parties were asked to explain by the 23rd of April.
    private func askedCase(_ office: Office) async throws -> Int64 {
        let id = try #require(
            try await office.database.cases.open(
                opening([office.signal]), as: .signal, text: "why", by: office.officer, now: asked))
        let window = CaseWindow(addressees: [.adopter, .supplier], days: 10, dueOn: day("2026-04-23"))
        let acts: [CaseAct] = [
            .entered(.qualityCheck), .finding(.sound), .entered(.explanationRequested, window: window),
        ]
        for (index, act) in acts.enumerated() {
            _ = try await office.database.cases.addStep(
                act, text: "why", to: id, after: index + 1, by: office.officer, now: asked)
        }
        return id
    }

    @Test func aCaseIsReadAsItWasWritten() async throws {
        try await withOffice { office in
            let id = try await askedCase(office)
            let reply = try await office.database.cases.addStep(
                .reply(.adopter), text: "전화로\n설명", documents: [try #require(letter)], to: id, after: 4,
                by: office.approver, now: asked.adding(seconds: 60))
            let file = try #require(try await office.database.cases.file(id, for: .unrestricted, now: asked))
            #expect(file.buildCode == "B-1")
            #expect(file.signals == [office.signal])
            #expect(file.agreementDate == day("2025-05-02"))
            #expect(file.conductDate == day("2026-02-01"))
            #expect(file.ruleVersion == "운영규정 2026")
            #expect(file.history.state == .explanationRequested)
            #expect(file.history.steps.map(\.ordinal) == [1, 2, 3, 4, 5])
            #expect(file.history.steps.last == reply)
            #expect(file.history.quality == .sound)
            let window = try #require(file.history.windows.first)
            #expect(window.window.dueOn == day("2026-04-23"))
            #expect(window.replied == [.adopter])
            #expect(file.calendar.holidays.name(on: day("2026-05-05")) == "어린이날")
            let audit = try await MigratedDatabase.rows(
                "select actor, detail ->> 'what' from audit_event where subject = 'case \(id)' order by event_id",
                in: office.conninfo)
            #expect(
                audit.map { $0[1] } == [
                    "entered signal", "entered quality_check", "finding", "entered explanation_requested",
                    "reply",
                ])
            #expect(audit.last?[0] == "approver")
            #expect(try await office.database.cases.file(id + 1, for: .unrestricted, now: asked) == nil)
        }
    }

    @Test func aRefusedStepWritesNothing() async throws {
        try await withOffice { office in
            let id = try await askedCase(office)
            func refusal(_ act: CaseAct, after ordinal: Int = 4, by access: Access? = nil) async
                -> CaseRefusal?
            {
                await #expect(throws: CaseRefusal.self) {
                    _ = try await office.database.cases.addStep(
                        act, text: "why", to: id, after: ordinal, by: access ?? office.officer, now: asked)
                }
            }
            #expect(await refusal(.entered(.referral))?.reason == .unreachable)
            #expect(await refusal(.note, after: 3)?.reason == .stale)
            let early = CaseWindow(addressees: [.adopter], days: 10, dueOn: day("2026-04-22"))
            #expect(
                await refusal(.entered(.explanationRequested, window: early))
                    == CaseRefusal(.announcedTooEarly, day("2026-04-23")))
            let stranger = Access(
                tokenID: office.officer.tokenID, role: .approver, supplierNumber: nil, label: "officer")
            #expect(await refusal(.note, by: stranger)?.reason == .token, "only PostgreSQL knows")
            let file = try #require(try await office.database.cases.file(id, for: .unrestricted, now: asked))
            #expect(file.history.steps.count == 4)
            #expect(
                try await office.database.cases.addStep(
                    .note, text: "why", to: id + 1, after: 0, by: office.officer, now: asked) == nil)
        }
    }

    @Test func aSignalIsInOneOpenCaseOfItsBuild() async throws {
        try await withOffice { office in
            let foreign = await #expect(throws: CaseRefusal.self) {
                _ = try await office.database.cases.open(
                    opening([office.signal], build: "B-2"), as: .signal, text: "why", by: office.officer,
                    now: asked)
            }
            #expect(foreign?.reason == .foreignSignal)
            let id = try await askedCase(office)
            let taken = await #expect(throws: CaseRefusal.self) {
                _ = try await office.database.cases.open(
                    opening([office.signal]), as: .observation, text: "why", by: office.officer, now: asked)
            }
            #expect(taken?.reason == .signalTaken)
            #expect(
                try await office.database.cases.open(
                    opening([], build: "B-9"), as: .observation, text: "why", by: office.officer, now: asked)
                    == nil)
            _ = try await office.database.cases.addStep(
                .entered(.closed, reason: .technicalFault), text: "why", to: id, after: 4, by: office.officer,
                now: asked)
            let again = try await office.database.cases.open(
                opening([office.signal]), as: .observation, text: "why", by: office.officer, now: asked)
            #expect(again != nil)
        }
    }

    @Test func theDatabaseTiesStepsToItsClockUnlessTheOwnerFreesIt() async throws {
        try await withOffice { office in
            _ = try await MigratedDatabase.rows("update case_clock set is_free = false", in: office.conninfo)
            let refusal = await #expect(throws: CaseRefusal.self) {
                _ = try await office.database.cases.open(
                    opening([office.signal]), as: .signal, text: "why", by: office.officer, now: asked)
            }
            #expect(refusal?.reason == .notNow)
            let rows = try await MigratedDatabase.rows(
                "select count(*) from review_case", in: office.conninfo)
            #expect(rows == [["0"]])
        }
    }

    @Test func ofTwoWhoStepAtOnceOneIsRefused() async throws {
        try await withOffice { office in
            let id = try await askedCase(office)
            let outcomes = await withTaskGroup(of: CaseRefusal.Reason?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        do {
                            _ = try await office.database.cases.addStep(
                                .note, text: "\(number)", to: id, after: 4, by: office.officer, now: asked)
                            return nil
                        } catch {
                            return (error as? CaseRefusal)?.reason ?? .closed
                        }
                    }
                }
                return await group.reduce(into: [CaseRefusal.Reason?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.compactMap(\.self).allSatisfy { $0 == .stale })
        }
    }

    @Test func aFirmRepliesByItsLinkAsLongAsItHasThatPart() async throws {
        try await withOffice { office in
            let database = office.database
            let id = try await askedCase(office)
            let expires = instant("2026-06-01 00:00")
            func link(_ seed: UInt8, _ party: CaseParty, _ number: String, _ ordinal: Int = 4) async throws
                -> Int64
            {
                try await database.cases.addReplyLink(
                    hash: sampleHash(seed), to: id, ordinal: ordinal, party: party, companyNumber: number,
                    expiresAt: expires, by: office.officer, now: asked)
            }
            for (party, number, ordinal) in [
                (CaseParty.supplier, "5555555553", 4), (.adopter, supplier, 4), (.supplier, supplier, 2),
            ] {
                let refusal = await #expect(throws: CaseRefusal.self) {
                    _ = try await link(1, party, number, ordinal)
                }
                #expect(refusal?.reason == .linkMisplaced)
            }
            _ = try await link(1, .supplier, supplier)
            _ = try await link(2, .adopter, adopter)
            let found = try #require(
                try await database.cases.replyCase(hash: sampleHash(1), now: asked)?.link)
            #expect(found.caseID == id)
            #expect(found.party == .supplier)
            #expect(found.companyName == "견본소프트")
            #expect(found.uses == 0)
            let step = try await database.cases.reply(
                linkHash: sampleHash(1), text: "서버를 옮겼습니다", documents: [try #require(letter)],
                declines: false, now: asked)
            #expect(step.actor == .firm(.supplier, name: "견본소프트", linkID: found.id))
            #expect(try await database.cases.replyCase(hash: sampleHash(1), now: asked)?.link.uses == 1)
            #expect(try await database.cases.replyCase(hash: sampleHash(1), now: expires) == nil)
            #expect(try await database.cases.replyCase(hash: sampleHash(9), now: asked) == nil)

            // Another supplier from the next day on.
            let later = asked.adding(seconds: 86_400)
            try await database.importSample(
                [SampleLine(["supplier_number": "555-55-55553", "supplier_name": "새견본"])], now: later)
            let after = later.adding(seconds: 86_400)
            #expect(try await database.cases.replyCase(hash: sampleHash(1), now: after) == nil)
            let refusal = await #expect(throws: CaseRefusal.self) {
                _ = try await database.cases.reply(
                    linkHash: sampleHash(1), text: "x", documents: [], declines: false, now: after)
            }
            #expect(refusal?.reason == .link)
            _ = try await database.cases.reply(
                linkHash: sampleHash(2), text: "설명", documents: [], declines: false, now: after)
            let file = try #require(try await database.cases.file(id, for: .unrestricted, now: after))
            #expect(file.history.windows.first?.replied == [.adopter, .supplier])
        }
    }

    @Test func aSupplierSeesOnlyCasesOfItsBuildsInWhichItWasAsked() async throws {
        try await withOffice { office in
            let database = office.database
            let filter = CaseFilter()
            let id = try #require(
                try await database.cases.open(
                    opening([office.signal]), as: .signal, text: "why", by: office.officer, now: asked))
            #expect(try await database.cases.list(filter, for: .supplier(supplier), now: asked) == [])
            #expect(try await database.cases.list(filter, for: .unrestricted, now: asked)?.map(\.id) == [id])
            let window = CaseWindow(addressees: [.supplier], days: 10, dueOn: day("2026-04-23"))
            let acts: [CaseAct] = [
                .entered(.qualityCheck), .finding(.sound), .entered(.explanationRequested, window: window),
            ]
            for (index, act) in acts.enumerated() {
                _ = try await database.cases.addStep(
                    act, text: "why", to: id, after: index + 1, by: office.officer, now: asked)
            }
            let seen = try #require(
                try await database.cases.list(filter, for: .supplier(supplier), now: asked)?.first)
            #expect(seen.state == .explanationRequested)
            #expect(seen.dueOn == day("2026-04-23"))
            #expect(seen.signals == 1)
            #expect(try await database.cases.list(filter, for: .supplier("5555555553"), now: asked) == [])
            #expect(try await database.cases.list(filter, for: .of(.viewer), now: asked) == nil)
            // Whoever takes over is not told what another was asked.
            let later = asked.adding(seconds: 86_400)
            try await database.importSample(
                [SampleLine(["supplier_number": "555-55-55553", "supplier_name": "새견본"])], now: later)
            let after = later.adding(seconds: 86_400)
            for number in [supplier, "5555555553"] {
                #expect(try await database.cases.list(filter, for: .supplier(number), now: after) == [])
            }
        }
    }

    @Test func outcomesCountInnocentSignalsByRule() async throws {
        try await withOffice { office in
            let database = office.database
            #expect(try await database.cases.outcomes(for: .unrestricted).innocentShare == nil)
            let id = try await askedCase(office)
            _ = try await database.cases.addStep(
                .entered(.closed, reason: .seasonOrShift), text: "why", to: id, after: 4, by: office.officer,
                now: asked)
            let other = try #require(
                try await database.cases.open(
                    opening([], build: "B-2"), as: .observation, text: "why", by: office.officer, now: asked))
            _ = try await database.cases.addStep(
                .entered(.closed, reason: .businessClosed), text: "why", to: other, after: 1,
                by: office.officer, now: asked)
            let outcomes = try await database.cases.outcomes(for: .unrestricted)
            #expect(outcomes.rules.map(\.rule) == ["silent"])
            let rule = try #require(outcomes.rules.first)
            #expect([rule.raised, rule.examined, rule.explained, rule.confirmed] == [1, 1, 1, 0])
            #expect(outcomes.closedCases == 2)
            #expect(outcomes.innocentShare == 0.5)
            var filter = CaseFilter()
            #expect(try await database.cases.list(filter, for: .unrestricted, now: asked) == [])
            filter.includesClosed = true
            #expect(
                try await database.cases.list(filter, for: .unrestricted, now: asked)?.map(\.reason) == [
                    .businessClosed, .seasonOrShift,
                ])
        }
    }
}
