import Domain
import ServiceLifecycle

/// Starts the private PostgreSQL again when it has ended while we serve.
///
/// Listed before whatever uses the database, so that it stops after it.
struct ClusterKeeper: Service {
    private let restart: @Sendable () async throws -> Bool
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer

    /// - Parameter restart: starts the server where it has ended, and says whether it had.
    init(
        restart: @escaping @Sendable () async throws -> Bool,
        sleep: @escaping @Sendable (Duration) async throws -> Void, observe: @escaping Observer
    ) {
        self.restart = restart
        self.sleep = sleep
        self.observe = observe
    }

    init<C>(
        _ cluster: PrivateCluster<C>, sleep: @escaping @Sendable (Duration) async throws -> Void,
        observe: @escaping Observer
    ) {
        self.init(restart: { try await cluster.restartIfEnded() }, sleep: sleep, observe: observe)
    }

    /// Looks every two seconds; says once that a restart fails, however often it is tried.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                do {
                    if try await self.restart() { self.observe(.clusterRestarted) }
                    isFailing = false
                } catch {
                    if !isFailing && !Task.isCancelled {
                        self.observe(.clusterNotRestarted(reason: "\(error)"))
                    }
                    isFailing = true
                }
                try? await self.sleep(.seconds(2))
            }
        }
    }
}
