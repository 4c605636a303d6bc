/// What the private server is run with; written anew at each start.
struct ServerSettings: Sendable {
    static let fileName = "afterbuild.conf"
    /// Added to the end of `postgresql.conf`, once, so that the file counts.
    static let include =
        "\n# Settings of afterbuild; ALTER SYSTEM overrides them.\ninclude_if_exists = '\(fileName)'\n"

    /// Settings that count above ours, by name.
    var more: [String: String] = [:]

    /// The text of the file.
    func text(socketDir: String) -> String {
        let fixed = [
            ("listen_addresses", ""), ("port", "5432"),
            ("unix_socket_directories", Self.quoted(socketDir, by: "\"")),
            ("unix_socket_permissions", "0700"),
        ]
        let all = Self.standard.filter { more[$0.0] == nil } + more.sorted { $0.key < $1.key } + fixed
        let lines = all.map { name, value in "\(name) = \(Self.quoted(value, by: "'"))" }
        return """
            # Written by afterbuild at each start: changes made here are lost. Use ALTER SYSTEM instead.
            \(lines.joined(separator: "\n"))

            """
    }

    private static func quoted(_ text: String, by quote: Character) -> String {
        var quoted = String(quote)
        for character in text {
            if character == quote { quoted.append(quote) }
            quoted.append(character)
        }
        return quoted + String(quote)
    }

    /// For two cores and a few gigabytes of memory.
    private static let standard = [
        ("max_connections", "100"),
        ("shared_buffers", "256MB"),
        ("effective_cache_size", "1GB"),
        ("maintenance_work_mem", "128MB"),
        ("max_wal_size", "2GB"),
        ("wal_compression", "on"),
        ("checkpoint_timeout", "15min"),
        ("timezone", "Asia/Seoul"),
        ("log_timezone", "Asia/Seoul"),
        ("logging_collector", "on"),
        ("log_directory", "log"),
        ("log_filename", "postgresql-%a.log"),
        ("log_rotation_age", "1d"),
        ("log_rotation_size", "0"),
        ("log_truncate_on_rotation", "on"),
        ("log_line_prefix", "%m [%p] %q%u@%d "),
        ("log_checkpoints", "off"),
    ]
}
