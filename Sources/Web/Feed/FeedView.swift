import Contract
import Domain
import Storage

/// `GET /v1/changes`: some changes, and where to go on.
struct FeedView: Encodable, Sendable {
    let changes: [Change]
    let next: String
    let hasMore: Bool

    /// One change, as the list and the stream tell it.
    struct Change: Encodable, Sendable {
        let cursor: String
        let kind: String
        let kindKo: String
        let at: String
        let recordedAt: String
        let build: Nullable<String>
        let subjectId: Nullable<Int64>
        let detail: JSONTree

        init(_ entry: FeedEntry) throws {
            cursor = entry.cursor.description
            kind = entry.kind.rawValue
            kindKo = entry.kind.korean
            at = entry.sequencedAt.iso8601
            recordedAt = entry.recordedAt.iso8601
            build = Nullable(entry.buildCode)
            subjectId = Nullable(entry.subjectID)
            detail = try JSONTree(parsing: Array(entry.body.utf8))
        }
    }

    init(_ page: FeedPage) throws {
        changes = try page.entries.map(Change.init)
        next = page.cursor.description
        hasMore = page.isBehind
    }

    static let schema = Schema.named(
        "Changes",
        .object([
            .init("changes", .list(of: changeSchema), "oldest first"),
            .init("next", cursorSchema, "for `after` of the next request, also when there are no changes"),
            .init("has_more", .boolean, "whether the feed goes on already: ask again at once"),
        ]))

    /// A cursor as text.
    static let cursorSchema = Schema.text(pattern: "^abf_[0-9a-f]{8}[0-9a-z]{5,32}$")

    private static let changeSchema = Schema.named(
        "Change",
        .object([
            .init("cursor", cursorSchema, "the place behind this change"),
            .init("kind", .values(of: FeedKind.self), "what changed"),
            .init("kind_ko", .text, "the kind in Korean"),
            .init("at", .instant, "when it got its place in the feed, after it was committed"),
            .init("recorded_at", .instant, "as its record says; no order to read by"),
            .init("build", Schema.buildCode.orNull, "null: of no build, or of all"),
            .init("subject_id", Schema.integer.orNull, subjects),
            .init(
                "detail", .map(of: .anything),
                "what the kind says of it: days, windows and reasons, never a person; ask for the rest"),
        ]))

    private static let subjects =
        "the number of the "
        + Dictionary(grouping: FeedKind.allCases, by: \.subject).compactMap { subject, kinds in
            subject.map { "\($0) (\(kinds.map(\.rawValue).joined(separator: ", ")))" }
        }.sorted().joined(separator: ", ") + "; null for other kinds"
}
