import Domain
import Storage

/// What must be known of the whole fleet before one build of it is judged.
struct FleetSurvey {
    let peers: PeerTable
    /// Every build that is monitored, for the search for common causes.
    let candidates: [SilenceCandidate]

    /// Takes the builds of the fleet one by one.
    struct Builder {
        private let silentDays: Int?
        private var peers = PeerTable.Builder()
        private var candidates: [SilenceCandidate] = []

        /// - Parameter silentDays: from which a build counts as silent; `nil` where no common cause is looked for.
        init(silentDays: Int?) {
            self.silentDays = silentDays
        }

        mutating func add(_ build: BuildToJudge, _ moment: JudgedMoment) {
            peers.add(moment)
            guard let silentDays else { return }
            let isSilent = moment.certainSilence >= silentDays && !wasInIncident(build, moment)
            candidates.append(
                SilenceCandidate(
                    buildID: build.build.facts.id, traits: Self.traits(of: build),
                    silentSince: isSilent ? moment.lastSign : nil))
        }

        /// A silence that was part of an incident, and one that is raised, are not part of another one.
        private func wasInIncident(_ build: BuildToJudge, _ moment: JudgedMoment) -> Bool {
            let first = moment.lastSign?.adding(days: 1)
            return build.openSignals.contains { $0.rule == .silent }
                || build.build.facts.incidents.contains { $0.lowerBound == first }
        }

        func survey() -> FleetSurvey { FleetSurvey(peers: peers.table(), candidates: candidates) }

        private static func traits(of build: BuildToJudge) -> [SharedTrait] {
            let facts = build.build.facts
            var traits: [SharedTrait] = [.programme(facts.programmeName)]
            if let number = facts.supplierNumber {
                traits.append(.supplier(number: number, name: facts.supplierName ?? number))
            }
            if let region = facts.region { traits.append(.region(region)) }
            if let dialect = build.dialect { traits.append(.dialect(dialect.name)) }
            return traits
        }
    }
}
