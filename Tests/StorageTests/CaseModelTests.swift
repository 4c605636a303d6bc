import Domain
import Foundation
import Postgres
import TestSupport
import Testing

private let shared: SharedCalendar? = {
    guard let csv = try? ProjectFiles.text("sql/seed/holidays.csv"),
        let holidays = try? HolidayTable(csv: csv)
    else { return nil }
    return SharedCalendar(holidays: holidays, outages: OutageDays(outages))
}()

/// An outage of half a day about every third week, in the two years in which the histories live.
private let outages: [(began: Timestamp, ended: Timestamp)] = (0..<36).map { number in
    let began = Timestamp(day: Day(number: 20_450 + Int32(number * 20 + number % 7)), hour: 9)
    return (began, began.adding(seconds: Int64(3_600 * (number % 30 + 1))))
}

private let histories = 100_000

/// How many of them are also written into PostgreSQL: it takes minutes for all.
private var storedHistories: Int {
    ProcessInfo.processInfo.environment["AFTERBUILD_TEST_FULL"] == "yes" ? histories : 5_000
}

/// Random histories, of which none may reach the committee without what the firm is owed.
///
/// They take both cores for a minute, so `deploy/test` runs them by themselves, after all other tests.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["AFTERBUILD_TEST_CASES"] == "yes"))
struct CaseModelTests {
    private struct Tally: Sendable {
        var faults: [String] = []
        var referred = 0
        var decided = 0
        var unfounded = 0
        var refusals: [CaseRefusal.Reason: Int] = [:]

        mutating func add(_ walk: CaseWalk, seed: Int, _ holidays: Set<Day>, _ lost: Set<Day>) {
            let steps = walk.history.steps
            let oracle = CaseOracle(
                steps: steps, answerDays: walk.history.answerDays, holidays: holidays, lost: lost)
            faults += oracle.faults().map { "history \(seed): \($0)" }
            referred += walk.history.entered.contains(.referral) ? 1 : 0
            decided += walk.history.entered.contains(.decision) ? 1 : 0
            unfounded += steps.contains { $0.act == .entered(.closed, reason: .falseAlarm) } ? 1 : 0
            for case let refusal? in walk.attempts.map(\.refusal) {
                refusals[refusal.reason, default: 0] += 1
            }
        }

        mutating func add(_ other: Tally) {
            faults += other.faults
            referred += other.referred
            decided += other.decided
            unfounded += other.unfounded
            refusals.merge(other.refusals, uniquingKeysWith: +)
        }
    }

    @Test func noneOfAHundredThousandHistoriesReachesReferralWithoutWhatTheFirmIsOwed() async throws {
        let calendar = try #require(shared)
        let holidays = Set(calendar.holidays.all.filter { $0.kind != .labourDay }.map(\.day))
        let tally = await withTaskGroup(of: Tally.self) { group in
            for part in 0..<2 {
                group.addTask {
                    var tally = Tally()
                    for seed in stride(from: part, to: histories, by: 2) {
                        let walk = CaseWalk(seed: UInt64(seed), calendar: calendar)
                        tally.add(walk, seed: seed, holidays, calendar.outages.lost)
                    }
                    return tally
                }
            }
            var whole = Tally()
            for await tally in group { whole.add(tally) }
            return whole
        }
        #expect(tally.faults.prefix(20) == [])
        // Histories that never get there would prove nothing.
        #expect(tally.referred > 5_000)
        #expect(tally.decided > 1_000)
        #expect(tally.unfounded > 100)
        let onlyStored: Set<CaseRefusal.Reason> = [
            .notNow, .token, .link, .foreignSignal, .signalTaken, .linkMisplaced, .reasonCode,
        ]
        let unseen = CaseRefusal.Reason.allCases.filter { tally.refusals[$0] == nil }
        #expect(Set(unseen).isSubset(of: onlyStored), "\(unseen)")
    }

    @Test func postgreSQLAgreesWithSwiftOnEveryAttemptOfTheApplicationsRole() async throws {
        let calendar = try #require(shared)
        try await MigratedDatabase.with(named: "cases") { database, conninfo in
            try await database.importSample([SampleLine()], now: instant("2026-01-01 09:00"))
            _ = try await MigratedDatabase.rows(setUp(storedHistories), in: conninfo)
            let differences = try await withThrowingTaskGroup(of: [String].self) { group in
                for part in 0..<2 {
                    group.addTask { try await attempts(part: part, of: 2, calendar, conninfo) }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(differences.prefix(20) == [])
            let counts = try await MigratedDatabase.rows(referrals, in: conninfo)
            let first = try #require(counts.first)
            #expect(Int(first[0] ?? "") ?? 0 > storedHistories / 50, "histories that reached the committee")
            #expect(first[1] == "0", "of them without what the firm is owed")
        }
    }
}

/// Makes the same attempts as the application's role, by plain inserts; gives those that PostgreSQL answered
/// differently.
private func attempts(
    part: Int, of parts: Int, _ calendar: SharedCalendar, _ conninfo: String
) async throws -> [String] {
    let connection = Connection(
        PoolConfiguration(
            conninfo: conninfo, setup: ["set role afterbuild_app", "set jit = off"],
            statementTimeout: .seconds(300), applicationName: "test"))
    let size = 100
    for chunk in stride(from: part * size, to: storedHistories, by: parts * size) {
        let walks = (chunk..<min(chunk + size, storedHistories)).map { seed in
            (seed: seed, walk: CaseWalk(seed: UInt64(seed), calendar: calendar))
        }
        let cases = walks.map(\.walk.history)
        let lines = walks.flatMap { seed, walk in
            walk.attempts.enumerated().map { line(seed + 1, $0.offset, $0.element) }
        }
        try await connection.transaction { session in
            _ = try session.run(attemptTables, as: "attempt_tables")
            try session.query(
                openings, as: "openings",
                [
                    .int(Int64(chunk + 1)), .intArray(cases.map { Int64($0.answerDays) }),
                    .intArray(cases.map { Int64($0.signals) }),
                ])
            try session.query(
                caseSignals, as: "case_signals",
                [.int(Int64(chunk + 1)), .intArray(cases.map { Int64($0.signals) })])
            try session.query(attemptLines, as: "attempt_lines", [.text(lines.joined(separator: "\n"))])
            _ = try session.run(makeAttempts, as: "attempts")
        }
    }
    let differences = try await connection.withSession { session in
        let rows = try session.run("select what from difference order by 1 limit 20", as: "differences")
        return (0..<rows.count).map { rows.text($0, 0) ?? "" }
    }
    await connection.close()
    return differences
}

/// An attempt as one line of fields.
private func line(_ history: Int, _ number: Int, _ attempt: CaseWalk.Attempt) -> String {
    let step = attempt.step
    var kind = "note"
    var state = ""
    var reason = ""
    var party = ""
    var window: CaseWindow?
    switch step.act {
    case .entered(let entered, let why, let opened):
        (kind, state, reason, window) = ("entered", entered.rawValue, why?.rawValue ?? "", opened)
    case .reply(let replying, let declines):
        (kind, party, reason) = ("reply", replying.rawValue, declines ? "declined" : "")
    case .holdBegun: kind = "hold_begun"
    case .holdEnded: kind = "hold_ended"
    case .delivery(let to): (kind, party) = ("delivery", to.rawValue)
    case .proposal(let proposed, let why):
        (kind, state, reason) = ("proposal", proposed.rawValue, why?.rawValue ?? "")
    case .approval(let proposed, let why):
        (kind, state, reason) = ("approval", proposed.rawValue, why?.rawValue ?? "")
    case .finding(let finding): (kind, reason) = ("finding", finding.rawValue)
    case .note: break
    }
    var role = ""
    var token = ""
    switch step.actor {
    case .staff(let id, _, let staffRole): (role, token) = (staffRole.rawValue, "\(id)")
    case .firm(let firm, _, _): role = firm.rawValue
    }
    let answer = attempt.refusal.map { "\($0.reason.rawValue) \($0.day?.description ?? "")" } ?? "allowed"
    let addressees = window.map { "{" + $0.addressees.map(\.rawValue).joined(separator: ",") + "}" } ?? ""
    return [
        "\(history)", "\(number)", "\(step.ordinal)", step.at.sqlText, kind, step.actor.name, role, token,
        state,
        reason, party, addressees, window.map { "\($0.days)" } ?? "", window?.dueOn.description ?? "",
        step.text,
        step.documents.first?.hash ?? "", answer,
    ].joined(separator: "|")
}

/// As the owner: who attempts, a clock that stands where a history says, our outages, and a signal a history.
private func setUp(_ count: Int) -> String {
    let rows = outages.map {
        "('\($0.began.sqlText)', '\($0.ended.sqlText)', 'crashed', '', '\($0.ended.sqlText)')"
    }
    return """
        update case_clock set is_free = true;
        insert into outage (began_at, ended_at, cause, detail, known_at) values \(rows.joined(separator: ", "));
        insert into api_token (token_id, token_hash, role, label, issued_at) overriding system value values
            (1, 'a', 'officer', 'officer one', '2026-01-01'), (2, 'b', 'officer', 'officer two', '2026-01-01'),
            (3, 'c', 'approver', 'approver one', '2026-01-01'), (4, 'd', 'approver', 'approver two', '2026-01-01'),
            (5, 'e', 'administrator', 'administrator', '2026-01-01'),
            (6, 'f', 'approver', 'officer one', '2026-01-01');
        insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
        values ('p', 1, false, 'a', '2026-01-01', '2026-01-01', '');
        insert into signal (signal_id, build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
        overriding system value
        select n, (select build_id from build), (select policy_id from policy), 'silent', '2026-01-01', '2026-01-01',
            '2026-01-01', '', '{}'
        from generate_series(1, \(count)) n;
        analyze;
        """
}

private let attemptTables = """
    create temporary table if not exists attempt (
        case_id bigint, number integer, ordinal integer, at timestamptz, kind text, actor text, role text,
        token_id bigint, state text, reason text, party text, addressees text[], days integer, due_on date,
        body text, hash text, answer text
    );
    create temporary table if not exists difference (what text);
    truncate attempt
    """

private let openings = """
    insert into review_case (case_id, build_id, conduct_date, rule_version, answer_days) overriding system value
    select $1 + o.n - 1, (select build_id from build), '2026-01-01', 'rules', o.answer_days
    from unnest($2::integer[], $3::integer[]) with ordinality o (answer_days, signals, n)
    """

private let caseSignals = """
    insert into case_signal (case_id, signal_id)
    select $1 + o.n - 1, $1 + o.n - 1 from unnest($2::integer[]) with ordinality o (signals, n) where o.signals > 0
    """

private let attemptLines = """
    insert into attempt
    select f[1]::bigint, f[2]::integer, f[3]::integer, f[4]::timestamptz, f[5], f[6], f[7], f[8]::bigint, f[9], f[10],
        f[11], f[12]::text[], f[13]::integer, f[14]::date, f[15], f[16], f[17]
    from string_to_table($1, E'\\n') l
    cross join lateral string_to_array(l, '|', '') f
    """

private let makeAttempts = """
    do $$
    declare
        a attempt;
        answer text;
        detail text;
    begin
        for a in select * from attempt order by case_id, number loop
            begin
                insert into case_step (case_id, ordinal, at, kind, actor, role, token_id, link_id, state, reason,
                    party, addressees, days, due_on, text, document_hashes, document_names)
                values (a.case_id, a.ordinal, a.at, a.kind, a.actor, a.role, a.token_id,
                    case when a.token_id is null then (
                        select l.link_id from case_reply_link l
                        where l.case_id = a.case_id and l.party = a.party order by l.link_id desc limit 1
                    ) end,
                    a.state, a.reason, a.party, a.addressees, a.days, a.due_on, a.body,
                    array_remove(array[a.hash], null),
                    case when a.hash is null then '{}' else array['letter.pdf'] end);
                insert into case_reply_link (link_hash, case_id, ordinal, party, company_number, issued_at, expires_at)
                select sha256(convert_to(a.case_id || ' ' || a.ordinal || ' ' || y, 'UTF8')), a.case_id, a.ordinal, y,
                    case y when 'adopter' then '1111111119' else '4444444444' end, a.at, '2032-01-01'
                from unnest(a.addressees) y;
                answer := 'allowed';
            exception when others then
                get stacked diagnostics detail = pg_exception_detail;
                answer := sqlstate || ' ' || case when sqlstate like 'AB%' then detail else sqlerrm end;
            end;
            if answer is distinct from a.answer then
                insert into difference values (format('case %s attempt %s %s %s: PostgreSQL %s, Swift %s', a.case_id,
                    a.number, a.kind, a.state, answer, a.answer));
            end if;
        end loop;
    end
    $$
    """

/// How many histories were referred, and how many of those lack something, told from the rows by one statement that
/// knows nothing of the triggers; windows are those of the announced days.
private let referrals = """
    with referral as (
        select r.*, (r.at at time zone 'Asia/Seoul')::date as day,
            (select max(v.ordinal) from case_step v
                where v.case_id = r.case_id and v.state = 'site_visit' and v.kind = 'entered' and v.ordinal < r.ordinal) as visit
        from case_step r where r.kind = 'entered' and r.state = 'referral'
    )
    select count(*), count(*) filter (where not (
        exists (select from case_step f where f.case_id = r.case_id and f.reason = 'sound' and f.ordinal < r.ordinal)
        and exists (select from case_step f where f.case_id = r.case_id and f.kind = 'finding' and f.ordinal > r.visit
            and f.ordinal < r.ordinal and f.reason in ('shortfall', 'in_use', 'inconclusive'))
        and exists (
            select from case_step p join case_step a on a.case_id = p.case_id and a.kind = 'approval'
            where p.case_id = r.case_id and p.kind = 'proposal' and p.state = 'referral' and a.state = 'referral'
                and r.visit < p.ordinal and p.ordinal < a.ordinal and a.ordinal < r.ordinal
                and a.role = 'approver' and a.token_id <> p.token_id and a.actor <> p.actor
        )
        and (select count(distinct w.state) from case_step w where w.case_id = r.case_id and w.ordinal < r.ordinal
            and w.state in ('explanation_requested', 'improvement', 'site_visit_notified')) = 3
        and not exists (
            select from case_step w
            where w.case_id = r.case_id and w.ordinal < r.ordinal and w.state in ('explanation_requested', 'improvement')
                and w.due_on >= r.day
                and not w.addressees <@ array(select y.party from case_step y where y.case_id = r.case_id
                    and y.kind = 'reply' and y.ordinal > w.ordinal and y.ordinal < r.ordinal
                    and (w.state = 'explanation_requested' or y.reason = 'declined'))
        )
        and not exists (
            select from case_step w
            where w.case_id = r.case_id and w.ordinal < r.visit and w.state = 'site_visit_notified'
                and (select (v.at at time zone 'Asia/Seoul')::date from case_step v
                    where v.case_id = r.case_id and v.ordinal = r.visit) - (w.at at time zone 'Asia/Seoul')::date <= 7
        )
    ))
    from referral r
    """
