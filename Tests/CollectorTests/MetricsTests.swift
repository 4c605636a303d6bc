import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Collector

private let now = Timestamp(day: Day(number: 20_600), hour: 9)

/// What Prometheus gets to read.
@Suite struct MetricsTests {
    @Test func promtoolFindsNothingWrongWithThePageOfANewCollector() async throws {
        let outcome = try await Promtool.check(await page(CollectorMetrics()).text())
        #expect(outcome.complaints == "")
        #expect(outcome.status == 0)
    }

    @Test func promtoolFindsNothingWrongWithThePageOfABusyCollector() async throws {
        let metrics = CollectorMetrics()
        for endpoint in Endpoint.allCases {
            for place in Dialect.Place.allCases {
                let dialect = Dialect(endpoint: endpoint, method: .post, place: place)
                for lane in Lane.allCases { metrics.countReceived(lane, dialect: dialect.code) }
            }
        }
        for cut in CollectorMetrics.Cut.allCases { metrics.countCut(cut) }
        for microseconds in [0, 1, 499, 750_000, 60_000_000] {
            metrics.countCommit(records: microseconds, in: .microseconds(microseconds))
        }
        let outcome = try await Promtool.check(await page(metrics, version: "1.0\n\"\\").text())
        #expect(outcome.complaints == "")
        #expect(outcome.status == 0)
    }

    @Test(
        "promtool refuses what is broken, so its silence means something",
        arguments: [
            "afterbuild_records 1\nafterbuild_records{lane=\"a\nb\"} 1\n",
            "# TYPE afterbuild_records counter\nafterbuild_records 1\n",
            "# HELP a_total A.\n# TYPE a_total counter\n# TYPE a_total counter\na_total 1\n",
            "# HELP a_total A.\n# TYPE a_total counter\na_total one\n",
        ])
    func broken(_ text: String) async throws {
        let outcome = try await Promtool.check(text)
        #expect(outcome.status != 0)
        #expect(outcome.complaints != "")
    }

    @Test func everyRecordIsCountedInItsLaneAndDialect() async {
        let metrics = CollectorMetrics()
        let json = Dialect(endpoint: .json, method: .get, place: .queryJSON)
        let last = Dialect(endpoint: .html, method: .other, place: .queryAndBody)
        metrics.countReceived(.counted, dialect: json.code)
        metrics.countReceived(.counted, dialect: json.code)
        metrics.countReceived(.overLimit, dialect: last.code)
        metrics.countReceived(.malformed, dialect: nil, records: 7)
        let line = Dialect(endpoint: .fields, method: .post, place: .csvLine)
        metrics.countReceived(.counted, dialect: line.code, records: 50_000)
        let lines = Self.samples(await page(metrics).text(), of: "afterbuild_received_records_total")
        #expect(lines["{lane=\"counted\",dialect=\"json.do/GET/query-logData\"}"] == "2")
        #expect(lines["{lane=\"test\",dialect=\"json.do/GET/query-logData\"}"] == "0")
        #expect(lines["{lane=\"over_limit\",dialect=\"html.do/OTHER/query-and-body\"}"] == "1")
        #expect(lines["{lane=\"malformed\",dialect=\"batch\"}"] == "7")
        #expect(lines["{lane=\"counted\",dialect=\"batch\"}"] == "50000")
        #expect(lines.count == 3 * Lane.allCases.count)
    }

    /// Were two dialects or lanes counted in one place, some of these numbers would be sums.
    @Test func noTwoDialectsOrLanesShareAPlace() async {
        let metrics = CollectorMetrics()
        var records = 0
        var expected: [String: String] = [:]
        for endpoint in Endpoint.allCases {
            for method in Dialect.Method.allCases {
                for place in Dialect.Place.allCases where place != .ndjsonLine && place != .csvLine {
                    let dialect = Dialect(endpoint: endpoint, method: method, place: place)
                    for lane in Lane.allCases {
                        records += 1
                        metrics.countReceived(lane, dialect: dialect.code, records: records)
                        expected["{lane=\"\(lane.rawValue)\",dialect=\"\(dialect.name)\"}"] = "\(records)"
                    }
                }
            }
        }
        let found = Self.samples(await page(metrics).text(), of: "afterbuild_received_records_total")
        #expect(found.filter { !$0.key.contains("dialect=\"batch\"") } == expected)
    }

    @Test func manyThreadsCountWhatOneWould() async {
        let metrics = CollectorMetrics()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        metrics.countReceived(.counted, dialect: 0)
                        metrics.connectionOpened()
                        metrics.connectionClosed()
                    }
                }
            }
        }
        let text = await page(metrics).text()
        let received = Self.samples(text, of: "afterbuild_received_records_total")
        #expect(received["{lane=\"counted\",dialect=\"json/GET/nothing\"}"] == "80000")
        #expect(Self.samples(text, of: "afterbuild_connections") == ["": "0"])
        #expect(Self.samples(text, of: "afterbuild_connections_total") == ["": "80000"])
    }

    @Test func histogramsCountWhatIsAtMostTheirBound() async {
        let metrics = CollectorMetrics()
        metrics.countCommit(records: 1, in: .microseconds(500))
        metrics.countCommit(records: 2, in: .microseconds(501))
        metrics.countCommit(records: 60_000, in: .seconds(7))
        let text = await page(metrics).text()
        let records = Self.samples(text, of: "afterbuild_commit_batch_records_bucket")
        #expect(records["{le=\"1\"}"] == "1")
        #expect(records["{le=\"2\"}"] == "2")
        #expect(records["{le=\"50000\"}"] == "2")
        #expect(records["{le=\"+Inf\"}"] == "3")
        #expect(Self.samples(text, of: "afterbuild_commit_batch_records_sum") == ["": "60003"])
        #expect(Self.samples(text, of: "afterbuild_commit_batch_records_count") == ["": "3"])
        let times = Self.samples(text, of: "afterbuild_commit_duration_seconds_bucket")
        #expect(times["{le=\"0.0005\"}"] == "1")
        #expect(times["{le=\"0.001\"}"] == "2")
        #expect(times["{le=\"5\"}"] == "2")
        #expect(Self.samples(text, of: "afterbuild_commit_duration_seconds_sum") == ["": "7.001001"])
    }

    @Test func theSpoolIsShownWithTheAgeOfItsOldestRecord() async {
        var status = SpoolStatus(slot: 0, limit: 1_000)
        status.bytes = 300
        status.batches = 4
        status.oldestArrival = now.adding(seconds: -90)
        let text = await page(CollectorMetrics(), spool: status).text()
        #expect(Self.samples(text, of: "afterbuild_spool_bytes") == ["": "300"])
        #expect(Self.samples(text, of: "afterbuild_spool_limit_bytes") == ["": "1000"])
        #expect(Self.samples(text, of: "afterbuild_spool_batches") == ["": "4"])
        #expect(Self.samples(text, of: "afterbuild_spool_oldest_age_seconds") == ["": "90.0"])
        status.oldestArrival = now.adding(seconds: 5)
        let ahead = await page(CollectorMetrics(), spool: status).text()
        #expect(Self.samples(ahead, of: "afterbuild_spool_oldest_age_seconds") == ["": "0.0"])
    }

    @Test func whatWasRefusedAndCutIsCountedByItsReason() async {
        let metrics = CollectorMetrics()
        metrics.countRefused(.legacy, records: 12)
        metrics.countRefused(.batch)
        metrics.countCut(.slow)
        metrics.countCut(.address)
        metrics.countRequest(.lookup)
        metrics.setDatabaseAvailable(false)
        let text = await page(metrics).text()
        #expect(
            Self.samples(text, of: "afterbuild_refused_records_total") == [
                "{code=\"AP1010\"}": "12", "{code=\"503\"}": "1",
            ])
        #expect(
            Self.samples(text, of: "afterbuild_connections_cut_total") == [
                "{reason=\"slow\"}": "1", "{reason=\"header\"}": "0", "{reason=\"body\"}": "0",
                "{reason=\"address\"}": "1",
            ])
        #expect(Self.samples(text, of: "afterbuild_requests_total")["{kind=\"lookup\"}"] == "1")
        #expect(Self.samples(text, of: "afterbuild_database_available") == ["": "0"])
        metrics.setDatabaseAvailable(true)
        #expect(Self.samples(await page(metrics).text(), of: "afterbuild_database_available") == ["": "1"])
    }

    @Test func theProcessIsDescribedByWhatLinuxSaysOfIt() async throws {
        let text = await page(CollectorMetrics()).text()
        func value(_ name: String) throws -> Double {
            try #require(Self.samples(text, of: name)[""].flatMap { Double($0) })
        }
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_virtual_memory_bytes") > value("process_resident_memory_bytes"))
        #expect(try value("process_open_fds") >= 3)
        #expect(try value("process_max_fds") >= value("process_open_fds"))
        let age = Date().timeIntervalSince1970 - (try value("process_start_time_seconds"))
        // A test process is neither older than a day nor from the future, but for the clock's rounding.
        #expect((-2..<86_400).contains(age))
        #expect(try value("process_cpu_seconds_total") > 0)
    }

    /// What stands behind `name`, by its labels with their braces.
    private static func samples(_ text: String, of name: String) -> [String: String] {
        var samples: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("\(name){") || line.hasPrefix("\(name) ")
        {
            let rest = line.dropFirst(name.count)
            guard let end = rest.lastIndex(of: " ") else { continue }
            samples[String(rest[..<end])] = String(rest[rest.index(after: end)...])
        }
        return samples
    }

    private func page(
        _ metrics: CollectorMetrics, version: String = "1.0",
        spool: SpoolStatus? = SpoolStatus(slot: 0, limit: 1)
    ) -> MetricsPage {
        MetricsPage(
            metrics: metrics, version: version, now: { now }, waitingRecords: { 3 }, spool: { spool })
    }
}

/// Prometheus' own checker.
private enum Promtool {
    static func check(_ text: String) async throws -> (status: Int32, complaints: String) {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "afterbuild-\(UUID().uuidString).prom")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = try TestProcess(
            "/bin/sh", ["-c", "exec promtool check metrics < \"$1\"", "sh", file.path],
            ["PATH": "/usr/bin:/bin:/usr/local/bin"])
        let status = await process.wait()
        return (status, process.errorText + process.outputText)
    }
}
