import Domain
import Storage

/// Pseudonyms of people and addresses that were just made, for one sender's records come from few of them.
///
/// Lives no longer than a file: names are kept in memory for no other purpose.
struct PersonCache {
    private struct Scope: Equatable {
        let build: Int64
        let day: Day
    }

    private let secrets: CollectorSecrets
    private let sizeMax: Int
    private var scope: Scope?
    private var people: [String: Pseudonym] = [:]
    private var addresses: [String: [UInt8]] = [:]

    /// - Parameter sizeMax: people and addresses each; 0 for a single record, where remembering is work for nothing.
    init(secrets: CollectorSecrets, sizeMax: Int = 10_000) {
        self.secrets = secrets
        self.sizeMax = sizeMax
    }

    mutating func pseudonym(of user: String, build: Int64, at day: Day) throws -> Pseudonym {
        enter(Scope(build: build, day: day))
        if let known = people[user] { return known }
        let new = try secrets.pseudonym(of: user, build: build, at: day)
        if people.count < sizeMax { people[user] = new }
        return new
    }

    mutating func hash(ofAddress address: String, build: Int64, at day: Day) throws -> [UInt8] {
        enter(Scope(build: build, day: day))
        if let known = addresses[address] { return known }
        let new = try secrets.hash(ofAddress: address, build: build, at: day)
        if addresses.count < sizeMax { addresses[address] = new }
        return new
    }

    private mutating func enter(_ scope: Scope) {
        guard self.scope != scope else { return }
        self.scope = scope
        people.removeAll()
        addresses.removeAll()
    }
}
