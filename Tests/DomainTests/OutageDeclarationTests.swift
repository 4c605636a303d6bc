import Testing

@testable import Domain

private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(parsing: text)) }

private func declaration(_ from: String, _ to: String) throws -> OutageDeclaration {
    try OutageDeclaration(
        from: time(from), to: time(to), reason: "라우터 고장", now: time("2026-05-08T09:00:00+09:00"))
}

/// What may be declared as an outage, and what a refusal says.
@Suite struct OutageDeclarationTests {
    @Test func whatIsOverMayBeDeclared() throws {
        let morning = try declaration("2026-05-07T09:00:00+09:00", "2026-05-08T09:00:00+09:00")
        #expect(morning.days.lost.map(\.description).sorted() == ["2026-05-07", "2026-05-08"])
        _ = try declaration("2026-04-07T09:00:00+09:00", "2026-05-08T09:00:00+09:00")
    }

    @Test(
        "a wrong interval is refused with what would be right",
        arguments: [
            ("2026-05-07T10:00:00+09:00", "2026-05-07T09:00:00+09:00", "before the beginning"),
            ("2026-05-07T10:00:00+09:00", "2026-05-07T10:00:00+09:00", "expected a later one"),
            (
                "2026-05-08T08:00:00+09:00", "2026-05-08T09:00:01+09:00",
                "declare what is over by 2026-05-08T09:00:00.000+09:00"
            ),
            ("2026-04-07T08:59:59+09:00", "2026-05-08T09:00:00+09:00", "more than 31 days"),
        ])
    func refused(_ from: String, _ to: String, _ words: String) {
        let refusal = #expect(throws: OutageDeclaration.Refusal.self) { try declaration(from, to) }
        #expect(refusal?.description.contains(words) == true, "\(String(describing: refusal))")
    }
}
