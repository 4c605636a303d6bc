/// One thread for blocking calls: bodies run there one after the other, in the order of the calls.
///
/// The cooperative pool is free meanwhile. A body is not interrupted when its task is cancelled: a caller that
/// needs this makes the C call return early.
package actor BlockingThread {
    /// For other actors that are to run on the same thread.
    package nonisolated let executor: ThreadExecutor

    /// The thread on which this actor runs.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Makes the thread's owner; the thread starts with the first call and ends with its owner.
    package init(name: String) {
        executor = ThreadExecutor(name: name)
    }

    /// Runs `body` on the thread and returns what it returns, or throws what it throws.
    package func run<T: Sendable, Failure: Error>(
        _ body: @Sendable () throws(Failure) -> T
    ) async throws(Failure) -> T {
        try body()
    }

    /// Runs asynchronous code on the thread, as far as it is not isolated elsewhere; it may block.
    package func host<T>(_ body: () async -> T) async -> T {
        await body()
    }

    /// Lets the thread end after the bodies that are waiting.
    package nonisolated func stop() {
        executor.stop()
    }
}
