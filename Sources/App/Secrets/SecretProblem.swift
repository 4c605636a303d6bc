/// Why the secrets cannot be used; the text says what mends it.
struct SecretProblem: Error, Equatable, CustomStringConvertible {
    /// The file or folder.
    let path: String
    let description: String

    init(_ path: String, _ text: String) {
        self.path = path
        description = "\(path): \(text)"
    }
}
