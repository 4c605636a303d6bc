package import Domain
package import Storage

/// Everything that happens in the background, on one screen.
package struct Schedule: Sendable {
    package let jobs: [Job]

    /// - Parameters:
    ///   - mail: `nil` where no mail server is set; messages then wait in the outbox.
    ///   - rawDays: how long raw bytes of requests are kept.
    ///   - codeVersion: stands in every kept window.
    ///   - extra: jobs of other features, which this one does not know.
    package init(
        database: Database, judge: JudgeJob, mail: MailJob?, rawDays: Int, codeVersion: String,
        extra: [Job] = [], observe: @escaping Observer
    ) {
        let windows = WindowJob(database: database, codeVersion: codeVersion)
        let proof = Proof(database: database, windows: windows, observe: observe)
        var jobs = [
            Job(
                "aggregate", .everySeconds(60),
                "recomputes the build days that receipts arrived for"
            ) {
                try await aggregate(in: database, now: $0)
            },
            Job(
                "windows", .everySeconds(900),
                "keeps closed windows, and makes those again of which something became known"
            ) {
                try await windows.run(now: $0)
            },
            Job(
                "phases", .everySeconds(300),
                "packs the build days of running phases, so that a view of a phase reads them at once"
            ) {
                try await packPhaseDays(in: database, now: $0)
            },
            Job(
                "judge", .daily(hour: 6, minute: 10),
                "raises and clears observations by the policy"
            ) {
                try await judge.run(now: $0)
            },
            Job(
                "prove", .daily(hour: 3, minute: 30),
                "compares build days with their receipts, and closed windows and lists with what they are made of"
            ) {
                try await proof.run(now: $0)
            },
        ]
        jobs += Self.keeping(database, rawDays: rawDays, observe: observe)
        if let mail {
            jobs.append(
                Job(
                    "mail", .everySeconds(30), "sends the messages that wait in the outbox"
                ) {
                    try await mail.run(now: $0)
                })
        }
        self.jobs = jobs + extra
    }

    /// Jobs that see to it that things can be kept, and that what may no longer be kept is forgotten.
    private static func keeping(
        _ database: Database, rawDays: Int, observe: @escaping Observer
    ) -> [Job] {
        [
            Job(
                "outages", .everySeconds(3_600),
                "records the intervals in which nothing could be received"
            ) { now in
                let outages = try await database.outages.record(now: now)
                for outage in outages {
                    observe(.outageRecorded(from: outage.beganAt, to: outage.endedAt, cause: outage.cause))
                }
                return "\(outages.count) new outages"
            },
            Job("partitions", .everySeconds(3_600), "makes the partitions of the next days") { now in
                try await database.receipts.ensurePartitions((0...3).map { now.day.adding(days: $0) })
                return "partitions until \(now.day.adding(days: 3))"
            },
            Job(
                "prune", .daily(hour: 4, minute: 20),
                "forgets raw bytes after \(rawDays) days, changes after \(feedDays) and job runs after 7"
            ) {
                now in
                let day = now.day.adding(days: -rawDays)
                let raw =
                    try await database.receipts.pruneRaw(before: day)
                    + database.quarantine.forget(before: day, now: now)
                let changes = try await database.feed.prune(before: now.adding(seconds: -feedDays * 86_400))
                let runs = try await database.jobs.pruneRuns(before: now.adding(seconds: -7 * 86_400))
                return "\(raw) raw requests, \(changes) changes, \(runs) job runs"
            },
        ]
    }

    init(jobs: [Job]) {
        self.jobs = jobs
    }

    package func job(named name: String) -> Job? { jobs.first { $0.name == name } }
}

/// How long changes stay in the feed: a reader that was away for longer reads the lists again.
let feedDays: Int64 = 90

/// Recomputes what is touched; what is touched meanwhile belongs to the next run, or there would be no end under load.
func aggregate(in database: Database, now: Timestamp) async throws -> String {
    let limit = 2_000
    var taken = 0
    var changed = 0
    while true {
        let step = try await database.buildDays.aggregate(limit: limit, now: now, gathering: taken == 0)
        taken += step.taken
        changed += step.changed
        if step.taken < limit { return "\(taken) build days recomputed, \(changed) changed" }
    }
}

/// Packs what is missing, stale or old, a few hundred builds at a time, which bounds how long its locks are held.
func packPhaseDays(in database: Database, now: Timestamp) async throws -> String {
    var packed = 0
    var last: Int64? = 0
    while let after = last {
        let step = try await database.phases.packDays(after: after, now: now)
        packed += step.packed
        last = step.last
    }
    return "\(packed) builds packed"
}
