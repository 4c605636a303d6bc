import Domain
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Collector

@Suite struct MetricsServerTests {
    @Test func theListenerAnswersMetricsAndNothingElse() async throws {
        try await with(port: 0) { observed in
            let port = try await Self.port(observed)
            let client = try RawClient(port: port)
            let answer = try client.exchange(Array("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.text.contains("\nafterbuild_build_info{version=\"1.0\"} 1\n"))
            for path in ["/", "/metrics/x", "/apisvc/sendLogData.json"] {
                #expect(
                    try client.exchange(Array("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)).status == 404)
            }
        }
    }

    /// The second server ends with its task and not with an error, and is heard once the first has gone.
    @Test func aPortInUseIsSaidOnceAndTakenWhenItIsFree() async throws {
        let holder = Observed()
        let tries = Counter()
        let second = Observed()
        try await withThrowingTaskGroup { group in
            group.addTask { try await Self.server(port: 0, observed: holder, sleep: Self.sleep).run() }
            let port = try await Self.port(holder)
            try await withThrowingTaskGroup { inner in
                inner.addTask {
                    try await Self.server(port: port, observed: second) { _ in
                        tries.add()
                        try await Task.sleep(for: .milliseconds(2))
                    }.run()
                }
                try await eventually("a third try") { tries.value >= 3 }
                #expect(second.all.count == 1)
                guard case .metricsNotListening(let reason)? = second.all.first else {
                    Issue.record("said \(second.all)")
                    return
                }
                #expect(reason.contains("127.0.0.1:\(port)"))
                group.cancelAll()
                #expect(try await Self.port(second) == port)
                inner.cancelAll()
            }
        }
    }

    @Test func aGracefulShutdownEndsItWhileItWaitsForItsPort() async throws {
        let holder = Observed()
        try await withThrowingTaskGroup { group in
            group.addTask { try await Self.server(port: 0, observed: holder, sleep: Self.sleep).run() }
            let port = try await Self.port(holder)
            let second = Observed()
            let waiting = Self.server(
                port: port, observed: second, sleep: { _ in try await Task.sleep(for: .seconds(600)) })
            let services = ServiceGroup(
                configuration: ServiceGroupConfiguration(services: [waiting], logger: quiet))
            group.addTask { try await services.run() }
            try await eventually("an observation") { !second.all.isEmpty }
            await services.triggerGracefulShutdown()
            _ = try await group.next()
            group.cancelAll()
        }
    }

    private static let sleep: @Sendable (Duration) async throws -> Void = {
        try await ContinuousClock().sleep(for: $0)
    }

    private func with(port: Int, _ body: (Observed) async throws -> Void) async throws {
        let observed = Observed()
        try await withThrowingTaskGroup { group in
            group.addTask { try await Self.server(port: port, observed: observed, sleep: Self.sleep).run() }
            try await body(observed)
            group.cancelAll()
        }
    }

    private static func server(
        port: Int, observed: Observed, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) -> MetricsServer {
        let page = MetricsPage(
            metrics: CollectorMetrics(), version: "1.0", now: { Timestamp(microseconds: 0) },
            waitingRecords: { 0 }, spool: { nil })
        return MetricsServer(
            host: "127.0.0.1", port: port, page: page, sleep: sleep, logger: quiet,
            observe: { observed.add($0) })
    }

    /// The port on which a server said that it listens.
    private static func port(_ observed: Observed) async throws -> Int {
        var text: Substring?
        try await eventually("a server that listens") {
            for case .metricsListening(let address) in observed.all {
                text = address.split(separator: ":").last?.split(separator: "/").first
            }
            return text != nil
        }
        return try #require(text.flatMap { Int($0) })
    }
}

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

private final class Observed: Sendable {
    private let seen = Mutex<[Observation]>([])
    var all: [Observation] { seen.withLock { $0 } }
    func add(_ observation: Observation) { seen.withLock { $0.append(observation) } }
}
