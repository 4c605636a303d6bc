import Domain
import Testing

@testable import Collector

/// Who sent a request, when proxies stand between.
@Suite struct ProxyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        var trusted = "10.0.0.0/8,192.0.2.7,2001:db8::/32"
        let peer: String
        var headers: [String] = []
        let sender: String
        var testDescription: String { what }
    }

    static let cases = [
        Case(
            what: "nobody is trusted", trusted: "", peer: "10.0.0.1", headers: ["203.0.113.9"],
            sender: "10.0.0.1"),
        Case(what: "no header", peer: "10.0.0.1", sender: "10.0.0.1"),
        Case(
            what: "a sender that says it is a proxy is not believed", peer: "203.0.113.50",
            headers: ["198.51.100.1"], sender: "203.0.113.50"),
        Case(what: "one trusted proxy", peer: "10.0.0.1", headers: ["203.0.113.9"], sender: "203.0.113.9"),
        Case(
            what: "a proxy found as IPv4 in IPv6", peer: "::ffff:10.0.0.1", headers: ["203.0.113.9"],
            sender: "203.0.113.9"),
        Case(
            what: "what a sender put in front is not believed", peer: "10.0.0.1",
            headers: ["198.51.100.1, 203.0.113.9"], sender: "203.0.113.9"),
        Case(
            what: "nor in a header of its own", peer: "10.0.0.1", headers: ["198.51.100.1", "203.0.113.9"],
            sender: "203.0.113.9"),
        Case(
            what: "nor a trusted address in front of the true one", peer: "10.0.0.1",
            headers: ["10.9.9.9, 203.0.113.9"], sender: "203.0.113.9"),
        Case(
            what: "trusted hops are passed over", peer: "10.0.0.1",
            headers: ["198.51.100.1, 203.0.113.9, 192.0.2.7", "10.2.3.4"], sender: "203.0.113.9"),
        Case(
            what: "all of them trusted: the farthest", peer: "10.0.0.1", headers: ["10.0.0.3, 10.0.0.2"],
            sender: "10.0.0.3"),
        Case(
            what: "an entry that is no address ends the search", peer: "10.0.0.1",
            headers: ["203.0.113.9, unknown, 10.0.0.2"], sender: "10.0.0.2"),
        Case(
            what: "at once where it is the last", peer: "10.0.0.1", headers: ["203.0.113.9, "],
            sender: "10.0.0.1"),
        Case(
            what: "an empty header too", peer: "10.0.0.1", headers: ["203.0.113.9", ""], sender: "10.0.0.1"),
        Case(
            what: "a port is no part of the address", peer: "10.0.0.1", headers: ["203.0.113.9:51234"],
            sender: "203.0.113.9"),
        Case(
            what: "nor are brackets", peer: "2001:db8::5", headers: ["[2001:db9::1]:51234,[2001:db8::7]"],
            sender: "2001:db9::1"),
        Case(
            what: "tabs and no blanks", peer: "10.0.0.1", headers: ["1.1.1.1,\t203.0.113.9\t"],
            sender: "203.0.113.9"),
        Case(what: "half a bracket", peer: "10.0.0.1", headers: ["[2001:db9::1"], sender: "10.0.0.1"),
        Case(what: "behind a bracket", peer: "10.0.0.1", headers: ["[2001:db9::1]x"], sender: "10.0.0.1"),
        Case(what: "a port without digits", peer: "10.0.0.1", headers: ["203.0.113.9:"], sender: "10.0.0.1"),
        Case(
            what: "IPv6 from an IPv4 proxy", peer: "10.0.0.1", headers: ["2001:db9::1"], sender: "2001:db9::1"
        ),
        Case(what: "a peer that is no address", peer: "", headers: ["203.0.113.9"], sender: ""),
    ]

    @Test("the sender is who the last trusted proxy heard", arguments: cases)
    func senders(_ sample: Case) throws {
        let ranges = try sample.trusted.split(separator: ",").map { try #require(AddressRange($0)) }
        #expect(
            TrustedProxies(ranges).sender(peer: sample.peer, forwardedFor: sample.headers) == sample.sender)
    }
}
