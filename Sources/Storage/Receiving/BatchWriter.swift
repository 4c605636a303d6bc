package import Blocking
import Postgres

/// A connection for batches alone, on the thread of the committer.
///
/// A commit is then not passed between threads, which costs as much as a tenth of it.
package struct BatchWriter: Sendable {
    let connection: Connection
}

extension ReceiptStore {
    /// A writer beside the pool's connections; it connects when it is first used.
    package func batchWriter(on thread: BlockingThread) -> BatchWriter {
        BatchWriter(connection: Connection(database.pool.configuration, on: thread.executor))
    }
}
