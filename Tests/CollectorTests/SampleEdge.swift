import Crypto
import Domain
import Storage
import TestSupport

@testable import Collector

/// A receiving edge that knows two keys, without a database.
enum SampleEdge {
    /// Of keys 1 and 2, which are of builds 11 and 12.
    static let keys = ["a", "b"].map { "$5$API$" + String(repeating: $0, count: 43) }

    static let secrets = CollectorSecrets(
        keyHashing: SymmetricKey(data: sampleHash(8)), quarantine: SymmetricKey(data: sampleHash(9)),
        pseudonyms: { _ in SymmetricKey(data: sampleHash(10)) })

    static func withIntake<Value>(
        _ limits: SenderLimits, _ body: (Intake) async throws -> Value
    ) async throws -> Value {
        let database = Database(
            files: try MigratedDatabase.files(), conninfo: "host=/nowhere dbname=none", role: .app,
            connections: 1, onNotice: { _ in })
        let ring = KeyRing(database: database, sleep: { _ in }, observe: { _ in })
        let entries = keys.enumerated().map { place, key in
            KeyEntry(
                keyID: Int64(place + 1), buildID: Int64(place + 11), hash: secrets.hash(ofKey: key),
                collectFrom: nil, collectTo: nil, expiresAt: nil)
        }
        let words = try ActionWords(csv: database.files.seeds["action_words.csv"] ?? "")
        do {
            guard ring.restore(from: KeySnapshot(revision: 1, entries: entries).bytes) else {
                throw SampleProblem(text: "the keys were not taken")
            }
            let value = try await body(
                Intake(decoder: WireDecoder(words: words), keys: ring, secrets: secrets, limits: limits))
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }

    /// The body of a record without repairs.
    static func fields(
        key: String = keys[0], number: Int = 0, at occurredAt: Timestamp = instant("2026-05-20 10:00"),
        useSe: String = "DO6003"
    ) -> String {
        let time = occurredAt.wireText.replacing(" ", with: "+").replacing(":", with: "%3A")
        return "crtfcKey=\(key.replacing("$", with: "%24"))&logDt=\(time)&useSe=\(useSe)"
            + "&sysUser=user\(number)&conectIp=192.168.10.1&dataUsgqty=0"
    }
}

extension Intake {
    /// Admits a record that happens when it arrives.
    func admitSample(
        key: String = SampleEdge.keys[0], number: Int = 0, at now: Timestamp, useSe: String = "DO6003"
    ) throws -> Admission {
        let request = WireRequest(
            method: "POST", path: Endpoint.fields.path,
            body: Array(SampleEdge.fields(key: key, number: number, at: now, useSe: useSe).utf8))
        return try admit(request, receivedAt: now, network: nil)
    }
}

extension Arrival {
    /// Where the record went.
    var lane: Lane {
        switch self {
        case .counted: .counted
        case .quarantined(let row): row.lane
        }
    }
}
