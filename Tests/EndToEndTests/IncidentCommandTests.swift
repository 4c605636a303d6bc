import TestSupport
import Testing

/// `afterbuild incident`, as an operator types it.
@Suite struct IncidentCommandTests {
    /// An incident of one build, opened on 5 June 2023.
    private func openIncident(_ environment: [String: String], _ conninfo: String) async throws {
        try await Fixture.importExamples(environment)
        try await Fixture.activateShippedPolicy(environment)
        _ = try await MigratedDatabase.rows(
            """
            with i as (
                insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing,
                    policy_id, opened_at)
                select 'region', '41', '지역 경기', '2023-05-30', '2023-06-01', 3, policy_id, '2023-06-05 06:10+09'
                from policy returning incident_id
            )
            insert into incident_build (incident_id, build_id, last_sign)
            select incident_id, build_id, '2023-06-01' from i, build returning 1
            """, in: conninfo)
    }

    @Test func anIncidentIsListedUntilItIsEndedAndThenWithItsReason() async throws {
        try await Place.with { environment, conninfo in
            let list = ["incident", "list"]
            #expect(try await AfterbuildProcess.succeed(list, environment) == "no open incidents\n")
            #expect(try await AfterbuildProcess.succeed(list + ["--all"], environment) == "no incidents\n")
            try await openIncident(environment, conninfo)
            let line = "1\t지역 경기\t1 of 3 builds\tlast heard 2023-05-30 to 2023-06-01\t0 heard again\t"
            #expect(try await AfterbuildProcess.succeed(list, environment) == line + "open\n")
            let ended = try await AfterbuildProcess.succeed(
                [
                    "incident", "end", "1", "--on", "2023-06-09", "--actor", "김가람", "--reason",
                    "통신사 장애가 6월 9일에 끝남",
                ], environment)
            #expect(ended == "incident 1 ended\n")
            #expect(try await AfterbuildProcess.succeed(list, environment) == "no open incidents\n")
            #expect(
                try await AfterbuildProcess.succeed(list + ["--all"], environment)
                    == line + "ended on 2023-06-09: 통신사 장애가 6월 9일에 끝남\n")
            #expect(try await Stored.text("select ended_by from incident_end", conninfo) == "김가람")
        }
    }

    @Test func withoutADayItEndsYesterday() async throws {
        try await Place.with { environment, conninfo in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            try await openIncident(environment, conninfo)
            try await AfterbuildProcess.succeed(
                [
                    "incident", "end", "1", "--actor", "x", "--reason", "x", "--now",
                    "2023-06-12T00:00:00+09:00",
                ], environment)
            #expect(try await Stored.text("select ended_on from incident_end", conninfo) == "2023-06-11")
        }
    }

    @Test func whatCannotBeDoneIsSaidWithWhatWouldBeRight() async throws {
        try await Place.with { environment, conninfo in
            try await openIncident(environment, conninfo)
            func refuse(_ arguments: [String], _ words: String) async throws {
                try await AfterbuildProcess.refuse(
                    ["incident", "end"] + arguments, environment, saying: words)
            }
            let signed = ["--actor", "김가람", "--reason", "끝남"]
            let unknown = "that has not ended; afterbuild incident list shows them"
            try await refuse(["2"] + signed, "no incident 2 \(unknown)")
            try await refuse(["one"] + signed, "one")
            for day in ["2023-06-31", "yesterday"] {
                try await refuse(["1", "--on", day] + signed, "--on: expected YYYY-MM-DD, found “\(day)”")
            }
            try await refuse(
                ["1", "--on", "2999-01-01"] + signed,
                "--on 2999-01-01: expected a day that is over, and not before")
            try await refuse(
                ["1", "--on", "2023-05-29"] + signed, "--on 2023-05-29: expected a day that is over")
            try await refuse(["1", "--actor", "김가람"], "--reason")
            try await refuse(["1", "--actor", " ", "--reason", "x"], "--actor is empty")
            try await refuse(["1", "--actor", "x", "--reason", " "], "--reason is empty")
            #expect(try await Stored.numbers("select count(*) from incident_end", conninfo) == [0])
            try await AfterbuildProcess.succeed(["incident", "end", "1"] + signed, environment)
            try await refuse(["1"] + signed, "no incident 1 \(unknown)")
        }
    }
}
