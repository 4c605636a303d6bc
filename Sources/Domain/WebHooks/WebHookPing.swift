/// The test that somebody sends through a subscription.
package enum WebHookPing {
    package static let event = "ping"

    /// Shaped like a change, with nothing of any build in it.
    package static func payload(subscription: Int64, now: Timestamp) -> String {
        "{\"at\":\(jsonText(now.iso8601)),\"kind\":\(jsonText(event)),\"kind_ko\":\"시험 전달\","
            + "\"subscription\":\(subscription)}"
    }
}
