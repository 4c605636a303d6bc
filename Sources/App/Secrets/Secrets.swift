import Blocking
import Glibc
import Synchronization

/// The keys of this installation, kept in files outside the database.
///
/// Each is 32 random bytes, made when first needed and never changed. An installation that loses them can neither
/// check keys nor read quarantined bytes, and gives the same person another pseudonym.
final class Secrets: Sendable {
    /// Keys the hashes of authentication keys (crtfcKey).
    let keyHash: [UInt8]
    /// Encrypts raw bytes of quarantined and repaired records.
    let quarantine: [UInt8]
    /// Signs sessions and links.
    let session: [UInt8]

    private let folder: String
    private let pseudonyms = Mutex<[Int: [UInt8]]>([:])

    private enum Name: String, CaseIterable {
        case keyHash = "key-hash"
        case quarantine, session
    }

    /// Reads the secrets of `<dataDir>/secrets`, and makes the folders and what is missing in them.
    init(dataDir: String) throws(SecretProblem) {
        folder = Self.folder(in: dataDir)
        if let failed = FileSystem.makeFolders(dataDir) {
            throw SecretProblem(failed, "cannot be made: \(reason(errno))")
        }
        if mkdir(folder, 0o700) == 0 {
            chmod(folder, 0o700)
        } else if errno != EEXIST {
            throw SecretProblem(folder, "cannot be made: \(reason(errno))")
        }
        try Self.checkFolder(folder)
        keyHash = try SecretFile(folder: folder, name: Name.keyHash.rawValue).readOrMake()
        quarantine = try SecretFile(folder: folder, name: Name.quarantine.rawValue).readOrMake()
        session = try SecretFile(folder: folder, name: Name.session.rawValue).readOrMake()
    }

    static func folder(in dataDir: String) -> String { "\(dataDir)/secrets" }

    /// The key of a year's pseudonyms (the epoch), made on its first use.
    ///
    /// Later uses cost no file access.
    func pseudonym(year: Int) throws(SecretProblem) -> [UInt8] {
        try pseudonyms.withLock { cache throws(SecretProblem) -> [UInt8] in
            if let known = cache[year] { return known }
            let bytes = try SecretFile(folder: folder, name: "pseudonym-\(year)").readOrMake()
            cache[year] = bytes
            return bytes
        }
    }

    /// What is wrong with the secrets in `<dataDir>/secrets`, without making any; a missing one is no problem.
    static func problems(dataDir: String) -> [SecretProblem] {
        let folder = folder(in: dataDir)
        guard FileSystem.exists(folder) else { return [] }
        do throws(SecretProblem) { try checkFolder(folder) } catch { return [error] }
        return fileNames(in: folder).compactMap { name in
            do throws(SecretProblem) {
                _ = try SecretFile(folder: folder, name: name).read()
                return nil
            } catch {
                return error
            }
        }
    }

    private static func checkFolder(_ folder: String) throws(SecretProblem) {
        guard let status = FileStatus(of: folder) else { throw SecretProblem(folder, reason(errno)) }
        try SecretFile.check(folder, status, kind: S_IFDIR, mode: "700")
    }

    /// The secrets that are there, in order.
    fileprivate static func fileNames(in folder: String) -> [String] {
        let fixed = Set(Name.allCases.map(\.rawValue))
        return FileSystem.entries(of: folder).filter { fixed.contains($0) || $0.hasPrefix("pseudonym-") }
    }
}

/// Whether the operator has written down that the secrets are backed up.
enum SecretsBackup: Sendable, Equatable {
    /// There is no `backed-up` file.
    case never
    /// The file's first line, as the operator wrote it.
    case on(String)
    /// These secrets were made after the file was written.
    case outdated(String, missing: [String])

    /// Reads `<dataDir>/secrets/backed-up`.
    init(dataDir: String) {
        let folder = Secrets.folder(in: dataDir)
        let path = "\(folder)/backed-up"
        guard let noted = FileStatus(following: path), let text = FileSystem.text(of: path) else {
            self = .never
            return
        }
        let line = text.split(separator: "\n").first.map(String.init) ?? ""
        let missing = Secrets.fileNames(in: folder).filter { name in
            FileStatus(following: "\(folder)/\(name)").map { $0.modified > noted.modified } ?? false
        }
        self = missing.isEmpty ? .on(line) : .outdated(line, missing: missing)
    }
}
