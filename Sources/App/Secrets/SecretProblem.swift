/// Why the secrets cannot be used, with the remedy.
struct SecretProblem: Error, Equatable, CustomStringConvertible {
    /// The file or folder.
    let path: String
    let description: String

    init(_ path: String, _ text: String) {
        self.path = path
        description = "\(path): \(text)"
    }
}
