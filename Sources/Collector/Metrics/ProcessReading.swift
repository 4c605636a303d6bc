import Glibc

/// What Linux says about this process, under the names that Prometheus' own libraries use.
struct ProcessReading {
    private let cpuSeconds: Double
    private let startSeconds: Double
    private let residentBytes: Int
    private let virtualBytes: Int
    private let openFiles: Int
    private let mostFiles: Int

    /// `nil` where `/proc` cannot be read.
    init?() {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        // The second field is the program's name in parentheses, which may hold blanks and parentheses.
        guard let line = Self.text("/proc/self/stat"), let end = line.lastIndex(of: ")"),
            let boot = Self.text("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }
            ),
            let bootSeconds = Double(boot.dropFirst(6))
        else { return nil }
        // From the third field on, as proc(5) numbers them.
        let fields = line[end...].dropFirst(2).split(separator: " ").map { Int($0) ?? 0 }
        guard fields.count > 21 else { return nil }
        cpuSeconds = Double(fields[11] + fields[12]) / ticks
        startSeconds = bootSeconds + Double(fields[19]) / ticks
        virtualBytes = fields[20]
        residentBytes = fields[21] * Int(sysconf(Int32(_SC_PAGESIZE)))
        openFiles = Self.count("/proc/self/fd")
        let limit = Self.text("/proc/self/limits")?.split(separator: "\n").first {
            $0.hasPrefix("Max open files ")
        }
        mostFiles = limit.flatMap { $0.split(separator: " ").dropFirst(3).first }.flatMap { Int($0) } ?? 0
    }

    func write(to text: inout PrometheusText) {
        text.family("process_cpu_seconds_total", .counter, "Processor time of this process.")
        text.sample(cpuSeconds)
        text.gauge("process_resident_memory_bytes", residentBytes, "Memory that this process has in RAM.")
        text.gauge("process_virtual_memory_bytes", virtualBytes, "Address space of this process.")
        text.gauge("process_start_time_seconds", startSeconds, "Start of this process, since 1970.")
        text.gauge("process_open_fds", openFiles, "Files and sockets that are open.")
        text.gauge("process_max_fds", mostFiles, "Files and sockets that may be open.")
    }

    private static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while case let count = read(file, &chunk, chunk.count), count > 0 { bytes += chunk.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The entries of a folder, without the one that reading it opens.
    private static func count(_ folder: String) -> Int {
        guard let stream = opendir(folder) else { return 0 }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil { count += 1 }
        return max(0, count - 3)
    }
}
