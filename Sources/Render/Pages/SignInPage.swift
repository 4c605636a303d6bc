/// Where people sign in: at their agency, or by name and password.
package struct SignInPage: Sendable {
    /// The form of local accounts.
    package struct Form: Sendable {
        let key: String
        let name: String
        let isChanging: Bool
        let problem: String?

        /// - Parameters:
        ///   - key: shows that the form came from a page of ours, in this browser.
        ///   - name: as it was typed; a password is never shown again.
        ///   - isChanging: whether a new password is asked for with the present one.
        package init(key: String, name: String, isChanging: Bool, problem: String?) {
            self.key = key
            self.name = name
            self.isChanging = isChanging
            self.problem = problem
        }
    }

    let frame: PageFrame
    let issuerAddress: String?
    let form: Form?
    /// Without either way there are only one-time links.
    let hasNoWay: Bool

    /// - Parameters:
    ///   - issuerAddress: the address that redirects to the agency's issuer; `nil` without one.
    ///   - form: `nil` where there are no local accounts.
    package init(issuerAddress: String?, form: Form?, frame: PageFrame) {
        self.issuerAddress = issuerAddress
        self.form = form
        self.frame = frame
        hasNoWay = issuerAddress == nil && form == nil
    }
}
