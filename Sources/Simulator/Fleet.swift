package import Domain

/// A synthetic fleet: who sends what over the simulated days.
///
/// Wholly determined by its arguments.
package struct Fleet: Sendable {
    package let seed: UInt64
    package let firstDay: Day
    /// Simulated days of arrival, from `firstDay` on.
    package let days: Int
    package let holidays: Set<Day>
    /// The registered builds; their place is the `build` of a record.
    package let builds: [SimulatedBuild]
    /// Two senders that the collector does not know, after the builds: one with a foreign key, one without any.
    package let strangers: [SimulatedBuild]

    /// Makes a fleet of `builds` registered builds.
    ///
    /// Profiles and dialects follow each other in a fixed order, so that a small fleet already holds each of them; all
    /// else is drawn. Most builds were completed some weeks or months before `firstDay`, every sixth is completed soon
    /// after it.
    package static func make(
        seed: UInt64, builds count: Int, firstDay: Day, days: Int, holidays: Set<Day>
    ) -> Fleet {
        precondition(count >= 0 && days > 0, "a fleet needs days to live")
        let founder = FleetGenerator(seed: seed, firstDay: firstDay, days: days)
        return Fleet(
            seed: seed, firstDay: firstDay, days: days, holidays: holidays,
            builds: (0..<count).map { founder.build($0, count: count) },
            strangers: [
                founder.stranger(count, lane: .unknownKey), founder.stranger(count + 1, lane: .malformed),
            ])
    }

    /// The day after the last simulated one: figures made on it see only days that are over.
    package var end: Day { firstDay.adding(days: days) }

    /// The days on which records arrive.
    package var arrivalDays: ClosedRange<Day> { firstDay...end.adding(days: -1) }

    /// The sender at a record's place, registered or not.
    package func sender(_ place: Int) -> SimulatedBuild {
        place < builds.count ? builds[place] : strangers[place - builds.count]
    }

    /// The request by which `record` reaches the collector: head and body, ready for a socket.
    ///
    /// - Parameters:
    ///   - host: value of the `Host` header.
    ///   - extraHeaders: added after the client's own.
    package func request(
        _ record: SimulatedRecord, host: String, extraHeaders: [(name: String, value: String)] = []
    ) -> [UInt8] {
        let sender = sender(record.build)
        return sender.dialect.form.request(
            WireFields(record, key: sender.key), host: host, extraHeaders: extraHeaders)
    }
}
