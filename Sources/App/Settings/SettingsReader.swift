import Configuration

/// Reads one setting after the other and remembers what it found, good and bad.
struct SettingsReader {
    private let config: ConfigReader
    private let flags: [Setting: String]
    private let processContext: ProcessContext
    private(set) var problems: [SettingsProblems.Problem] = []
    private(set) var lines: [SettingLine] = []

    init(flags: [Setting: String], processContext: ProcessContext) {
        self.flags = flags
        self.processContext = processContext
        let values = flags.map { setting, text in
            (AbsoluteConfigKey(setting.components), ConfigValue(.string(text), isSecret: setting.isSecret))
        }
        let secrets = Set(Setting.allCases.filter(\.isSecret).map(\.rawValue))
        config = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: Dictionary(values) { first, _ in first }),
            EnvironmentVariablesProvider(
                environmentVariables: processContext.environment.filter { $0.key.hasPrefix(Setting.prefix) },
                secretsSpecifier: .specific(secrets)),
        ])
    }

    func isGiven(_ setting: Setting) -> Bool { text(setting) != nil }

    mutating func complain(_ setting: Setting, found: String, _ right: String) {
        problems.append(SettingsProblems.Problem(name: setting.rawValue, found: found, right: right))
    }

    mutating func value<Value>(
        _ setting: Setting, or standard: Value, expecting right: String, _ read: (String) -> Value?
    ) -> Value {
        optional(setting, shownWithout: shown(standard), expecting: right, read) ?? standard
    }

    mutating func optional<Value>(
        _ setting: Setting, shownWithout: String = "", expecting right: String, _ read: (String) -> Value?
    ) -> Value? {
        guard let text = text(setting) else {
            list(setting, shownWithout, .standard)
            return nil
        }
        let value = read(text)
        let isSafe = !setting.isSecret
        list(setting, isSafe ? value.map(shown) ?? text : "(set, hidden)", source(setting))
        if value == nil { complain(setting, found: isSafe ? "\"\(text)\"" : "(hidden)", right) }
        return value
    }

    /// A secret: the setting itself, or the first line of the file that another names.
    mutating func secret(
        _ setting: Setting, from folder: String, expecting right: String, _ read: (String) -> String?
    ) -> String? {
        let own = optional(setting, expecting: right, read)
        guard let file = setting.file else { return own }
        let line = optional(file, expecting: "the path of a readable file whose first line is \(right)") {
            SecretLine(path: FileSystem.absolute($0, from: folder), read)
        }
        if isGiven(setting), isGiven(file) {
            complain(file, found: "both", "either \(setting.rawValue) or the file")
        }
        return own ?? line?.secret
    }

    /// A setting of two words, listed by them; false where it is not given.
    mutating func flag(_ setting: Setting, yes: String, no: String) -> Bool {
        value(setting, or: no, expecting: "\(yes) or \(no)") { [yes, no].contains($0) ? $0 : nil } == yes
    }

    mutating func number(_ setting: Setting, or standard: Int, in range: ClosedRange<Int>) -> Int {
        optionalNumber(setting, shownWithout: "\(standard)", in: range) ?? standard
    }

    mutating func optionalNumber(
        _ setting: Setting, shownWithout: String = "", in range: ClosedRange<Int>
    ) -> Int? {
        optional(
            setting, shownWithout: shownWithout,
            expecting: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    mutating func dataDir() -> String {
        let folder = processContext.workingDirectory
        guard let standard = standardDataDir else {
            let right = "an absolute path, because neither XDG_DATA_HOME nor HOME says where data goes"
            guard isGiven(.dataDir) else {
                list(.dataDir, "", .standard)
                complain(.dataDir, found: "nothing", right)
                return "/nonexistent"
            }
            return value(.dataDir, or: "/nonexistent", expecting: right) {
                FileSystem.absolute($0, from: folder)
            }
        }
        return value(.dataDir, or: standard, expecting: "a path") { FileSystem.absolute($0, from: folder) }
    }

    func socketDir(dataDir: String) -> String {
        if isGiven(.dataDir) { return "\(dataDir)/run" }
        if processContext.userID == 0 { return "/run/afterbuild" }
        if let runtime = absoluteVariable("XDG_RUNTIME_DIR") { return "\(runtime)/afterbuild" }
        return "\(dataDir)/run"
    }

    /// The folder with `sql/` and `dashboards/`: given, or beside the program, above it, or the working directory.
    mutating func home() -> String {
        let right = "a folder that holds sql/migrations"
        let folder = processContext.workingDirectory
        let programFolder = FileSystem.parent(processContext.executable)
        let candidates =
            [FileSystem.absolute("../share/afterbuild", from: programFolder)]
            + FileSystem.ancestors(programFolder).reversed() + [folder]
        let standard = candidates.first(where: Self.isHome)
        let home = value(.home, or: standard ?? "", expecting: right) { text in
            let path = FileSystem.absolute(text, from: folder)
            return Self.isHome(path) ? path : nil
        }
        if home.isEmpty, !isGiven(.home) {
            complain(.home, found: "nothing, and none beside or above \(processContext.executable)", right)
        }
        return home
    }

    /// A misspelt variable would otherwise be ignored in silence.
    mutating func findUnknownNames() {
        let known = Set(Setting.allCases.map(\.rawValue))
        for name in processContext.environment.keys.sorted()
        where name.hasPrefix(Setting.prefix) && !name.hasPrefix(Setting.testPrefix) && !known.contains(name) {
            problems.append(
                SettingsProblems.Problem(
                    name: name, found: "a name that is no setting",
                    right: "a known name; the nearest is \(Setting.nearest(to: name).rawValue)"))
        }
    }

    private static func isHome(_ path: String) -> Bool {
        FileSystem.isFolder("\(path)/sql/migrations")
    }

    private var standardDataDir: String? {
        if processContext.userID == 0 { return "/var/lib/afterbuild" }
        if let data = absoluteVariable("XDG_DATA_HOME") { return "\(data)/afterbuild" }
        return absoluteVariable("HOME").map { FileSystem.absolute(".local/share/afterbuild", from: $0) }
    }

    /// The XDG specification tells programs to ignore paths that are not absolute.
    private func absoluteVariable(_ name: String) -> String? {
        guard let path = processContext.environment[name], path.hasPrefix("/") else { return nil }
        return FileSystem.absolute(path, from: "/")
    }

    private func text(_ setting: Setting) -> String? {
        let text = config.string(forKey: ConfigKey(setting.components), isSecret: setting.isSecret)
        return text?.isEmpty == false ? text : nil
    }

    private func source(_ setting: Setting) -> SettingLine.Source {
        flags[setting] == nil ? .environment : .flag
    }

    private mutating func list(_ setting: Setting, _ value: String, _ source: SettingLine.Source) {
        lines.append(
            SettingLine(name: setting.rawValue, value: value, source: source, about: setting.about))
    }

    private func shown<Value>(_ value: Value) -> String {
        switch value {
        case let list as [String]: list.joined(separator: ",")
        case let list as [any CustomStringConvertible]: list.map(\.description).joined(separator: ",")
        default: "\(value)"
        }
    }
}

/// The first line of a file, listed by the file's path alone.
private struct SecretLine: CustomStringConvertible {
    let secret: String
    let description: String

    init?(path: String, _ read: (String) -> String?) {
        guard let line = FileSystem.text(of: path)?.prefix(while: { !$0.isNewline }), !line.isEmpty,
            let secret = read(String(line))
        else { return nil }
        self.secret = secret
        description = path
    }
}
