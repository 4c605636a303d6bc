import Domain
import Synchronization
import TestSupport
import Testing

@testable import Web

/// How long a token that was found is taken for the same.
@Suite struct KnownTokensTests {
    /// What the database says, and how often it was asked.
    private final class Register: Sendable {
        private let state: Mutex<(access: Access?, asked: Int)>
        let time = Mutex(Duration.zero)

        init(_ access: Access?) { state = Mutex((access, 0)) }

        var asked: Int { state.withLock { $0.asked } }
        func set(_ access: Access?) { state.withLock { $0.access = access } }
        func lookUp() -> Access? {
            state.withLock {
                $0.asked += 1
                return $0.access
            }
        }

        func known(for lifetime: Duration) -> KnownTokens {
            KnownTokens(lifetime: lifetime) { self.time.withLock { $0 } }
        }
    }

    private let now = Timestamp(day: day("2026-05-07"))
    private let hash: [UInt8] = [1, 2, 3]

    private func access(_ role: Role = .officer, endingAt end: Timestamp? = nil) -> Access {
        Access(tokenID: 1, role: role, supplierNumber: nil, label: "", expiresAt: end)
    }

    @Test func aTokenIsLookedUpOnceASecondAndAChangeIsSeenThen() async throws {
        let register = Register(access())
        let tokens = register.known(for: .seconds(1))
        for _ in 0..<5 {
            #expect(try await tokens.holder(hash, now: now, register.lookUp)?.role == .officer)
        }
        #expect(register.asked == 1)
        register.set(access(.viewer))
        register.time.withLock { $0 = .milliseconds(999) }
        #expect(try await tokens.holder(hash, now: now, register.lookUp)?.role == .officer)
        register.time.withLock { $0 = .seconds(1) }
        #expect(try await tokens.holder(hash, now: now, register.lookUp)?.role == .viewer)
        register.set(nil)
        register.time.withLock { $0 = .seconds(2) }
        #expect(try await tokens.holder(hash, now: now, register.lookUp) == nil)
        #expect(register.asked == 3)
    }

    @Test func aTokenEndsAtItsInstantAllTheSame() async throws {
        let register = Register(access(endingAt: now.adding(seconds: 10)))
        let tokens = register.known(for: .seconds(1))
        #expect(try await tokens.holder(hash, now: now, register.lookUp) != nil)
        register.set(nil)
        #expect(try await tokens.holder(hash, now: now.adding(seconds: 9), register.lookUp) != nil)
        #expect(try await tokens.holder(hash, now: now.adding(seconds: 10), register.lookUp) == nil)
    }

    @Test func whatIsNoTokenIsLookedUpEachTime() async throws {
        let register = Register(nil)
        let tokens = register.known(for: .seconds(1))
        for _ in 0..<3 { #expect(try await tokens.holder(hash, now: now, register.lookUp) == nil) }
        #expect(register.asked == 3)
        register.set(access())
        #expect(try await tokens.holder(hash, now: now, register.lookUp) != nil)
    }

    @Test func manyTokensAtOnceAreAnsweredAndNotAllKept() async throws {
        let register = Register(access())
        let tokens = register.known(for: .seconds(1))
        for number in 0..<2_500 {
            let hash = [UInt8(number / 256), UInt8(number % 256)]
            #expect(try await tokens.holder(hash, now: now, register.lookUp) != nil)
        }
        #expect(try await tokens.holder([0, 0], now: now, register.lookUp) != nil)
        #expect(register.asked == 2_500, "the first is kept")
        #expect(try await tokens.holder([9, 195], now: now, register.lookUp) != nil)
        #expect(register.asked == 2_501, "the last is not")
        register.time.withLock { $0 = .seconds(1) }
        // What is over makes room.
        for _ in 0..<2 { #expect(try await tokens.holder([9, 195], now: now, register.lookUp) != nil) }
        #expect(register.asked == 2_502)
    }
}
