import Curl
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Sending mail to a real SMTP server")
struct MailerTests {
    private func message(to: [String], subject: String = "Observation", body: String = "Hello\n") throws
        -> MailMessage
    {
        try MailMessage(
            from: "afterbuild@agency.example", to: to, messageID: "signal-1@agency.example",
            date: "Thu, 07 May 2026 09:12:33 +0900", subject: subject, textBody: body,
            headers: [MailMessage.Header("Auto-Submitted", "auto-generated")])
    }

    private func outcome(_ recipient: String, _ deliveries: [MailDelivery]) throws -> MailOutcome {
        try #require(deliveries.first { $0.recipient == recipient }).outcome
    }

    @Test("a Korean subject and body arrive as they were written")
    func korean() async throws {
        let subject = "[확인 필요] " + String(repeating: "가나정밀 구축 건의 이용 기록 관찰 안내 ", count: 6) + "끝"
        let body = "담당자께\n\n.점으로 시작하는 줄\n.\n아래 구축 건을 확인하여 주시기 바랍니다. 😀\n"
        try await SMTPProcess.run { server in
            let deliveries = await Mailer().send(
                try message(to: ["officer@agency.example"], subject: subject, body: body),
                through: try SMTPServer(url: server.url))
            #expect(
                try outcome("officer@agency.example", deliveries)
                    == .delivered(reply: "2.0.0 Taken as test message"))
            let arrived = try server.messages()
            try #require(arrived.count == 1)
            #expect(arrived[0].subject == subject)
            #expect(arrived[0].body == body)
            #expect(arrived[0].mailFrom == "afterbuild@agency.example")
            #expect(arrived[0].rcptTos == ["officer@agency.example"])
            #expect(arrived[0].messageId == "<signal-1@agency.example>")
            #expect(arrived[0].date == "Thu, 07 May 2026 09:12:33 +0900")
            #expect(arrived[0].headers.contains(["Auto-Submitted", "auto-generated"]))
            #expect(arrived[0].defects == [])
        }
    }

    @Test("each recipient has the outcome the server gave")
    func mixedOutcomes() async throws {
        try await SMTPProcess.run { server in
            let deliveries = await Mailer().send(
                try message(to: [
                    "first@agency.example", "second@agency.example", "refused@agency.example",
                    "later@agency.example", "spam@agency.example", "last@agency.example",
                ]), through: try SMTPServer(url: server.url))
            let taken = MailOutcome.delivered(reply: "2.0.0 Taken as test message")
            #expect(
                deliveries.map(\.outcome) == [
                    taken, taken,
                    .refused(code: 550, reason: "5.1.1 No such user here"),
                    .deferred(
                        code: 451, reason: "mail server \(server.url): 4.7.1 Greylisted, try again later"),
                    .refused(code: 554, reason: "5.7.1 Message looks like spam"),
                    taken,
                ])
            let arrived = try server.messages()
            #expect(
                arrived.map(\.rcptTos) == [
                    ["first@agency.example"], ["second@agency.example"], ["last@agency.example"],
                ])
        }
    }

    @Test("a sign-in is used, and a wrong one is deferred without its password in the text")
    func signIn() async throws {
        try await SMTPProcess.run(.servingAfterLogin("mailer:hunter2")) { server in
            let place = server.url.dropFirst("smtp://".count)
            let right = await Mailer().send(
                try message(to: ["a@agency.example"]),
                through: try SMTPServer(url: "smtp://mailer:hunter2@\(place)"))
            #expect(right.map(\.outcome) == [.delivered(reply: "2.0.0 Taken as test message")])

            for login in ["mailer:hunter3@", ""] {
                let wrong = await Mailer().send(
                    try message(to: ["a@agency.example", "b@agency.example"]),
                    through: try SMTPServer(url: "smtp://\(login)\(place)"))
                #expect(wrong.count == 2)
                for delivery in wrong {
                    guard case .deferred(let code?, let reason) = delivery.outcome else {
                        Issue.record("want deferred with a code, got \(delivery.outcome)")
                        continue
                    }
                    #expect(code == (login.isEmpty ? 530 : 535))
                    #expect(!reason.contains("hunter"))
                }
            }
            #expect(try server.messages().count == 1)
        }
    }

    @Test("a server that does not answer the telephone defers every recipient")
    func connectionRefused() async throws {
        let port = try UnansweredPort()
        let url = "smtp://127.0.0.1:\(port.number)"
        let deliveries = await Mailer().send(
            try message(to: ["a@agency.example", "b@agency.example"]), through: try SMTPServer(url: url))
        #expect(deliveries.map(\.recipient) == ["a@agency.example", "b@agency.example"])
        for delivery in deliveries {
            guard case .deferred(nil, let reason) = delivery.outcome else {
                Issue.record("want deferred without a code, got \(delivery.outcome)")
                continue
            }
            #expect(reason.hasPrefix("mail server \(url): "))
            #expect(reason.contains("Connection refused"))
        }
    }

    @Test("a server that hangs up at once defers")
    func closedAtOnce() async throws {
        try await SMTPProcess.run(.closingAtOnce) { server in
            let deliveries = await Mailer().send(
                try message(to: ["a@agency.example"]), through: try SMTPServer(url: server.url))
            guard case .deferred(nil, _) = try outcome("a@agency.example", deliveries) else {
                Issue.record("want deferred, got \(deliveries)")
                return
            }
        }
    }

    @Test("a silent server defers when the time is over")
    func silentServer() async throws {
        try await SMTPProcess.run(.silent) { server in
            let message = try message(to: ["a@agency.example"])
            let through = try SMTPServer(url: server.url + "?timeout=1")
            let deliveries = await Mailer().send(message, through: through)
            #expect("\(try outcome("a@agency.example", deliveries))".contains("timed out after"))
        }
    }

    @Test("a server that never answers the goodbye has its mail all the same, and holds nobody up")
    func noGoodbye() async throws {
        try await SMTPProcess.run(.servingWithoutGoodbye) { server in
            let deliveries = await Mailer().send(
                try message(to: ["a@agency.example", "refused@agency.example", "b@agency.example"]),
                through: try SMTPServer(url: server.url + "?timeout=2"))
            let taken = MailOutcome.delivered(reply: "2.0.0 Taken as test message")
            #expect(
                deliveries.map(\.outcome) == [
                    taken, .refused(code: 550, reason: "5.1.1 No such user here"), taken,
                ])
        }
    }

    @Test("cancelling ends a transfer that is under way")
    func cancelled() async throws {
        try await SMTPProcess.run(.silent) { server in
            let message = try message(to: ["a@agency.example", "b@agency.example"])
            let through = try SMTPServer(url: server.url + "?timeout=60")
            let sending = Task { await Mailer().send(message, through: through) }
            try await eventually("a connection to the server") { try isConnected(to: server.port) }
            sending.cancel()
            let deliveries = await sending.value
            #expect(deliveries.count == 2)
            #expect(deliveries.allSatisfy { "\($0.outcome)".contains("sending was cancelled") })
        }
    }

    /// Whether this machine has an open connection to the port (proc(5): state 01 of /proc/net/tcp).
    private func isConnected(to port: Int) throws -> Bool {
        let remote = "0100007F:" + String(port, radix: 16, uppercase: true)
        let table = try FileHandle(forReadingFrom: URL(filePath: "/proc/net/tcp")).readToEnd() ?? Data()
        return String(decoding: table, as: UTF8.self).split(separator: "\n").contains {
            let columns = $0.split(separator: " ")
            return columns.count > 3 && columns[2] == remote && columns[3] == "01"
        }
    }

    @Test("required encryption is never given up: a server without STARTTLS gets no mail")
    func encryptionRequired() async throws {
        try await SMTPProcess.run { server in
            let deliveries = await Mailer().send(
                try message(to: ["a@agency.example"]),
                through: try SMTPServer(url: server.url + "?tls=required"))
            #expect("\(try outcome("a@agency.example", deliveries))".hasPrefix("deferred: mail server"))
            #expect(try server.messages().isEmpty)
        }
    }

    @Test("two senders at one Mailer do not mix their messages")
    func twoSenders() async throws {
        try await SMTPProcess.run { server in
            let mailer = Mailer()
            let through = try SMTPServer(url: server.url)
            let first = try message(to: ["a@agency.example", "c@agency.example"], subject: "first")
            let second = try message(to: ["b@agency.example", "d@agency.example"], subject: "second")
            async let one = mailer.send(first, through: through)
            async let two = mailer.send(second, through: through)
            let outcomes = await (one + two).map(\.outcome)
            #expect(outcomes == Array(repeating: .delivered(reply: "2.0.0 Taken as test message"), count: 4))
            let arrived = Set(try server.messages().map { "\($0.subject) \($0.rcptTos)" })
            #expect(
                arrived == [
                    "first [\"a@agency.example\"]", "first [\"c@agency.example\"]",
                    "second [\"b@agency.example\"]", "second [\"d@agency.example\"]",
                ])
        }
    }
}

/// A port of this machine that is taken, so that no other test gets it, but that nobody listens at.
private struct UnansweredPort: ~Copyable {
    let number: UInt16
    private let socket: Int32

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        try #require(result == 0)
        number = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }
}
