import Contract
import Domain
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Web

/// What is wrong with a request, told so that it can be put right.
@Suite struct OperationRequestTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let path: String
        let status: Int
        let kind: ProblemKind
        /// What must be in the answer.
        let says: [String]
        var testDescription: String { path }
    }

    static let bad = [
        Bad(
            path: "/v1/builds?colour=red", status: 400, kind: .unknownParameter,
            says: ["colour", "programme"]),
        Bad(path: "/v1/builds?limit=5&limit=6", status: 400, kind: .repeatedParameter, says: ["limit"]),
        Bad(
            path: "/v1/builds?limit=0", status: 400, kind: .badParameter,
            says: ["limit", "from 1 to 1000", "“0”"]),
        Bad(path: "/v1/builds?limit=1e3", status: 400, kind: .badParameter, says: ["limit"]),
        Bad(path: "/v1/builds?limit=99999999999999999999", status: 400, kind: .badParameter, says: ["limit"]),
        Bad(path: "/v1/builds?cursor=aaaaaaaaaaaa", status: 422, kind: .badCursor, says: ["cursor"]),
        Bad(path: "/v1/builds?cursor=%00", status: 422, kind: .badCursor, says: ["cursor"]),
        Bad(path: "/v1/builds?programme=%00", status: 400, kind: .badParameter, says: ["programme", "“␀”"]),
        Bad(path: "/v1/builds?phase=summer", status: 400, kind: .badParameter, says: ["intensive_as"]),
        Bad(path: "/v1/builds?fields=code,colour", status: 400, kind: .badParameter, says: ["fields"]),
        Bad(
            path: "/v1/builds?since=yesterday", status: 400, kind: .badParameter,
            says: ["since", "2026-05-07T09:00:00%2B09:00"]),
        Bad(
            path: "/v1/builds/B-1/status?as_of=2026-13-01", status: 400, kind: .badParameter, says: ["as_of"]),
        Bad(
            path: "/v1/builds/B-1/status?as_of=2096-01-01T00:00:00Z", status: 422, kind: .contradiction,
            says: ["as_of", "past"]),
        Bad(
            path: "/v1/builds/B-1/kpis?from=2026-02-30", status: 400, kind: .badParameter,
            says: ["from", "2026-05-07"]),
        Bad(
            path: "/v1/builds/B-1/kpis?from=2026-03-02&to=2026-03-01", status: 422, kind: .contradiction,
            says: ["from"]),
        Bad(
            path: "/v1/builds/B-1/kpis?from=2020-03-02&to=2026-03-01", status: 422, kind: .contradiction,
            says: ["400"]),
        Bad(
            path: "/v1/builds/B-1/kpis?window=month&from=2026-03-02", status: 422, kind: .contradiction,
            says: ["window"]),
        Bad(path: "/v1/builds/NO-SUCH/status", status: 404, kind: .unknownBuild, says: ["/v1/builds"]),
        Bad(path: "/v1/builds/no%20such/status", status: 404, kind: .unknownBuild, says: []),
        Bad(path: "/v1/cases/999", status: 404, kind: .unknownCase, says: []),
        Bad(path: "/v1/cases/x", status: 404, kind: .unknownCase, says: []),
        Bad(path: "/v1/nothing", status: 404, kind: .unknownPath, says: ["/docs"]),
    ]

    @Test func aWrongRequestIsToldWhatWouldBeRight() async throws {
        try await CaseFixture.with { fixture in
            for bad in Self.bad {
                let answer = try await fixture.send(bad.path, as: .officer)
                #expect(answer.status == bad.status, "\(bad.path): \(answer.text)")
                #expect(answer.headers[.contentType] == "application/problem+json")
                let tree = try JSONTree(parsing: answer.bytes)
                #expect(Problem.schema.mismatches(tree) == [], "\(bad.path)")
                #expect(tree["type"]?.text == bad.kind.type, "\(bad.path)")
                for part in bad.says { #expect(answer.text.contains(part), "\(bad.path): \(answer.text)") }
            }
        }
    }

    @Test func aProblemSpeaksTheLanguageThatIsAskedFor() async throws {
        try await CaseFixture.with { fixture in
            let korean = try await fixture.send(
                "/v1/builds?limit=0", as: .officer, headers: ["Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"])
            #expect(korean.headers[.contentLanguage] == "ko")
            #expect(korean.text.contains("매개변수의 형식이 잘못됨") && korean.text.contains("1에서 1000까지의 정수"))
            let english = try await fixture.send(
                "/v1/builds?limit=0", as: .officer, headers: ["Accept-Language": "de, en;q=0.5, ko;q=0.1"])
            #expect(english.headers[.contentLanguage] == "en")
            #expect(english.text.contains("Parameter of a wrong form"))
        }
    }

    @Test func anotherMethodIsRefusedWithThoseThatThereAre() async throws {
        try await CaseFixture.with { fixture in
            for method in [HTTPRequest.Method.post, .put, .delete, .patch] {
                let answer = try await fixture.send(
                    "/v1/kpis", method: method, as: .officer, headers: [:], body: [])
                #expect(answer.status == 405)
                #expect(answer.headers[.allow] == "GET, HEAD")
            }
            let head = try await fixture.send("/v1/kpis", method: .head, as: .officer, headers: [:], body: [])
            #expect(head.status == 200 && head.bytes.isEmpty)
        }
    }

    @Test func equalBytesHaveOneEntityTagAndAreNotSentAgain() async throws {
        try await CaseFixture.with { fixture in
            let first = try await fixture.send("/v1/builds/B-1/status", as: .officer)
            let tag = try #require(first.headers[.eTag])
            #expect(tag.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await fixture.send(
                    "/v1/builds/B-1/status", as: .officer, headers: ["If-None-Match": known],
                    at: CaseFixture.now.adding(seconds: 60))
                #expect(again.status == 304 && again.bytes.isEmpty, "\(known)")
                #expect(again.headers[.eTag] == tag)
            }
            let other = try await fixture.send(
                "/v1/builds/B-1/status", as: .supplier, headers: ["If-None-Match": tag])
            #expect(other.status != 304, "another role has another answer")
            let tomorrow = try await fixture.send(
                "/v1/builds/B-1/status", as: .officer, headers: ["If-None-Match": tag],
                at: CaseFixture.now.adding(seconds: 86_400))
            #expect(tomorrow.status == 200)
        }
    }

    @Test func aCursorIsGoodOnlyForTheListAndTheFiltersItCameFrom() async throws {
        try await CaseFixture.with { fixture in
            let first = try JSONTree(
                parsing: try await fixture.send("/v1/builds?limit=1", as: .officer).bytes)
            let next = try #require(first["next"]?.text)
            #expect(first["builds"]?.elements?.first?["code"] == "B-1")
            let second = try await fixture.send("/v1/builds?limit=1&cursor=\(next)", as: .officer)
            let page = try JSONTree(parsing: second.bytes)
            #expect(page["builds"]?.elements?.first?["code"] == "B-2" && page["next"] == .null)
            for wrong in ["/v1/builds?sort=-code&cursor=\(next)", "/v1/companies?cursor=\(next)"] {
                let answer = try await fixture.send(wrong, as: .officer)
                #expect(answer.status == 422 && answer.text.contains(ProblemKind.badCursor.type), "\(wrong)")
            }
        }
    }

    @Test func onlyTheAskedMembersOfALineAreSent() async throws {
        try await CaseFixture.with { fixture in
            let answer = try await fixture.send("/v1/builds?fields=code,phase", as: .officer)
            let line = try #require(try JSONTree(parsing: answer.bytes)["builds"]?.elements?.first)
            guard case .object(let members) = line else {
                Issue.record("no object")
                return
            }
            #expect(Set(members.keys) == ["code", "phase"])
        }
    }
}
