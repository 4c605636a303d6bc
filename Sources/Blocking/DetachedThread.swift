import Glibc

/// A thread that runs one body and ends; it is not joined.
package enum DetachedThread {
    /// Returns whether the thread was started; the kernel shows the first 15 bytes of `name`.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(name: name, body: body)).toOpaque()
        guard startThread(work) else {
            Unmanaged<Work>.fromOpaque(work).release()
            return false
        }
        return true
    }
}

private final class Work: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func startThread(_ work: UnsafeMutableRawPointer) -> Bool {
    var thread = pthread_t()
    guard pthread_create(&thread, nil, runWork, work) == 0 else { return false }
    pthread_detach(thread)
    return true
}

private func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
    nameThisThread(work.name)
    work.body()
    return nil
}

/// Glibc hides `pthread_setname_np` from Swift and `prctl` is variadic: the kernel's file does the same.
private func nameThisThread(_ name: String) {
    guard let file = fopen("/proc/thread-self/comm", "w") else { return }
    fputs(name, file)
    fclose(file)
}
