package import Domain

/// What stands around every page.
package struct PageFrame: Sendable {
    let stylesheet: String
    /// The test clock's time; `nil` on a real clock.
    let testClock: String?
    let signedIn: String?
    /// What the list of cases is called, for roles that see some.
    let casesName: String?

    /// - Parameters:
    ///   - stylesheet: path of the style sheet as the browser asks for it.
    ///   - testClock: the instant that a test clock shows; every page then says that nothing on it is real.
    ///   - access: who is signed in; `nil` on pages that are open.
    package init(stylesheet: String, testClock: Timestamp?, access: Access?) {
        self.stylesheet = stylesheet
        self.testClock = testClock.map { "\(dayText($0.day)) \($0.clockText)" }
        signedIn = access.map { $0.label.isEmpty ? $0.role.korean : "\($0.label) · \($0.role.korean)" }
        casesName = access.flatMap { access in
            switch Visibility(access).cases {
            case .all: "검토 건"
            case .addressed: "안내받은 건"
            case .none: nil
            }
        }
    }
}
