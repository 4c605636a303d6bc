import Testing

@testable import Domain

private func problem(_ text: String, _ networks: OutboundNetworks = OutboundNetworks()) -> WebHookURLProblem?
{
    do throws(WebHookURLProblem) {
        _ = try WebHookURL(text, networks: networks)
        return nil
    } catch {
        return error
    }
}

@Suite struct WebHookURLTests {
    @Test(arguments: [
        "https://pms.agency.example/hooks", "https://pms.agency.example:8443/a?b=c",
        "HTTPS://Pms.Agency.Example",
        "https://8.8.8.8/x", "https://[2606:4700::1111]:443/x", "https://xn--9d0b.example/%ED%9B%85",
    ])
    func aPublicAddressOrNameIsTaken(text: String) {
        #expect(problem(text) == nil)
    }

    @Test(arguments: [
        ("http://pms.agency.example/", WebHookURLProblem.notEncrypted), ("ftp://a.example/", .scheme),
        ("pms.agency.example/hooks", .scheme), ("", .scheme), ("https://", .host), ("https:///path", .host),
        ("https://user:pass@a.example/", .userInformation), ("https://user@a.example/", .userInformation),
        ("https://a.example/#part", .fragment), ("https://a.example:0/", .port),
        ("https://a.example:65536/", .port), ("https://a.example:+80/", .port),
        ("https://a.example:/", .port),
        ("https://a b.example/", .characters), ("https://한국.example/", .characters),
        ("https://a.example\\@b.example/", .characters), ("https://a..example/", .host),
        ("https://127.0.0.1/", .addressNotAllowed), ("https://10.0.0.1/", .addressNotAllowed),
        ("https://169.254.169.254/latest/meta-data", .addressNotAllowed),
        ("https://[::1]/", .addressNotAllowed),
        ("https://[::ffff:10.0.0.1]/", .addressNotAllowed), ("https://[fe80::1%25eth0]/", .host),
        ("https://2130706433/", .host), ("https://0x7f.1/", .host), ("https://127.1/", .host),
        ("https://0x7f000001/", .host), ("http://8.8.8.8/", .notEncrypted), ("https://[8.8.8.8]/", .host),
    ])
    func anythingElseIsRefusedWithWhatWouldBeRight(text: String, expected: WebHookURLProblem) {
        #expect(problem(text) == expected)
    }

    @Test func aURLIsAtMostTwoThousandCharacters() {
        let start = "https://a.example/"
        #expect(problem(start + String(repeating: "x", count: 2_000 - start.count)) == nil)
        #expect(problem(start + String(repeating: "x", count: 2_001 - start.count)) == .length)
    }

    @Test func aListedNetworkMayBeCalledWithoutTLSAndByName() throws {
        let networks = OutboundNetworks(allowed: [try #require(AddressRange("10.0.0.0/8"))])
        #expect(problem("http://10.1.2.3:8080/", networks) == nil)
        #expect(problem("http://pms.internal/", networks) == nil)
        #expect(problem("https://127.0.0.1/", networks) == .addressNotAllowed)
        #expect(problem("http://8.8.8.8/", networks) == .notEncrypted)
    }
}
