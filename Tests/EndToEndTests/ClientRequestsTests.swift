import Crypto
import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Collector

/// The 40 requests of the census, as raw bytes, through the real server into the real database.
@Suite struct ClientRequestsTests {
    @Test func everyClientIsUnderstoodAnsweredAndStored() async throws {
        let clients = try RecordedClient.all()
        #expect(clients.count == 40)
        try await Place.with { environment, conninfo in
            try await registerBuilds(of: clients, environment)
            try await Server.with(environment) { server in
                for client in clients {
                    let answer = try RawClient(port: server.port).exchange(client.bytes)
                    #expect(answer.status == 200, "\(client.id)")
                    let expected = Self.expectedCode(client)
                    let isXML = client.path.hasSuffix("XML.do")
                    let tag =
                        isXML
                        ? "<recptnRsltCd>\(expected)</recptnRsltCd>" : "\"recptnRsltCd\":\"\(expected)\""
                    #expect(answer.text.contains(tag), "\(client.id): \(answer.text)")
                    #expect(
                        answer.text.hasPrefix(isXML ? "<Result xmlns=\"\">" : "{\"result\":{\"recptnDt\":\""))
                    #expect(answer.headers["access-control-allow-origin"] == "*", "\(client.id)")
                }
            }
            try await compare(clients, conninfo, environment)
        }
    }

    private func compare(
        _ clients: [RecordedClient], _ conninfo: String, _ environment: [String: String]
    ) async throws {
        let secrets = try Self.secrets(environment)
        let rows = try await MigratedDatabase.rows(
            """
            select b.code, r.occurred_at, coalesce(r.use_se, 'DO600' || r.action), encode(r.user_hash, 'hex'),
                encode(r.address_hash, 'hex'), r.quantity, b.build_id, r.received_at::date
            from receipt r join build b using (build_id)
            """, in: conninfo)
        let byCode = Dictionary(grouping: rows) { $0[0] ?? "" }
        for client in clients where Self.expectedCode(client) == "AP1002" {
            let found = byCode[Self.buildCode(client)] ?? []
            #expect(
                found.count == 1, "\(client.id) must be stored once, even if it is sent in query and body")
            guard let row = found.first, let build = row[6].flatMap({ Int64($0) }) else { continue }
            let occurred = try #require(row[1].flatMap { Timestamp(parsing: $0) })
            let claimed = try #require(client.occurredAt.flatMap { Timestamp(parsing: $0) })
            #expect(
                abs(occurred.microseconds - claimed.microseconds) <= Int64(client.toleranceMilliseconds)
                    * 1_000,
                "\(client.id): \(occurred) is not \(claimed)")
            #expect(row[2] == client.useSe, "\(client.id)")
            #expect(row[5].flatMap { Int($0) } == client.quantity, "\(client.id)")
            let today = try #require(row[7].flatMap { Day(parsing: $0) })
            let user = try client.sysUser.map { try secrets.pseudonym(of: $0, build: build, at: today).hash }
            #expect(row[3] == user.map(hex), "\(client.id): user")
            let address = try client.conectIp.map { try secrets.hash(ofAddress: $0, build: build, at: today) }
            #expect(row[4] == address.map(hex), "\(client.id): address")
        }
        let lanes = try await MigratedDatabase.rows(
            "select lane, code, count(*) from quarantine group by 1, 2 order by 1", in: conninfo)
        #expect(lanes == [["malformed", "AP1011", "1"], ["unknown_key", "AP1030", "1"]])
        let sealed = try await MigratedDatabase.rows(
            "select encode(sealed, 'hex') from quarantine where lane = 'malformed'", in: conninfo)
        let bytes = try secrets.open(unhex(sealed.first?.first.flatMap { $0 } ?? ""))
        #expect(String(decoding: bytes, as: UTF8.self).contains("sysUser=user48"))
    }

    private func registerBuilds(of clients: [RecordedClient], _ environment: [String: String]) async throws {
        var registry =
            "build_code,project_code,programme,solution,adopter_number,adopter_name,region,agreed_on,build_from,"
            + "build_to,completed_on,collect_from,intake_profile\r\n"
        var keys = "build_code,key\r\n"
        for client in clients {
            guard let key = client.key, key.hasPrefix("$5$API$") else { continue }
            registry +=
                "\(Self.buildCode(client)),2022-S22-001-0000\(client.id.dropFirst()),2022-GEN-ADV1,가나 MES,"
                + "111-11-11119,가상정밀,41,2022-05-02,2022-05-02,2023-01-31,2023-01-31,2023-02-01,FULL\r\n"
            keys += "\(Self.buildCode(client)),\(key)\r\n"
        }
        let registryFile = try Place.file("registry.csv", registry, environment)
        try await AfterbuildProcess.succeed(["registry", "import", registryFile], environment)
        let keyFile = try Place.file("keys.csv", keys, environment)
        try await AfterbuildProcess.succeed(["key", "import", keyFile], environment)
    }

    private static func buildCode(_ client: RecordedClient) -> String { "BUILD-\(client.id.uppercased())" }

    /// w48 sends no key; w54 sends the guide's placeholder, which nobody can register.
    private static func expectedCode(_ client: RecordedClient) -> String {
        guard let key = client.key else { return "AP1011" }
        return key.hasPrefix("$5$API$") ? "AP1002" : "AP1030"
    }

    private static func secrets(_ environment: [String: String]) throws -> CollectorSecrets {
        let folder = "\(environment["AFTERBUILD_DATA_DIR"] ?? "")/secrets"
        @Sendable func key(_ name: String) throws -> SymmetricKey {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            return SymmetricKey(data: unhex(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        return CollectorSecrets(
            keyHashing: try key("key-hash"), quarantine: try key("quarantine"),
            pseudonyms: { try key("pseudonym-\($0)") })
    }
}

private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
}

private func unhex(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
}
