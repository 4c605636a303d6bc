import Glibc
import Synchronization

/// A serial executor with one thread of its own, for actors that call blocking C functions.
///
/// Jobs run in the order in which they arrive. The thread starts with the first job and ends after `stop()`,
/// or when the executor is released, as soon as the queue is empty. A job that arrives after `stop()` still
/// runs (on a thread started for it), because a job that never runs is a task that never ends.
package final class ThreadExecutor: SerialExecutor {
    private let queue: JobQueue

    /// Makes an executor without starting its thread; the kernel shows the first 15 bytes of `name`.
    package init(name: String) {
        queue = JobQueue(name: name)
    }

    deinit {
        queue.stop()
    }

    /// Called by the Swift runtime; never blocks.
    package func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), of: self)
    }

    /// Lets the thread end when its queue is empty.
    ///
    /// Does not wait for it, so it may be called on the thread.
    package func stop() {
        queue.stop()
    }
}

/// The jobs of one executor, shared with its thread so that the thread does not keep the executor alive.
private final class JobQueue: Sendable {
    private struct State {
        /// A waiting job holds its executor, which must outlive the job.
        var jobs: [(job: UnownedJob, executor: ThreadExecutor)] = []
        var hasThread = false
        var isStopped = false
        /// Whether the thread waits, or is about to: set by the thread, taken by who signals, so that each
        /// signal has its wait.
        var isAsleep = false

        mutating func takeSleeper() -> Bool {
            defer { isAsleep = false }
            return isAsleep
        }
    }

    private let name: String
    private let state = Mutex(State())
    private let wake = Semaphore()

    init(name: String) {
        self.name = name
    }

    func append(_ job: UnownedJob, of executor: ThreadExecutor) {
        let (needsThread, isAsleep) = state.withLock { state in
            state.jobs.append((job, executor))
            defer { state.hasThread = true }
            return (!state.hasThread, state.takeSleeper())
        }
        if isAsleep { wake.signal() }
        if needsThread {
            let started = DetachedThread.start(name: name) { self.work() }
            precondition(
                started, "no thread could be started for \(name): raise the limit of threads (ulimit -u)")
        }
    }

    func stop() {
        let isAsleep = state.withLock { state in
            state.isStopped = true
            return state.takeSleeper()
        }
        if isAsleep { wake.signal() }
    }

    private func work() {
        while true {
            let (batch, mayEnd) = state.withLock { state in
                let batch = state.jobs
                state.jobs = []
                if batch.isEmpty && state.isStopped {
                    state.hasThread = false
                } else {
                    state.isAsleep = batch.isEmpty
                }
                return (batch, !state.hasThread)
            }
            if mayEnd { return }
            if batch.isEmpty { wake.wait() }
            for entry in batch {
                entry.job.runSynchronously(on: entry.executor.asUnownedSerialExecutor())
            }
        }
    }
}
