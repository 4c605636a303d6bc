package import Domain

/// All metrics of this process, as Prometheus asks for them.
package struct MetricsPage: Sendable {
    private let metrics: CollectorMetrics
    private let version: String
    private let now: @Sendable () -> Timestamp
    private let waitingRecords: @Sendable () -> Int
    private let spool: @Sendable () async -> SpoolStatus?

    /// - Parameters:
    ///   - waitingRecords: records that wait for a commit.
    ///   - spool: what waits on the disk; `nil` while there is no spool.
    package init(
        metrics: CollectorMetrics, version: String, now: @escaping @Sendable () -> Timestamp,
        waitingRecords: @escaping @Sendable () -> Int, spool: @escaping @Sendable () async -> SpoolStatus?
    ) {
        self.metrics = metrics
        self.version = version
        self.now = now
        self.waitingRecords = waitingRecords
        self.spool = spool
    }

    /// The page, in Prometheus' text format 0.0.4.
    package func text() async -> String {
        var text = PrometheusText()
        text.family("afterbuild_build_info", .gauge, "Always 1; the label says which version runs.")
        text.sample(1, [("version", version)])
        metrics.write(to: &text)
        text.gauge("afterbuild_waiting_records", waitingRecords(), "Records that wait for a commit.")
        if let status = await spool() { write(status, to: &text) }
        ProcessReading()?.write(to: &text)
        return text.text
    }

    private func write(_ spool: SpoolStatus, to text: inout PrometheusText) {
        text.gauge(
            "afterbuild_spool_bytes", spool.bytes, "Bytes of the spool that are not yet in PostgreSQL.")
        text.gauge("afterbuild_spool_limit_bytes", spool.limit, "Bytes that the spool may hold.")
        text.gauge(
            "afterbuild_spool_batches", spool.batches, "Batches of the spool that are not yet in PostgreSQL.")
        let age = spool.oldestArrival.map { max(0, now().microseconds - $0.microseconds) } ?? 0
        text.gauge(
            "afterbuild_spool_oldest_age_seconds", Double(age) / 1_000_000,
            "Time since the oldest record of the spool arrived; 0 when it is empty.")
    }
}
