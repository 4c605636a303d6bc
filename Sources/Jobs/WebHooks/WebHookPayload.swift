import Domain

/// The bytes of a delivery: a change with the members that `/v1/changes` gives it.
enum WebHookPayload {
    /// One JSON object, which names the build, the signal or the case; the receiver reads the details by the interface.
    static func text(of entry: FeedEntry) -> String {
        let members = [
            "\"at\":\(jsonText(entry.sequencedAt.iso8601))",
            "\"build\":\(entry.buildCode.map(jsonText) ?? "null")",
            "\"cursor\":\(jsonText(entry.cursor.description))", "\"detail\":\(entry.body)",
            "\"kind\":\(jsonText(entry.kind.rawValue))", "\"kind_ko\":\(jsonText(entry.kind.korean))",
            "\"recorded_at\":\(jsonText(entry.recordedAt.iso8601))",
            "\"subject_id\":\(entry.subjectID.map { "\($0)" } ?? "null")",
        ]
        return "{\(members.joined(separator: ","))}"
    }
}
