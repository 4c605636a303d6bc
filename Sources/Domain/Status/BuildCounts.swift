/// How many builds there are of each kind.
package struct BuildCounts: Sendable, Equatable {
    /// Phases without any are left out.
    package let byPhase: [Phase: Int]
    /// Those with open signals; empty where the caller may not read signals.
    package let openByPhase: [Phase: Int]
    /// Open signals of all of them; `nil` where the caller may not read signals.
    package let openSignals: Int?

    package init(byPhase: [Phase: Int], openByPhase: [Phase: Int] = [:], openSignals: Int? = nil) {
        self.byPhase = byPhase
        self.openByPhase = openByPhase
        self.openSignals = openSignals
    }

    package var all: Int { byPhase.values.reduce(0, +) }
    package var withOpenSignals: Int { openByPhase.values.reduce(0, +) }

    /// Builds in a phase (`nil`: in any), with open signals where they are asked for and the caller may know them.
    package func matching(phase: Phase?, isOpenOnly: Bool) -> Int {
        let counts = isOpenOnly && openSignals != nil ? openByPhase : byPhase
        return phase.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
    }
}
