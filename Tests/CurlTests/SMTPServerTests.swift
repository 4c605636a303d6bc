import Testing

@testable import Curl

@Suite("A mail server's URL")
struct SMTPServerTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let url: String
        let address: String
        var security = SMTPServer.Security.startTLSIfOffered
        var user: String?
        var password: String?
        var timeout = 30
        var testDescription: String { url }
    }

    static let good = [
        Good(url: "smtp://mail.agency.example", address: "smtp://mail.agency.example:25"),
        Good(url: "SMTP://mail.agency.example:587/", address: "smtp://mail.agency.example:587"),
        Good(url: "smtps://mail.agency.example", address: "smtps://mail.agency.example:465", security: .tls),
        Good(
            url: "smtp://mailer:s3cret@mail.agency.example:587?tls=required",
            address: "smtp://mail.agency.example:587", security: .startTLSRequired, user: "mailer",
            password: "s3cret"),
        Good(
            url: "smtp://user%40agency.example:p%3A%2F%25%3F@10.0.0.5?timeout=5",
            address: "smtp://10.0.0.5:25",
            user: "user@agency.example", password: "p:/%?", timeout: 5),
        Good(url: "smtp://relay@host", address: "smtp://host:25", user: "relay"),
        Good(
            url: "smtp://mailer:p@ss/w:rd#1@host", address: "smtp://host:25", user: "mailer",
            password: "p@ss/w:rd#1"),
        Good(url: "smtp://[::1]:2525", address: "smtp://[::1]:2525"),
    ]

    @Test("is understood", arguments: good)
    func understood(_ good: Good) throws {
        let server = try SMTPServer(url: good.url)
        #expect(server.address == good.address)
        #expect(server.security == good.security)
        #expect(server.user == good.user)
        #expect(server.password == good.password)
        #expect(server.timeoutSeconds == good.timeout)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let url: String
        let error: SMTPServerError
        var testDescription: String { url }
    }

    static let bad = [
        Bad(url: "", error: .scheme("")),
        Bad(url: "mail.agency.example:25", error: .scheme("")),
        Bad(url: "http://mail.agency.example", error: .scheme("http")),
        Bad(url: "smtp://", error: .host("")),
        Bad(url: "smtp://user:hunter2@", error: .host("")),
        Bad(url: "smtp://ho st", error: .host("ho st")),
        Bad(url: "smtp://host/path", error: .host("host/path")),
        Bad(url: "smtp://host:0", error: .port("0")),
        Bad(url: "smtp://host:+25", error: .port("+25")),
        Bad(url: "smtp://host:smtp", error: .port("smtp")),
        Bad(url: "smtp://user:hunter2@host:70000", error: .port("70000")),
        Bad(url: "smtp://host?tls=maybe", error: .option("tls", "must be required, or be left out")),
        Bad(url: "smtps://host?tls=required", error: .option("tls", "is always on with smtps://")),
        Bad(url: "smtp://host?timeout=0", error: .option("timeout", "must be 1 to 300 (seconds)")),
        Bad(url: "smtp://host?ca=x", error: .option("ca", "is unknown; known are tls and timeout")),
        Bad(url: "smtp://:hunter2@host", error: .credentials(part: "user", problem: "is empty")),
        Bad(
            url: "smtp://user:hunter2%zz@host",
            error: .credentials(
                part: "password", problem: "holds a % that no two hexadecimal digits follow (write %25)")),
        Bad(
            url: "smtp://user:hunter2%0d%0aX@host",
            error: .credentials(part: "password", problem: "holds a control character or no UTF-8")),
        Bad(
            url: "smtp://user:hunter2?x@host",
            error: .credentials(part: "user or password", problem: "holds a ?: write %3F")),
    ]

    @Test("is refused with the part that is wrong, never with the password", arguments: bad)
    func refused(_ bad: Bad) {
        #expect(throws: bad.error) { try SMTPServer(url: bad.url) }
        #expect(!bad.error.description.contains("hunter2"))
        #expect(bad.error.description.contains("want smtp://"))
    }

    @Test("keeps its secrets when it is printed, interpolated or dumped")
    func secrets() throws {
        let server = try SMTPServer(url: "smtp://mailer:hunter2@mail.agency.example:587")
        var dumped = ""
        dump([server], to: &dumped)
        let texts = [
            "\(server)", String(reflecting: server), "\([server])", "\(Optional(server) as Any)", dumped,
        ]
        for text in texts {
            #expect(text.contains("smtp://mail.agency.example:587"))
            #expect(!text.contains("hunter2") && !text.contains("mailer"))
        }
    }
}
