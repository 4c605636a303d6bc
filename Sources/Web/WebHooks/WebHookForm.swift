import Contract
import Domain
import Storage

/// The body of a subscription, after the check against its schema.
struct WebHookForm {
    private static let sides: [Schema.Property] = [
        .optional("description", .text(length: 0...200), "for people"),
        .optional(
            "events", .list(of: .values(of: FeedKind.self), 0...FeedKind.allCases.count),
            "kinds of changes; empty: all that the token may see"),
        .optional("programmes", .list(of: .text(length: 1...40), 0...200), "only builds of these programmes"),
        .optional("builds", .list(of: .buildCode, 0...200), "only these builds, and no changes of no build"),
        .optional("regions", .list(of: .text(pattern: "^[0-9]{2}$"), 0...20), "only builds in these regions"),
    ]
    private static let url = Schema.described(
        .text(length: 1...WebHookURL.lengthMax), "https; without user information and fragment")

    static let creation = Schema.named(
        "NewWebHook",
        .example(
            .object([.init("url", url)] + sides),
            [
                "url": "https://pms.example.org/afterbuild", "description": "status system",
                "events": ["build.changed", "kpi.restated"],
            ]))

    static let change = Schema.named(
        "WebHookChange",
        .example(
            .object(
                [.optional("url", url, "where to")] + sides + [
                    .optional(
                        "paused", .boolean,
                        "true: nothing is made or sent; false: a paused or disabled subscription goes on where it stopped"
                    )
                ]),
            ["description": "status system, test"]))

    let paused: Bool?
    private let body: JSONTree

    init(_ body: JSONTree) {
        self.body = body
        if case .boolean(let paused)? = body["paused"] { self.paused = paused } else { paused = nil }
    }

    /// Whether it says anything about the subscription but that it is paused.
    var hasDraft: Bool {
        ["url", "description", "events", "programmes", "builds", "regions"].contains { body[$0] != nil }
    }

    /// The subscription's values from the form; a missing field keeps its value of `old`.
    ///
    /// - Throws: the problem of a URL that is not called, or of a kind of changes that the role does not see.
    func draft(
        changing old: WebHookDraft?, networks: OutboundNetworks, role: Role
    ) throws -> WebHookDraft {
        var draft = old ?? WebHookDraft(url: "", description: "", filter: WebHookFilter())
        if let text = body["url"]?.text { draft.url = try Self.judged(text, networks) }
        if let text = body["description"]?.text { draft.description = text }
        if let events = texts("events") {
            try check(events, role)
            draft.filter.events = events
        }
        if let programmes = texts("programmes") { draft.filter.programmes = programmes }
        if let builds = texts("builds") { draft.filter.builds = builds }
        if let regions = texts("regions") { draft.filter.regions = regions }
        return draft
    }

    private func texts(_ name: String) -> [String]? { body[name]?.elements?.compactMap(\.text) }

    private static func judged(_ text: String, _ networks: OutboundNetworks) throws -> String {
        do throws(WebHookURLProblem) {
            return try WebHookURL(text, networks: networks).text
        } catch {
            let words = LocalizedText(error.description, error.korean)
            throw Problem(.refusedValue, words, faults: [Problem.Fault("/url", found: nil, expected: words)])
        }
    }

    private func check(_ events: [String], _ role: Role) throws {
        let seen = FeedKind.allCases.filter { role.permissions.contains($0.permission) }.map(\.rawValue)
        let names = seen.joined(separator: ", ")
        let expected = LocalizedText("one of \(names)", "\(names) 가운데 하나")
        let faults = events.enumerated().filter { !seen.contains($0.element) }.map {
            Problem.Fault("/events/\($0.offset)", found: $0.element, expected: expected)
        }
        guard faults.isEmpty else {
            throw Problem(
                .refusedValue,
                LocalizedText(
                    "the role \(role.rawValue) may subscribe to \(names) only",
                    "\(role.korean) 역할은 \(names)만 받을 수 있습니다"), faults: faults)
        }
    }
}
