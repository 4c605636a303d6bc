/// A command could not do what was asked: what was wrong, and what would be right.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
