package import Domain
package import Simulator

/// Plays a fleet's days through a collector over HTTP, under the collector's test clock.
package struct Simulation: Sendable {
    package struct Options: Sendable {
        package var target: SimulationTarget
        /// Connections, each with its thread; more than there are senders are not opened.
        package var connections = 32
        package var timeoutSeconds = 30

        package init(target: SimulationTarget) {
            self.target = target
        }
    }

    /// One simulated day that is over.
    package struct Progress: Sendable {
        package let day: Day
        /// 1 for the first day.
        package let number: Int
        package let days: Int
        /// Everything so far.
        package let summary: SimulationSummary
    }

    package let fleet: Fleet
    package let options: Options

    package init(fleet: Fleet, options: Options) {
        self.fleet = fleet
        self.options = options
    }

    /// Sends every record in order of arrival and returns the answers with the truth of what was sent.
    ///
    /// After each simulated day the test clock is set to the midnight that ends it, and `progress` is called. A
    /// request without an answer is counted and not repeated; the truth holds its record nevertheless, so the two can
    /// only be compared where nothing failed.
    ///
    /// - Throws: `SimulationFailure` where the test clock cannot be set, `CancellationError`.
    package func run(
        progress: (Progress) async -> Void = { _ in }
    ) async throws -> (summary: SimulationSummary, truth: ReferenceModel) {
        let all = fleet.builds.count + fleet.strangers.count
        let senders = (0..<max(1, min(options.connections, all))).map { number in
            SimulationSender(
                number: number, fleet: fleet, target: options.target, timeoutSeconds: options.timeoutSeconds)
        }
        var summary = SimulationSummary()
        var truth = ReferenceModel(fleet: fleet)
        try await senders[0].setClock(fleet.firstDay.start)
        for day in fleet.arrivalDays {
            let records = fleet.records(on: day)
            summary.add(await send(records, through: senders))
            try Task.checkCancellation()
            for record in records { truth.add(record) }
            try await senders[0].setClock(day.adding(days: 1).start)
            await progress(
                Progress(
                    day: day, number: day.days(since: fleet.firstDay) + 1, days: fleet.days, summary: summary)
            )
        }
        return (summary, truth)
    }

    private func send(
        _ records: [SimulatedRecord], through senders: [SimulationSender]
    ) async -> SimulationSummary {
        var shares = Array(repeating: [SimulatedRecord](), count: senders.count)
        for record in records { shares[record.build % senders.count].append(record) }
        return await withTaskGroup(of: SimulationSummary.self) { group in
            for (sender, share) in zip(senders, shares) where !share.isEmpty {
                group.addTask { await sender.send(share) }
            }
            var summary = SimulationSummary()
            for await part in group { summary.add(part) }
            return summary
        }
    }
}
