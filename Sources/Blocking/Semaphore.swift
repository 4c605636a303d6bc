import Glibc

/// A counting semaphore; `signal` may come before `wait`.
package final class Semaphore: Sendable {
    // Safe because sem_t is made to be shared by threads and its address is fixed until deinit.
    private nonisolated(unsafe) let handle: UnsafeMutablePointer<sem_t>

    /// Makes a semaphore of value 0.
    package init() {
        handle = .allocate(capacity: 1)
        sem_init(handle, 0, 0)
    }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    /// Adds one and wakes one waiting thread.
    ///
    /// Never blocks.
    package func signal() {
        sem_post(handle)
    }

    /// Blocks the calling thread until the value is above zero, then takes one.
    ///
    /// Never on the cooperative pool.
    package func wait() {
        while sem_wait(handle) != 0 && errno == EINTR {}
    }
}
