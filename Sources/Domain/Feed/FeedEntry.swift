/// One change as the feed keeps it.
package struct FeedEntry: Sendable, Equatable {
    /// The place behind it; its number was given after the change was committed, without gaps.
    package let cursor: FeedCursor
    package let sequencedAt: Timestamp
    /// As the writer said; a change may be committed long after it.
    package let recordedAt: Timestamp
    package let kind: FeedKind
    /// The build; `nil` where the change is of no build, or of all.
    package let buildID: Int64?
    package let buildCode: String?
    /// What `FeedKind.subject` names.
    package let subjectID: Int64?
    /// A JSON object.
    package let body: String

    package init(
        cursor: FeedCursor, sequencedAt: Timestamp, recordedAt: Timestamp, kind: FeedKind, buildID: Int64?,
        buildCode: String?, subjectID: Int64?, body: String
    ) {
        self.cursor = cursor
        self.sequencedAt = sequencedAt
        self.recordedAt = recordedAt
        self.kind = kind
        self.buildID = buildID
        self.buildCode = buildCode
        self.subjectID = subjectID
        self.body = body
    }

    /// Its number, without gaps over all changes, visible to the reader or not.
    package var seq: Int64 { cursor.seq }
}

/// Which changes somebody asks for, and which of them may be told.
package struct FeedFilter: Sendable, Equatable {
    package let kinds: Set<FeedKind>
    /// `nil`: of every build in scope, and what is of no build.
    package let buildCodes: Set<String>?
    package let scope: AccessScope

    /// What the caller may not see is left out, whatever is asked for.
    ///
    /// - Parameter kinds: `nil`: all that the caller may know.
    package init(
        kinds: Set<FeedKind>? = nil, buildCodes: Set<String>? = nil, for visibility: Visibility
    ) {
        let allowed = FeedKind.allCases.filter { visibility.may($0.permission) }
        self.kinds = (kinds ?? Set(FeedKind.allCases)).intersection(allowed)
        self.buildCodes = visibility.scope == nil ? [] : buildCodes
        scope = visibility.scope ?? .all
    }
}
