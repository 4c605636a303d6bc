/// How many builds there are of each kind.
package struct BuildCounts: Sendable, Equatable {
    /// Phases without any are left out.
    package let byPhase: [Phase: Int]
    /// Those with open signals; empty for whom signals are not.
    package let openByPhase: [Phase: Int]
    /// Open signals of all of them; `nil` for whom signals are not.
    package let openSignals: Int?

    package init(byPhase: [Phase: Int], openByPhase: [Phase: Int] = [:], openSignals: Int? = nil) {
        self.byPhase = byPhase
        self.openByPhase = openByPhase
        self.openSignals = openSignals
    }

    package var all: Int { byPhase.values.reduce(0, +) }
    package var withOpenSignals: Int { openByPhase.values.reduce(0, +) }

    /// Builds in a phase (`nil`: in any), with open signals where they are asked for and the asker may know them.
    package func matching(phase: Phase?, isOpenOnly: Bool) -> Int {
        let counts = isOpenOnly && openSignals != nil ? openByPhase : byPhase
        return phase.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
    }
}
