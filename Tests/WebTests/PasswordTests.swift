import Domain
import Storage
import TestSupport
import Testing
import Web

private let now = instant("2026-03-17 10:00")
private let good = "비가 오면 우산을 쓴다"

@Suite(.heavy, .timeLimit(.minutes(3))) struct PasswordTests {
    @Test func aVerifierAcceptsItsPasswordAlone() throws {
        let verifier = try PasswordVerifier(of: good)
        #expect(!verifier.text.contains(good))
        #expect(verifier.text.hasPrefix("scrypt$15$8$3$"))
        let stored = try #require(PasswordVerifier(stored: verifier.text))
        #expect(try stored.accepts(good))
        #expect(try !stored.accepts(good + " "))
        #expect(try !stored.accepts(""))
        #expect(try PasswordVerifier(of: good).text != verifier.text)
    }

    /// Made by Python's hashlib.
    @Test func scryptIsThatOfOthers() throws {
        let text = "scrypt$10$8$2$MDEyMzQ1Njc4OWFiY2RlZg$\(PasswordTests.pythonHash)"
        let verifier = try #require(PasswordVerifier(stored: text))
        #expect(try verifier.accepts("correct horse battery staple"))
        #expect(try !verifier.accepts("correct horse battery stable"))
    }

    private static let pythonHash = "KhW5KLACpfR1HRqSPdg8ODHC9nzhpv0EHEqfwm5GJX4"

    @Test func theSameLettersAreTheSamePasswordHoweverTheyAreComposed() throws {
        let verifier = try PasswordVerifier(of: "비밀번호가 깁니다요")
        let decomposed = "\u{1107}\u{1175}\u{1106}\u{1175}\u{11AF}번호가 깁니다요"
        #expect(Array(decomposed.utf8) != Array("비밀번호가 깁니다요".utf8))
        #expect(try verifier.accepts(decomposed))
    }

    @Test(arguments: [
        "", "scrypt", "scrypt$15$8$3$MDEyMzQ1Njc4OWFiY2RlZg", "bcrypt$15$8$3$MDEyMzQ1Njc4OWFiY2RlZg$AAAA",
        "scrypt$15$8$3$MDEy$KhW5KLACpfR1HRqSPdg8ODHC9nzhpv0EHEqfwm5GJX4",
        "scrypt$30$8$3$MDEyMzQ1Njc4OWFiY2RlZg$KhW5KLACpfR1HRqSPdg8ODHC9nzhpv0EHEqfwm5GJX4",
        "scrypt$18$16$3$MDEyMzQ1Njc4OWFiY2RlZg$KhW5KLACpfR1HRqSPdg8ODHC9nzhpv0EHEqfwm5GJX4",
        "scrypt$15$0$3$MDEyMzQ1Njc4OWFiY2RlZg$KhW5KLACpfR1HRqSPdg8ODHC9nzhpv0EHEqfwm5GJX4",
        "scrypt$15$8$3$MDEyMzQ1Njc4OWFiY2RlZg$AAAA",
        "scrypt$15$8$3$MDEyMzQ1Njc4OWFiY2RlZg$KhW5KLACpfR1HRqSPdg8ODHC9nzhpv0EHEqfwm5GJX4$",
    ])
    func aTextThatIsNoVerifierAcceptsNothing(text: String) {
        #expect(PasswordVerifier(stored: text) == nil)
    }

    // MARK: Signing in

    private func fail(_ times: Int, _ fixture: PasswordAuthenticator, _ name: String = "garam") async throws {
        for _ in 0..<times {
            let outcome = try await signIn(fixture, name, "틀린 비밀번호입니다")
            #expect(outcome == .wrong)
        }
    }

    private func withAccount(
        _ body: @Sendable (PasswordAuthenticator, Database) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with(named: "password") { database, _ in
            _ = try await database.accounts.add(
                try #require(AccountName("garam")), shownName: "김가람", role: .officer,
                verifier: try PasswordVerifier(of: good).text, actor: "tester", now: now)
            try await body(PasswordAuthenticator(database), database)
        }
    }

    private func signIn(
        _ fixture: PasswordAuthenticator, _ name: String = "garam", _ password: String = good,
        new: String? = nil,
        session: UInt8 = 1, from address: String = "192.0.2.7", at time: Timestamp = now
    ) async throws -> PasswordAuthenticator.Outcome {
        try await fixture.signIn(
            name: name, password: password, newPassword: new, from: address,
            sessionHash: sampleHash(session), now: time, expiresAt: time.adding(seconds: 3_600))
    }

    @Test func aPasswordThatSomebodyElseChoseIsChangedFirst() async throws {
        try await withAccount { fixture, database in
            #expect(try await signIn(fixture) == .mustChange)
            #expect(try await database.access.access(sessionHash: sampleHash(1), now: now) == nil)
            #expect(try await signIn(fixture, new: "짧다") == .newPasswordRefused(.short))
            #expect(try await signIn(fixture, new: "garam의 비밀번호입니다") == .newPasswordRefused(.name))
            #expect(try await signIn(fixture, new: good) == .newPasswordIsOld)
            let mine = "내가 고른 긴 비밀번호"
            guard case .signedIn(let access) = try await signIn(fixture, new: mine) else {
                Issue.record("not signed in")
                return
            }
            #expect(access.role == .officer)
            #expect(access.label == "김가람")
            #expect(try await database.access.access(sessionHash: sampleHash(1), now: now) == access)
            #expect(try await signIn(fixture) == .wrong)
            // The name is typed as people type names.
            #expect(try await signIn(fixture, "Garam", mine, session: 2) == .signedIn(access))
        }
    }

    @Test func nobodyIsToldWhetherANameIsKnown() async throws {
        try await withAccount { fixture, database in
            #expect(try await signIn(fixture, "nobody") == .wrong)
            #expect(try await signIn(fixture, "garam", "틀린 비밀번호입니다") == .wrong)
            #expect(try await signIn(fixture, "", "") == .wrong)
            #expect(try await signIn(fixture, String(repeating: "x", count: 10_000)) == .wrong)
            _ = try await database.accounts.disable("garam", actor: "tester", now: now)
            #expect(try await signIn(fixture) == .wrong)
            try await fail(4, fixture, "nobody")
            #expect(try await signIn(fixture, "nobody", "x") == .wait)
        }
    }

    @Test func whoeverGuessesManyNamesAtOnceMakesAShortLine() async throws {
        try await withAccount { fixture, _ in
            let looked = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        try await signIn(fixture, "nobody\(number)", from: "192.0.2.\(number)") == .wrong
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            // At least a full line is looked at, and not all of them.
            #expect((16..<60).contains(looked), "\(looked)")
            #expect(try await signIn(fixture) == .mustChange)
        }
    }

    @Test func whoeverGuessesFromOneAddressLeavesPlacesInTheLineToOthers() async throws {
        try await withAccount { fixture, _ in
            let outcomes = try await withThrowingTaskGroup(of: PasswordAuthenticator.Outcome.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await signIn(fixture, "nobody\(number)", from: "2001:db8:1:2::\(number)")
                    }
                }
                group.addTask { try await signIn(fixture, from: "2001:db8:1:3::1") }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .mustChange } == 1)
            #expect(outcomes.contains(.busy))
            #expect(outcomes.allSatisfy { [.mustChange, .busy, .wrong].contains($0) })
        }
    }

    @Test func aNameThatMustWaitIsNotLetInByTheRightPasswordEither() async throws {
        try await withAccount { fixture, _ in
            try await fail(5, fixture)
            #expect(try await signIn(fixture) == .wait)
            #expect(try await signIn(fixture, at: now.adding(seconds: 30)) == .mustChange)
            // A right one starts the count anew.
            #expect(
                try await signIn(fixture, "garam", "틀린 비밀번호입니다", at: now.adding(seconds: 31)) == .wrong)
        }
    }
}
