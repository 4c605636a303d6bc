import Domain
import Storage

/// Pseudonyms of people and addresses that were just made, for one sender's records come from few of them.
///
/// Lives no longer than a file: names are kept in memory for no other purpose.
struct PersonCache {
    private static let sizeMax = 10_000

    private struct Scope: Equatable {
        let build: Int64
        let day: Day
    }

    private let secrets: CollectorSecrets
    private var scope: Scope?
    private var people: [String: Pseudonym] = [:]
    private var addresses: [String: [UInt8]] = [:]

    init(secrets: CollectorSecrets) {
        self.secrets = secrets
    }

    mutating func pseudonym(of user: String, build: Int64, at day: Day) throws -> Pseudonym {
        enter(Scope(build: build, day: day))
        if let known = people[user] { return known }
        let new = try secrets.pseudonym(of: user, build: build, at: day)
        if people.count < Self.sizeMax { people[user] = new }
        return new
    }

    mutating func hash(ofAddress address: String, build: Int64, at day: Day) throws -> [UInt8] {
        enter(Scope(build: build, day: day))
        if let known = addresses[address] { return known }
        let new = try secrets.hash(ofAddress: address, build: build, at: day)
        if addresses.count < Self.sizeMax { addresses[address] = new }
        return new
    }

    private mutating func enter(_ scope: Scope) {
        guard self.scope != scope else { return }
        self.scope = scope
        people.removeAll()
        addresses.removeAll()
    }
}
