import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let now = instant("2026-04-01 10:00")
private let document = DocumentReference(name: "협약변경 승인 2026-12")

/// Whoever changes something says so in the feed, in the same transaction.
@Suite struct FeedTests {
    private func withBuild(_ body: @Sendable (Database, String) async throws -> Void) async throws {
        try await MigratedDatabase.with(named: "feed") { database, conninfo in
            try await database.importSample([SampleLine()], now: imported)
            try await body(database, conninfo)
        }
    }

    private func supplierChange(to number: String, on date: String) throws -> ChangeDraft {
        ChangeDraft(
            code: "B-1",
            detail: .supplier(
                number: try BusinessNumber(number), name: "새견본", email: "new@supplier.example"),
            before: nil, effectiveOn: day(date), document: document)
    }

    @Test func aNewBuildIsRegisteredAndAnotherFileChangesIt() async throws {
        try await withBuild { database, _ in
            var feed = SampleFeed(database)
            let first = try await feed.news(now: imported)
            #expect(first.lines.filter { $0.hasPrefix("build") } == ["build.registered B-1 {}"])
            #expect(first.last?.recordedAt == imported && first.last?.sequencedAt == imported)
            let common = ["supplier_email": "other@supplier.example", "target_level": "중간2"]
            let one = SampleLine(common)
            let two = SampleLine(
                common.merging(["build_code": "B-2", "site_serial": "2", "solution": "다라 MES"]) { $1 })
            try await database.importSample([one, two], now: now)
            #expect(
                try await feed.news(now: now).lines == [
                    #"build.changed B-1 {"what": ["company", "project"]}"#, "build.registered B-2 {}",
                ])
            try await database.importSample([one, two], now: now)
            #expect(try await feed.news(now: now).isEmpty, "the same file again")
            let other = SampleLine(["solution": "마바 MES", "shutdowns": "2026-08-03~2026-08-07"])
            try await database.importSample([other], now: now, dryRun: true)
            #expect(try await feed.news(now: now).isEmpty, "a dry run")
        }
    }

    @Test func aDayThatWasOverIsRestatedAndTheRunningDayIsNot() async throws {
        try await withBuild { database, _ in
            let build = try await database.sampleBuild("B-1", seed: 1, now: imported)
            var feed = SampleFeed(database)
            #expect(try await feed.news(now: now).lines.last == #"build.changed B-1 {"what": ["key"]}"#)
            try await database.receive([build.record(at: now)])
            try await database.aggregateAll(now: now)
            try await database.receive([build.record(at: now.adding(seconds: 60))])
            try await database.aggregateAll(now: now)
            #expect(try await feed.news(now: now).isEmpty)
            try await database.receive(
                ["2026-03-30", "2026-03-24"].map {
                    build.record(at: Timestamp(day: day($0), hour: 9), receivedAt: now)
                })
            try await database.aggregateAll(now: now)
            let news = try await feed.news(now: now)
            #expect(
                news.lines == [
                    #"kpi.restated B-1 {"to": "2026-03-30", "days": 2, "from": "2026-03-24", "reason": "late receipts", "window": "day"}"#
                ])
            #expect(news.first?.recordedAt == now && news.first?.buildID == build.id)
        }
    }

    @Test func aClosedWindowIsRestatedWithItsReasonAndItsFirstCloseIsNot() async throws {
        try await withBuild { database, _ in
            let build = try await database.sampleBuild("B-1", seed: 1, now: imported)
            try await database.receive(build.records(on: weekdays("2026-02-02", "2026-02-26")))
            try await database.aggregateAll(now: instant("2026-02-27 10:00"))
            try await database.closeAllWindows(now: now)
            try await database.recomputeWindows(now: now)
            var feed = SampleFeed(database)
            #expect(try await feed.news(now: now).allSatisfy { !$0.body.contains("month") })
            try await database.receive([build.record(at: instant("2026-02-27 09:00"), receivedAt: now)])
            try await database.aggregateAll(now: now)
            try await database.recomputeWindows(now: now)
            let news = try await feed.news(now: now)
            #expect(news.allSatisfy { $0.kind == .kpiRestated && $0.buildCode == "B-1" })
            #expect(
                news.lines.contains(
                    #"kpi.restated B-1 {"to": "2026-02-28", "from": "2026-02-01", "reason": "late receipts: 2026-02-27", "window": "month", "version": 2}"#
                ), "\(news.lines)")
        }
    }

    @Test func aDeclaredTargetIsAChangeOfItsBuildAndSoIsOneThatIsTakenBack() async throws {
        try await withBuild { database, _ in
            var feed = SampleFeed(database)
            _ = try await feed.news(now: imported)
            func target(_ name: String, weight: Double) -> PlanTarget {
                PlanTarget(
                    projectCode: "2025-S22-001-000001", planClass: .productivity, name: name, unit: "개/시간",
                    direction: .higher, base: 120, target: 150, weight: weight, result: nil, measuredOn: nil)
            }
            let line = #"build.changed B-1 {"what": ["plan"]}"#
            for targets in [[target("가", weight: 50), target("나", weight: 50)], [target("가", weight: 100)]] {
                _ = try await database.planTargets.importFile(
                    targets, dryRun: false, reason: "정정", actor: "tester", now: now)
                let lines = try await feed.news(now: now).lines
                #expect(!lines.isEmpty && Set(lines) == [line])
            }
        }
    }

    @Test func keysSuspensionsAndChangesAreChangesOfTheirBuild() async throws {
        try await withBuild { database, _ in
            var feed = SampleFeed(database)
            _ = try await feed.news(now: imported)
            let key = try #require(
                try await database.keys.add(
                    buildCode: "B-1", hash: sampleHash(1), hint: "abcd", actor: "tester", now: now))
            _ = try await database.keys.rotate(
                of: "B-1", hash: sampleHash(2), hint: "efgh", expiresAt: now, actor: "tester", now: now)
            _ = try await database.keys.importKeys(
                [
                    ImportedKey(buildCode: "B-1", hash: sampleHash(3), hint: "ijkl"),
                    ImportedKey(buildCode: "B-1", hash: sampleHash(4), hint: "mnop"),
                ], actor: "tester", now: now)
            #expect(try await database.keys.revoke(key, actor: "tester", now: now))
            #expect(
                try await feed.news(now: now).lines
                    == Array(repeating: #"build.changed B-1 {"what": ["key"]}"#, count: 4))
            let suspension = try #require(
                try await database.calendar.declareSuspension(
                    of: "B-1", from: day("2026-03-16"), to: nil, document: document, actor: "tester", now: now
                ))
            #expect(
                try await database.calendar.withdrawSuspension(
                    suspension, reason: "오기", actor: "tester", now: now))
            #expect(
                try await feed.news(now: now).lines == [
                    #"build.changed B-1 {"to": null, "from": "2026-03-16", "what": ["suspension"]}"#,
                    #"build.changed B-1 {"to": null, "from": "2026-03-16", "what": ["suspension"], "is_withdrawn": true}"#,
                ])
            let period = ChangeDraft(
                code: "B-1", detail: .period(buildTo: nil, asTo: day("2026-09-30")), before: nil,
                effectiveOn: day("2026-03-20"), document: document)
            let change = try await database.changes.record([period], actor: "tester", now: now)
            try await database.changes.withdraw(change[0].id, reason: "오기", actor: "tester", now: now)
            #expect(
                try await feed.news(now: now).lines == [
                    #"build.changed B-1 {"what": ["change"], "change": "period", "effective_on": "2026-03-20"}"#,
                    #"build.changed B-1 {"what": ["change"], "change": "period", "effective_on": "2026-03-20", "is_withdrawn": true}"#,
                ])
        }
    }

    @Test func holidaysAndOutagesAreOfNoBuild() async throws {
        try await withBuild { database, _ in
            var feed = SampleFeed(database)
            _ = try await feed.news(now: imported)
            let sudden = Holiday(day: day("2026-03-17"), name: "임시공휴일", kind: .temporary)
            #expect(try await database.calendar.putHoliday(sudden, source: "x", actor: "tester", now: now))
            let removed = try await database.calendar.removeHoliday(
                on: sudden.day, reason: "x", actor: "tester", now: now)
            #expect(removed == "임시공휴일")
            let line = #"calendar.changed - {"to": "2026-03-17", "days": 1, "from": "2026-03-17"}"#
            #expect(try await feed.news(now: now).lines == [line, line])
            func presence(_ instance: Int32, from: String, to: String) async throws {
                let interval = PresenceInterval(
                    instance: instance, beganAt: instant(from), seenAt: instant(to), ending: .stopped)
                try await database.outages.recordPresence([interval], within: .seconds(10))
                try await database.outages.record(now: now)
            }
            try await presence(1, from: "2026-03-30 09:00", to: "2026-03-30 10:00")
            try await presence(2, from: "2026-03-30 12:00", to: "2026-03-31 12:00")
            // It was not known that another instance could receive in part of it.
            try await presence(3, from: "2026-03-30 11:00", to: "2026-03-30 12:00")
            let news = try await feed.news(now: now)
            #expect(news.map(\.kind) == [.outageFound, .outageRevised, .outageFound])
            #expect(news[0].subjectID == news[1].subjectID && news[0].subjectID != news[2].subjectID)
            #expect(news.allSatisfy { $0.buildCode == nil && $0.recordedAt == now })
            #expect(news[2].body.contains(#""to": "2026-03-30T11:00:00+09:00""#), "\(news.lines)")
        }
    }

    @Test func aCaseIsOpenedByItsFirstStepAndNobodyIsNamed() async throws {
        try await withBuild { database, conninfo in
            let rows = try await MigratedDatabase.rows(
                """
                update case_clock set is_free = true;
                insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
                values ('p', 1, false, 'a', '2026-01-01', '2026-01-01', '');
                insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
                select build_id, (select policy_id from policy), 'silent', '2026-03-01', '2026-02-01', '2026-02-28', '', '{}'
                from build returning signal_id
                """, in: conninfo)
            let token = try await database.tokens.add(
                hash: sampleHash(1), role: .officer, supplierNumber: nil, label: "김가람",
                expiresAt: nil, linkHash: sampleHash(2), linkExpiresAt: now, actor: "tester", now: now)
            let officer = Access(tokenID: token, role: .officer, supplierNumber: nil, label: "김가람")
            var feed = SampleFeed(database)
            #expect(try await feed.news(now: now).last?.kind == .signalRaised)
            let opening = CaseOpening(
                buildCode: "B-1", signals: rows.compactMap { $0[0].flatMap { Int64($0) } },
                agreementDate: nil, conductDate: day("2026-02-01"), ruleVersion: "운영규정 2026")
            let id = try await database.cases.open(opening, as: .signal, text: "비밀", by: officer, now: now)
            let caseID = try #require(id)
            _ = try await database.cases.addStep(
                .entered(.qualityCheck), text: "비밀", to: caseID, after: 1, by: officer, now: now)
            let news = try await feed.news(now: now)
            #expect(
                news.lines == [
                    #"case.opened B-1 {"step": 1, "what": "entered", "state": "signal"}"#,
                    #"case.stepped B-1 {"step": 2, "what": "entered", "state": "quality_check"}"#,
                ])
            #expect(news.allSatisfy { $0.subjectID == caseID && $0.recordedAt == now })
            let refused = try? await database.cases.addStep(
                .note, text: "비밀", to: caseID, after: 1, by: officer, now: now)
            #expect(refused == nil)
            #expect(try await feed.news(now: now).isEmpty, "what was rolled back")
        }
    }

    @Test func aReaderGetsWhatItMayReadAndNoMore() async throws {
        try await MigratedDatabase.with(named: "feed") { database, _ in
            let other = SampleLine([
                "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                "supplier_number": "333-33-33336", "supplier_name": "남의견본", "region": "26",
            ])
            try await database.importSample([SampleLine(), other], now: imported)
            _ = try await database.changes.record(
                [try supplierChange(to: "555-55-55553", on: "2026-03-20")], actor: "tester", now: now)
            let after = now.adding(seconds: 60)
            _ = try await database.keys.add(
                buildCode: "B-1", hash: sampleHash(1), hint: "abcd", actor: "tester", now: after)
            try await database.feed.announce(
                .signalRaised, of: [FeedSubject(build: nil, subject: 7)], now: after)
            func lines(_ filter: FeedFilter) async throws -> [String] {
                var feed = SampleFeed(database, filter)
                return try await feed.news(now: after).filter { $0.kind != .calendarChanged }.map {
                    "\($0.kind.rawValue) \($0.buildCode ?? "-")"
                }
            }
            func ofSupplier(_ number: String) -> FeedFilter {
                FeedFilter(for: .supplier(number))
            }
            let all = try await lines(FeedFilter(for: .of(.officer)))
            #expect(all.filter { $0 == "signal.raised -" }.count == 1)
            #expect(all.filter { $0.hasSuffix("B-2") } == ["build.registered B-2"])
            // The old one until the day before the change took effect, the new one from then on.
            #expect(try await lines(ofSupplier("4444444444")) == ["build.registered B-1"])
            let new = try await lines(ofSupplier("5555555553"))
            #expect(new.isEmpty == false && new.allSatisfy { $0 == "build.changed B-1" })
            #expect(new.count == all.count { $0 == "build.changed B-1" })
            let region = FeedFilter(for: .of(.exporter, in: AccessScope(regionCodes: ["26"])))
            #expect(try await lines(region) == ["build.registered B-2"])
            let programme = FeedFilter(for: .of(.exporter, in: AccessScope(programmeCodes: ["x"])))
            #expect(try await lines(programme).isEmpty)
            let asked = FeedFilter(
                kinds: [.buildRegistered, .signalRaised], buildCodes: ["B-1"], for: .of(.officer))
            #expect(try await lines(asked) == ["build.registered B-1"])
            let denied = FeedFilter(kinds: [.signalRaised], for: .of(.exporter))
            #expect(try await lines(denied).isEmpty)
        }
    }

    @Test func whatIsForgottenIsToldFromWhatIsMissed() async throws {
        try await withBuild { database, conninfo in
            var feed = SampleFeed(database)
            let old = try await feed.news(now: imported).count
            for seed in 1...3 {
                _ = try await database.keys.add(
                    buildCode: "B-1", hash: sampleHash(UInt8(seed)), hint: "abcd", actor: "tester", now: now)
            }
            _ = try await feed.news(now: now)
            #expect(try await database.feed.prune(before: now) == old)
            #expect(try await database.feed.prune(before: now) == 0)
            let filter = FeedFilter(for: .unrestricted)
            let epoch = try await database.feed.changes(.now, filter, limit: 1).cursor.epoch
            func place(_ seq: Int64) -> FeedCursor { FeedCursor(epoch: epoch, seq: seq) }
            let edge = place(Int64(old))
            #expect(try await database.feed.changes(.after(edge), filter, limit: 10).entries.count == 3)
            #expect(
                try await database.feed.changes(.oldest, filter, limit: 2).entries.map(\.seq) == [
                    Int64(old) + 1, Int64(old) + 2,
                ])
            await #expect(throws: FeedCursorProblem.forgotten) {
                _ = try await database.feed.changes(.after(place(edge.seq - 1)), filter, limit: 10)
            }
            await #expect(throws: FeedCursorProblem.foreign) {
                _ = try await database.feed.changes(.after(place(edge.seq + 4)), filter, limit: 10)
            }
            #expect(try await database.feed.prune(before: now.adding(seconds: 1)) == 3)
            let end = try await database.feed.changes(.now, filter, limit: 10)
            #expect(end.entries.isEmpty && end.cursor == place(edge.seq + 3))
            let refused = try await MigratedDatabase.rows(
                "select has_table_privilege('afterbuild_app', 'feed_entry', 'update, truncate')", in: conninfo
            )
            #expect(refused == [["f"]])
            // As after a restore from a backup.
            let other = try await MigratedDatabase.rows("select feed_new_epoch()", in: conninfo)
            #expect(other != [[epoch]])
            await #expect(throws: FeedCursorProblem.foreign) {
                _ = try await database.feed.changes(.after(end.cursor), filter, limit: 10)
            }
            let next = try await database.feed.changes(.behind(end.cursor.seq), filter, limit: 10)
            #expect([[next.cursor.epoch]] == other)
        }
    }
}
