import Blocking
import CLibcurl

/// Sends mail by SMTP on a thread of its own: libcurl blocks, and the threads of Swift tasks must not.
///
/// One recipient, one transaction, one connection: every recipient's outcome is then exactly what the server said
/// about that recipient. Mails wait for each other; a Mailer sends one at a time.
package actor Mailer {
    private let executor: ThreadExecutor

    /// The thread on which everything here runs.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Makes a mailer; its thread starts with the first mail and ends with its owner.
    package init() {
        executor = ThreadExecutor(name: "mailer")
    }

    /// Gives one outcome for each recipient, in the message's order.
    ///
    /// Takes at most the server's timeout per recipient, and as long again where the server does not answer the
    /// goodbye, after the mails that were given before. Cancelling the task
    /// ends the transfer within about a second; what was not delivered by then is deferred. When the server cannot
    /// be reached or refuses our sign-in, the remaining recipients are deferred without a try.
    package func send(_ message: MailMessage, through server: SMTPServer) async -> [MailDelivery] {
        let bytes = message.rfc5322
        var deliveries: [MailDelivery] = []
        do throws(CurlError) {
            let handle = try EasyHandle()
            try configure(handle, for: server, sender: message.from, messageSize: bytes.count)
            var obstacle: MailOutcome?
            for recipient in message.to {
                let outcome: MailOutcome
                if Task.isCancelled {
                    outcome = .deferred(
                        code: nil, reason: "mail server \(server.address): sending was cancelled")
                } else if let obstacle {
                    outcome = obstacle
                } else {
                    let attempt = try transact(handle, recipient: recipient, message: bytes, server: server)
                    outcome = attempt.outcome
                    obstacle = attempt.isServerAway ? attempt.outcome : nil
                }
                deliveries.append(MailDelivery(recipient: recipient, outcome: outcome))
            }
        } catch {
            for recipient in message.to.dropFirst(deliveries.count) {
                let outcome = MailOutcome.deferred(code: nil, reason: error.description)
                deliveries.append(MailDelivery(recipient: recipient, outcome: outcome))
            }
        }
        return deliveries
    }

    private func configure(
        _ handle: borrowing EasyHandle, for server: SMTPServer, sender: String, messageSize: Int
    ) throws(CurlError) {
        try handle.set(CURLOPT_URL, server.address)
        try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try handle.set(CURLOPT_REDIR_PROTOCOLS_STR, "smtp,smtps")
        // The environment's proxy settings are for web pages; a mail server of the house is reached directly.
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, min(10, server.timeoutSeconds) * 1_000)
        try handle.set(CURLOPT_TIMEOUT_MS, server.timeoutSeconds * 1_000)
        // A connection that is kept is closed with the handle, where libcurl waits 120 s for the answer to QUIT.
        try handle.set(CURLOPT_FORBID_REUSE, 1)
        try handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, server.timeoutSeconds)
        let security = server.security == .startTLSIfOffered ? CURLUSESSL_TRY : CURLUSESSL_ALL
        try handle.set(CURLOPT_USE_SSL, Int(security.rawValue))
        if let user = server.user {
            try handle.set(CURLOPT_USERNAME, user)
            try handle.set(CURLOPT_PASSWORD, server.password ?? "")
        }
        try handle.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_INFILESIZE_LARGE, offset: messageSize)
    }

    private func transact(
        _ handle: borrowing EasyHandle, recipient: String, message: [UInt8], server: SMTPServer
    ) throws(CurlError) -> (outcome: MailOutcome, isServerAway: Bool) {
        guard let recipients = curl_slist_append(nil, "<\(recipient)>") else {
            throw CurlError(CURLE_OUT_OF_MEMORY, at: "curl_slist_append")
        }
        defer { curl_slist_free_all(recipients) }
        try handle.set(CURLOPT_MAIL_RCPT, list: recipients)
        let transfer = UnsafeMutablePointer<MailTransfer>.allocate(capacity: 1)
        transfer.initialize(to: MailTransfer(message: message))
        defer {
            transfer.deinitialize(count: 1)
            transfer.deallocate()
        }
        try MailTransfer.attach(transfer, to: handle)
        let explanation = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        explanation.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { explanation.deallocate() }
        try handle.set(CURLOPT_ERRORBUFFER, pointer: explanation)
        let result = curl_easy_perform(handle.pointer)
        let code = handle.responseCode
        let detail = String(cString: explanation)
        // The handle outlives these buffers.
        try handle.set(CURLOPT_ERRORBUFFER, pointer: nil)
        try MailTransfer.detach(from: handle)
        return MailResult(
            code: result, reply: code, replyText: code.map(transfer.pointee.reply(withCode:)) ?? "",
            isMessageSent: transfer.pointee.isMessageSent, detail: detail, systemError: handle.systemError,
            server: server.address
        ).judged
    }
}
