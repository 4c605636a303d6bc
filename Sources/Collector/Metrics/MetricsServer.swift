package import Domain
import HTTPTypes
import Hummingbird
package import Logging
internal import ServiceLifecycle

/// Answers `GET /metrics` on a listener of its own.
///
/// Receiving does not depend on it: while its address cannot be had, it says so once and asks for it again.
package struct MetricsServer: Service {
    private let host: String
    private let port: Int
    private let page: MetricsPage
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger
    private let observe: Observer

    /// - Parameters:
    ///   - port: 0 lets the system choose; `metricsListening` says which.
    ///   - logger: for the HTTP library's own lines.
    package init(
        host: String, port: Int, page: MetricsPage,
        sleep: @escaping @Sendable (Duration) async throws -> Void, logger: Logger,
        observe: @escaping Observer
    ) {
        self.host = host
        self.port = port
        self.page = page
        self.sleep = sleep
        self.logger = logger
        self.observe = observe
    }

    /// Serves until the service stops.
    package func run() async throws {
        var lastReason: String?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await application.run()
                return
            } catch {
                if "\(error)" != lastReason {
                    observe(.metricsNotListening(reason: "\(shownAddress): \(error)"))
                }
                lastReason = "\(error)"
            }
            try? await cancelWhenGracefulShutdown { try await sleep(.seconds(10)) }
        }
    }

    private var application: some ApplicationProtocol {
        let router = Router()
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await page.text())))
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                let bound = channel.localAddress?.port ?? port
                observe(.metricsListening(address: "http://\(shownHost):\(bound)/metrics"))
            },
            logger: logger)
    }

    private var shownHost: String { host.contains(":") ? "[\(host)]" : host }
    private var shownAddress: String { "\(shownHost):\(port)" }
}
