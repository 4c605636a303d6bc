import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// What the interface and the pages have in common.
@Suite struct RequestPipelineTests {
    private let now = instant("2026-05-04 09:00")

    @Test func whileTheDatabaseIsAwayPagesAndOperationsSayThatItIsNotTheAskersFault() async throws {
        try await MigratedDatabase.with(named: "pipeline") { database, _ in
            let browser = try Browser(database)
            let header = [
                "Authorization": try await token(TokenDraft(role: .officer, label: "담당"), in: database)
            ]
            #expect(try await browser.send("/", headers: header, at: now).status == 200)
            await database.close()
            for path in ["/", "/builds/B-1", "/cases", "/v1/builds", "/v1/builds/B-1/status"] {
                #expect(try await browser.send(path, headers: header, at: now).status == 503, "\(path)")
            }
        }
    }

    @Test func anotherMethodIsRefusedByPagesToo() async throws {
        try await MigratedDatabase.with(named: "pipeline") { database, _ in
            let answer = try await Browser(database).send("/docs", fields: [], at: now)
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == "GET, HEAD")
            #expect(answer.text.contains("찾을 수 없는 화면입니다"))
        }
    }
}
