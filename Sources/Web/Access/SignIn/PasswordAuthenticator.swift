import Blocking
import Concurrency
package import Domain
package import Storage

/// Signs people in by name and password, one after the other.
///
/// A guess costs the same whether the name is known or not, and all of them wait in one line on a thread of their own:
/// a flood of guesses delays other sign-ins, and nothing else.
package actor PasswordAuthenticator {
    package enum Outcome: Sendable, Equatable {
        case signedIn(Access)
        /// The name is unknown or disabled, or the password is wrong; the page does not tell which.
        case wrong
        /// Too many failures of this name; the password was not checked.
        case wait
        /// Too many sign-ins at once, or from one address; the password was not checked.
        case busy
        /// The password is right, but was set by an operator.
        case mustChange
        case newPasswordRefused(PasswordFault)
        case newPasswordIsOld
    }

    private let database: Database
    private let thread = BlockingThread(name: "passwords")
    private var decoy: PasswordVerifier?
    /// Attempts that wait for the thread, some seconds of work at most, by the network of the caller.
    ///
    /// Permits by network, so that guesses from one network leave permits to others; requests without an address count as one network.
    private let attempts = KeyedSemaphore<AddressNumber?>(permitsPerKey: 2, permits: 16)

    package init(_ database: Database) {
        self.database = database
    }

    /// - Parameters:
    ///   - newPassword: given where the password is to be changed on the way.
    ///   - address: of the caller.
    package func signIn(
        name: String, password: String, newPassword: String?, from address: String?, sessionHash: [UInt8],
        now: Timestamp, expiresAt: Timestamp
    ) async throws -> Outcome {
        let network = address.flatMap { AddressNumber($0)?.network }
        guard let permit = attempts.tryAcquire(network) else { return .busy }
        defer { permit.release() }
        let typed = String(name.lowercased().prefix(64))
        let nameHash = SecretText.hash("afterbuild account \(typed)")
        guard try await database.accounts.mayAttempt(nameHash: nameHash, now: now) else { return .wait }
        let account = try await database.accounts.find(typed)
        let stored = account.flatMap { PasswordVerifier(stored: $0.verifier) }
        let isRight = try await accepts(password, stored)
        guard isRight, let account, stored != nil, account.disabledAt == nil else { return .wrong }
        try await database.accounts.clearAttempts(nameHash: nameHash, now: now)
        if let newPassword {
            if let fault = PasswordRule.fault(of: newPassword, accountName: account.name) {
                return .newPasswordRefused(fault)
            }
            if newPassword == password { return .newPasswordIsOld }
            let verifier = try await thread.run { try PasswordVerifier(of: newPassword) }
            let isChanged = try await database.accounts.setPassword(
                of: account.name, verifier: verifier.text, mustChange: false, actor: account.person.name,
                now: now)
            guard isChanged else { return .wrong }
        } else if account.mustChange {
            return .mustChange
        }
        let access = try await database.access.signIn(
            PersonClaim(
                issuer: PersonClaim.localIssuer, subject: account.name, name: account.person.name,
                handle: account.name), role: account.role,
            unusedHash: SecretText.hash(SecretText.make(.token)), sessionHash: sessionHash, now: now,
            expiresAt: expiresAt)
        return .signedIn(access)
    }

    private func accepts(_ password: String, _ stored: PasswordVerifier?) async throws -> Bool {
        let verifier: PasswordVerifier
        if let stored {
            verifier = stored
        } else if let decoy {
            verifier = decoy
        } else {
            verifier = try await thread.run { try PasswordVerifier(of: SecretText.make(.token)) }
            decoy = verifier
        }
        let guess = String(password.prefix(PasswordRule.most))
        return try await thread.run { try verifier.accepts(guess) }
    }
}
