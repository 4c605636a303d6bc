/// Why a file as a whole cannot be taken; nothing of it was kept.
package struct FileProblem: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// Its form is broken where no line can be told from the next.
        case unreadable
        case tooLarge
    }

    package let kind: Kind
    /// What was wrong, where, and what would be right.
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
