import Domain
import NIOCore
import NIOEmbedded
import Storage
import Synchronization
import TestSupport

@testable import Collector

/// A receiving edge with connections whose clock stands still until a test moves it.
struct ConnectedEdge: Sendable {
    static let now = instant("2026-05-20 10:00")

    let batcher: Batcher
    let rules: ConnectionRules
    private let receiver: LegacyReceiver
    private let kept: Kept
    private let mayCommit: AsyncStream<Void>.Continuation

    var limits: ConnectionLimits { rules.limits }
    /// What was committed, in its order.
    var arrivals: [Arrival] { kept.arrivals.withLock { $0 } }

    /// - Parameters:
    ///   - isCommitting: false: nothing is committed before `beginCommitting`.
    ///   - perAddress: connections of one address.
    static func with(
        isCommitting: Bool = true, perAddress: Int? = nil, _ body: (ConnectedEdge) async throws -> Void
    ) async throws {
        try await SampleEdge.withIntake(SenderLimits(requestsADay: 5_000)) { intake in
            let kept = Kept()
            let metrics = CollectorMetrics()
            let batcher = Batcher(
                instance: 1,
                keep: { batches, _ in
                    kept.arrivals.withLock { $0 += batches.flatMap(\.arrivals) }
                    return batches.map { _ in .stored }
                }, setAside: { _, _ in false }, pause: { _ in }, metrics: metrics, observe: { _ in })
            let (gate, mayCommit) = AsyncStream<Void>.makeStream()
            let edge = ConnectedEdge(
                batcher: batcher,
                rules: ConnectionRules(
                    proxies: TrustedProxies(), perAddress: ConnectionLimit(perAddress), metrics: metrics),
                receiver: LegacyReceiver(
                    intake: intake, batcher: batcher, clock: CollectorClock(now: { now }), observe: { _ in }),
                kept: kept, mayCommit: mayCommit)
            if isCommitting { edge.beginCommitting() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in gate {}
                    try await batcher.run()
                }
                defer {
                    edge.beginCommitting()
                    batcher.close()
                }
                try await body(edge)
            }
        }
    }

    func beginCommitting() {
        mayCommit.finish()
    }

    /// Runs `body` with a new connection, and closes it.
    func connected<Value>(
        from address: String = "192.0.2.1", _ body: (HeldConnection) async throws -> Value
    ) async throws -> Value {
        let reads = ReadCounter()
        let channel = try await NIOAsyncTestingChannel { channel in
            try channel.pipeline.syncOperations.addHandlers([
                reads,
                CollectorConnection(
                    receiver: receiver, rules: rules, promise: channel.eventLoop.makePromise()
                ) {
                    channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
                },
            ])
        }
        let remote = try SocketAddress(ipAddress: address, port: 40_000)
        channel.remoteAddress = remote
        do {
            try await channel.connect(to: remote).get()
            let value = try await body(HeldConnection(channel: channel, readCount: { reads.count }))
            try? await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// How many connections were cut for a reason.
    func cuts(_ reason: CollectorMetrics.Cut) -> Int {
        var text = PrometheusText()
        rules.metrics.write(to: &text)
        let name = "afterbuild_connections_cut_total{reason=\"\(reason)\"} "
        let line = text.text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count)) } ?? -1
    }
}

/// The client's end of a connection.
struct HeldConnection {
    let channel: NIOAsyncTestingChannel
    /// How often the socket was read.
    let readCount: () -> Int

    func isOpen() async throws -> Bool {
        let channel = channel
        return try await channel.testingEventLoop.executeInContext { channel.isActive }
    }

    func isClosed() async throws -> Bool {
        try await !isOpen()
    }

    func send(_ text: String) async throws {
        try await channel.writeInbound(ByteBuffer(string: text))
    }

    /// The next bytes that the collector writes, once it does.
    func answer() async throws -> String {
        String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
    }

    /// What the collector wrote and nobody took yet; `nil` when there is nothing.
    func written() async throws -> String? {
        try await channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) }
    }

    /// Moves the connection's clock.
    func wait(_ time: TimeAmount) async {
        await channel.testingEventLoop.advanceTime(by: time)
    }

    /// Asks for the next read, as the socket does after each.
    func askToRead() async throws {
        let pipeline = channel.pipeline
        try await channel.testingEventLoop.executeInContext { pipeline.read() }
    }

    func fire(_ event: some Sendable) async throws {
        let pipeline = channel.pipeline
        try await channel.testingEventLoop.executeInContext {
            pipeline.fireUserInboundEventTriggered(event)
        }
    }
}

private final class Kept: Sendable {
    let arrivals = Mutex<[Arrival]>([])
}

/// Stands where the socket is.
private final class ReadCounter: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = ByteBuffer

    private let reads = Mutex(0)
    var count: Int { reads.withLock { $0 } }

    func read(context: ChannelHandlerContext) {
        reads.withLock { $0 += 1 }
        context.read()
    }
}

/// What an installed solution sends.
enum SampleRequest {
    static func head(_ length: Int?, version: String = "1.1", _ headers: String...) -> String {
        var lines = ["POST /apisvc/sendLogData.json HTTP/\(version)", "Host: x"] + headers
        if let length { lines.append("Content-Length: \(length)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    static func post(_ number: Int = 0) -> String {
        let fields = SampleEdge.fields(number: number)
        return head(fields.utf8.count) + fields
    }
}
