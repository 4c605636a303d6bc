/// The version of this binary, frozen into evidence and manifests.
enum ProjectVersion {
    static let current = "0.1.0"
}
