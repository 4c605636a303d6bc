import CLibcurl
import Glibc

/// What libcurl and the server said about one transaction, and what it means for the recipient.
struct MailResult {
    let code: CURLcode
    /// The code of the server's last reply; nil if it never spoke.
    let reply: Int?
    let replyText: String
    let isMessageSent: Bool
    /// libcurl's own explanation; may be empty.
    let detail: String
    /// `errno` of the last failed connect; 0 if none failed.
    let systemError: Int32
    let server: String

    /// `isServerAway`: the next recipient would meet the same obstacle.
    var judged: (outcome: MailOutcome, isServerAway: Bool) {
        switch code {
        case CURLE_OK: (.delivered(reply: replyText), false)
        case CURLE_ABORTED_BY_CALLBACK:
            (.deferred(code: nil, reason: "\(place): sending was cancelled"), true)
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE:
            (.deferred(code: nil, reason: "\(place): \(explanation)"), true)
        case CURLE_LOGIN_DENIED:
            (.deferred(code: reply, reason: "\(place) refused the sign-in: \(told)"), true)
        case _ where isFinal: (.refused(code: reply ?? 0, reason: told), false)
        default: (.deferred(code: isReplyTheReason ? reply : nil, reason: "\(place): \(told)"), false)
        }
    }

    /// Whether the server answered 5xx to sender, recipient or message.
    ///
    /// A server that turns everybody away at its door with 5xx, or wants a sign-in or encryption first (RFC 4954
    /// §6), says nothing about this mail: an operator can mend that.
    private var isFinal: Bool {
        guard let reply, (500...599).contains(reply), ![530, 534, 535, 538].contains(reply) else {
            return false
        }
        return code == CURLE_SEND_ERROR || isMessageSent
    }

    /// A reply of 4xx or 5xx is why the transfer ended; after a lesser one, the connection is.
    private var isReplyTheReason: Bool { (reply ?? 0) >= 400 }

    private var told: String { isReplyTheReason ? replyText : explanation }

    private var explanation: String {
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : printable(detail, limit: 200)
        guard code == CURLE_COULDNT_CONNECT, systemError != 0 else { return text }
        return "\(text) (\(String(cString: strerror(systemError))))"
    }

    private var place: String { "mail server \(server)" }
}
