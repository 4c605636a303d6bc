/// When many builds that fall silent together are one incident; policy.
package struct CommonCausePolicy: Sendable, Equatable {
    /// Builds that must have fallen silent together.
    package let minimumBuilds: Int
    /// Share of the builds that have the thing in common, 0 to 1, that must have fallen silent.
    package let minimumShare: Double
    /// Days within which their last signs lie.
    package let spreadDays: Int
    /// Working days without a sign from which a build counts as silent here: fewer than any rule waits for, so that the
    /// incident is there before the first observation.
    package let silentDays: Int

    package init(minimumBuilds: Int, minimumShare: Double, spreadDays: Int, silentDays: Int) {
        self.minimumBuilds = minimumBuilds
        self.minimumShare = minimumShare
        self.spreadDays = spreadDays
        self.silentDays = silentDays
    }
}

/// What builds that fell silent together share.
package enum SharedTrait: Sendable, Hashable {
    /// Nothing but the collector, the network before it, or the calendar.
    case everyone
    case supplier(number: String, name: String)
    /// The form of requests, by which a release of a client is known.
    case dialect(String)
    case region(String)
    case programme(String)

    /// The word for the database: what kind it is.
    package var kind: String {
        switch self {
        case .everyone: "everyone"
        case .supplier: "supplier"
        case .dialect: "dialect"
        case .region: "region"
        case .programme: "programme"
        }
    }

    /// Which one of its kind.
    package var value: String {
        switch self {
        case .everyone: ""
        case .supplier(let number, _): number
        case .dialect(let name), .region(let name), .programme(let name): name
        }
    }

    package var korean: String {
        switch self {
        case .everyone: "전체 사업장(수집 서비스·망·달력)"
        case .supplier(_, let name): "공급기업 \(name)"
        case .dialect(let name): "수신 형식 \(name)"
        case .region(let name): "지역 \(name)"
        case .programme(let name): "사업 \(name)"
        }
    }
}

/// A build as the search for common causes sees it.
package struct SilenceCandidate: Sendable {
    package let buildID: Int64
    package let traits: [SharedTrait]
    /// The last sign of life of a build that is silent; `nil` for all others.
    package let silentSince: Day?

    package init(buildID: Int64, traits: [SharedTrait], silentSince: Day?) {
        self.buildID = buildID
        self.traits = traits
        self.silentSince = silentSince
    }
}

/// Many builds that fell silent together, and what they share.
package struct CommonCause: Sendable, Equatable {
    package let trait: SharedTrait
    /// The days on which the first and the last of them were heard for the last time.
    package let lastSigns: ClosedRange<Day>
    /// How many builds share the trait.
    package let sharing: Int
    package let members: [Int64]
}

/// The common causes among `fleet`, each build in one of them at most; what more builds share comes first.
///
/// Deterministic: the order of the fleet does not matter.
package func commonCauses(in fleet: [SilenceCandidate], by policy: CommonCausePolicy) -> [CommonCause] {
    var sharing: [SharedTrait: Int] = [:]
    for build in fleet {
        sharing[.everyone, default: 0] += 1
        for trait in build.traits { sharing[trait, default: 0] += 1 }
    }
    var silent = fleet.filter { $0.silentSince != nil }
    var causes: [CommonCause] = []
    while true {
        var groups: [SharedTrait: [SilenceCandidate]] = [.everyone: silent]
        for build in silent {
            for trait in build.traits { groups[trait, default: []].append(build) }
        }
        let found = groups.compactMap { trait, builds in
            cause(trait, builds, sharing: sharing[trait] ?? builds.count, policy)
        }
        guard let best = found.min(by: isBefore) else { return causes }
        causes.append(best)
        let members = Set(best.members)
        silent.removeAll { members.contains($0.buildID) }
    }
}

/// The densest stretch of `spreadDays` among the last signs of `builds`, where it is large enough.
private func cause(
    _ trait: SharedTrait, _ builds: [SilenceCandidate], sharing: Int, _ policy: CommonCausePolicy
) -> CommonCause? {
    let dated = builds.compactMap { build in build.silentSince.map { (day: $0, id: build.buildID) } }
        .sorted { ($0.day, $0.id) < ($1.day, $1.id) }
    var best = 0..<0
    var start = 0
    for end in dated.indices {
        while dated[end].day.days(since: dated[start].day) >= policy.spreadDays { start += 1 }
        if end + 1 - start > best.count { best = start..<end + 1 }
    }
    guard best.count >= policy.minimumBuilds, Double(best.count) >= policy.minimumShare * Double(sharing)
    else { return nil }
    let members = dated[best]
    return CommonCause(
        trait: trait, lastSigns: members[best.lowerBound].day...members[best.upperBound - 1].day,
        sharing: sharing, members: members.map(\.id).sorted())
}

/// More members first, then the narrower trait: it says more.
private func isBefore(_ one: CommonCause, _ other: CommonCause) -> Bool {
    if one.members.count != other.members.count { return one.members.count > other.members.count }
    if one.sharing != other.sharing { return one.sharing < other.sharing }
    return (one.trait.kind, one.trait.value) < (other.trait.kind, other.trait.value)
}
