package import Domain
internal import ServiceLifecycle
package import Storage
import Synchronization

/// Writes down every five seconds that this instance receives, so that a crash shows as a gap.
///
/// While PostgreSQL is away, receipts go to the spool: that is no outage, and the beats go to a file until PostgreSQL
/// is back.
package final class Heartbeat: Service {
    private static let period = Duration.seconds(5)
    /// One write must not keep the next beats waiting until they look like a standstill.
    private static let patience = Duration.seconds(3)

    private let database: Database
    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let saveLocally: @Sendable ([UInt8]) async throws -> Void
    private let loadLocally: @Sendable () async throws -> [UInt8]?
    private let observe: Observer
    private let state: Mutex<State>

    private struct State {
        var log: PresenceLog
        /// A gap may have opened or closed since outages were last recorded.
        var isToRecord = true
        /// The file may hold something.
        var isFileInUse = true
        /// The database refuses what we write, and that was said.
        var isRefused = false
    }

    /// - Parameters:
    ///   - database: with connections of its own: a beat that waits for one looks like a standstill.
    ///   - instance: the number of this start of a collector.
    ///   - now: the time that intervals are stamped with; may be set, or be a test clock.
    ///   - uptime: a monotonic time from any beginning that also advances while the machine sleeps.
    ///   - saveLocally: keeps bytes over a crash, in place of those before; no bytes when nothing is to be kept.
    ///   - loadLocally: what an earlier start kept.
    package init(
        database: Database, instance: Int32, now: @escaping @Sendable () -> Timestamp,
        uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        saveLocally: @escaping @Sendable ([UInt8]) async throws -> Void,
        loadLocally: @escaping @Sendable () async throws -> [UInt8]?, observe: @escaping Observer
    ) {
        self.database = database
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.saveLocally = saveLocally
        self.loadLocally = loadLocally
        self.observe = observe
        state = Mutex(State(log: PresenceLog(instance: instance)))
    }

    /// Beats until the service stops, and then writes down that it stopped in order.
    package func run() async throws {
        await takeUpFile()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.beat()
                try? await self.sleep(Self.period)
            }
        }
        let now = now()
        state.withLock { $0.log.stop(now: now) }
        await save(now)
    }

    /// Neither PostgreSQL nor the spool takes records: from now on we do not receive.
    ///
    /// May be called again and again.
    package func receivingStopped(_ reason: String) {
        let now = now()
        state.withLock { state in
            state.log.halt(now: now, reason: reason)
            state.isToRecord = true
        }
    }

    /// One of the stores takes records again.
    package func receivingResumed() {
        let (now, uptime) = (now(), uptime())
        state.withLock { state in
            state.log.resume()
            if state.log.beat(now: now, uptime: uptime) { state.isToRecord = true }
        }
    }

    /// What an earlier start could not tell the database comes before our own.
    private func takeUpFile() async {
        // A file that cannot be read makes an outage longer than it was, and keeps nothing from starting.
        guard let bytes = try? await loadLocally(), let earlier = PresenceInterval.read(bytes) else { return }
        state.withLock { $0.log.add(earlier: earlier) }
    }

    private func beat() async {
        let (now, uptime) = (now(), uptime())
        state.withLock { state in
            if state.log.beat(now: now, uptime: uptime) { state.isToRecord = true }
        }
        await save(now)
    }

    /// Brings everything unsaved to the database, or where that is away to the file.
    private func save(_ now: Timestamp) async {
        let (unsaved, isToRecord) = state.withLock { ($0.log.unsaved, $0.isToRecord) }
        do {
            try await database.outages.recordPresence(unsaved, within: Self.patience)
            state.withLock { state in
                state.log.markSaved(unsaved)
                state.isRefused = false
            }
        } catch {
            let isNews = state.withLock { state in
                state.isFileInUse = true
                state.isToRecord = true
                defer { state.isRefused = state.isRefused || Database.isRefusal(error) }
                return !state.isRefused && Database.isRefusal(error) && !Task.isCancelled
            }
            if isNews { observe(.presenceNotRecorded(reason: "\(error)")) }
            // Nowhere to write: the next beat tries again, and until then memory knows.
            try? await saveLocally(PresenceInterval.bytes(of: unsaved))
            return
        }
        if isToRecord { await recordOutages(now) }
        await clearFile()
    }

    private func recordOutages(_ now: Timestamp) async {
        state.withLock { $0.isToRecord = false }
        do {
            for outage in try await database.outages.record(now: now, within: Self.patience) {
                observe(.outageRecorded(from: outage.beganAt, to: outage.endedAt, cause: outage.cause))
            }
        } catch {
            state.withLock { $0.isToRecord = true }
        }
    }

    private func clearFile() async {
        guard state.withLock({ $0.isFileInUse }) else { return }
        do {
            try await saveLocally([])
            state.withLock { $0.isFileInUse = false }
        } catch {
            // Read again at the next start, the file tells the database what it knows already.
            return
        }
    }
}
