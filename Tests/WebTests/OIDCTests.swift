import Domain
import Storage
import TestSupport
import Testing
import Web

@Suite(.heavy, .timeLimit(.minutes(2))) struct OIDCTests {
    @Test(arguments: ["RS256", "PS256", "ES256"])
    func somebodyWhomTheIssuerVouchesForIsKnown(algorithm: String) async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer)
            try await fixture.behave("{\"alg\": \"\(algorithm)\"}")
            let identity = try await fixture.identity()
            #expect(
                identity.claim
                    == PersonClaim(issuer: issuer.url, subject: "person-1", name: "김가람", handle: "garam"))
            #expect(identity.roles == ["afterbuild-officer"])
        }
    }

    struct Forgery: Sendable, CustomTestStringConvertible {
        let behaviour: String
        let fault: IDTokenFault

        var testDescription: String { behaviour }
    }

    @Test(arguments: [
        Forgery(behaviour: #"{"claims": {"aud": "another"}}"#, fault: .audience),
        Forgery(behaviour: #"{"claims": {"aud": ["another", "third"]}}"#, fault: .audience),
        Forgery(behaviour: #"{"claims": {"aud": null}}"#, fault: .audience),
        Forgery(behaviour: #"{"claims": {"aud": ["afterbuild", "another"]}}"#, fault: .party),
        Forgery(behaviour: #"{"claims": {"azp": "another"}}"#, fault: .party),
        Forgery(behaviour: #"{"exp": -120}"#, fault: .expired),
        Forgery(behaviour: #"{"claims": {"exp": null}}"#, fault: .expired),
        Forgery(behaviour: #"{"nbf": 120}"#, fault: .early),
        Forgery(behaviour: #"{"iat": 120}"#, fault: .early),
        Forgery(behaviour: #"{"claims": {"iat": null}}"#, fault: .early),
        Forgery(behaviour: #"{"iat": -3600}"#, fault: .stale),
        Forgery(behaviour: #"{"claims": {"nonce": "another"}}"#, fault: .nonce),
        Forgery(behaviour: #"{"claims": {"nonce": null}}"#, fault: .nonce),
        Forgery(behaviour: #"{"claims": {"iss": "https://another.test"}}"#, fault: .issuer),
        Forgery(behaviour: #"{"claims": {"sub": null}}"#, fault: .subject),
        Forgery(behaviour: #"{"claims": {"sub": ""}}"#, fault: .subject),
        Forgery(behaviour: #"{"alg": "none"}"#, fault: .algorithm),
        Forgery(behaviour: #"{"alg": "HS256"}"#, fault: .algorithm),
        Forgery(behaviour: #"{"stranger": true}"#, fault: .signature),
        Forgery(behaviour: #"{"kid": "nobody's"}"#, fault: .unknownKey),
        // The key is one of the issuer's, and for another algorithm.
        Forgery(behaviour: #"{"kid": "ec"}"#, fault: .unknownKey),
        Forgery(behaviour: #"{"kid": "secret"}"#, fault: .unknownKey),
        Forgery(behaviour: #"{"alg": "ES256", "kid": "rsa-1"}"#, fault: .signature),
    ])
    func aTokenThatIsNotGoodSignsNobodyIn(forgery: Forgery) async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer)
            try await fixture.behave(forgery.behaviour)
            await #expect(throws: OIDCProblem.token(forgery.fault)) { try await fixture.identity() }
            // The same issuer with nothing wrong: what was refused was refused for that alone.
            try await fixture.behave("{}")
            _ = try await fixture.identity(at: IssuerFixture.now.adding(seconds: 61))
        }
    }

    @Test func aNewKeyIsReadWhenATokenNamesItAndAtMostOnceAMinute() async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer)
            let now = IssuerFixture.now
            _ = try await fixture.identity(at: now)
            _ = try await fixture.identity(at: now)
            #expect(try await fixture.keyReads() == 1)
            try await fixture.behave("{\"rotate\": true}")
            await #expect(throws: OIDCProblem.token(.unknownKey)) { try await fixture.identity(at: now) }
            #expect(try await fixture.keyReads() == 1)
            _ = try await fixture.identity(at: now.adding(seconds: 60))
            #expect(try await fixture.keyReads() == 2)
            // Tokens with made-up keys make nobody ask again and again.
            try await fixture.behave("{\"kid\": \"made-up\"}")
            for seconds: Int64 in [61, 90, 119] {
                await #expect(throws: OIDCProblem.token(.unknownKey)) {
                    try await fixture.identity(at: now.adding(seconds: seconds))
                }
            }
            #expect(try await fixture.keyReads() == 2)
        }
    }

    @Test func keysThatCannotBeReadDoNotTakeTheKnownOnesAway() async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer)
            let now = IssuerFixture.now
            _ = try await fixture.identity(at: now)
            try await fixture.behave("{\"jwks\": null, \"kid\": \"made-up\"}")
            await #expect(throws: OIDCProblem.issuer("its keys answered status 500")) {
                try await fixture.identity(at: now.adding(seconds: 60))
            }
            try await fixture.behave("{\"jwks\": null}")
            _ = try await fixture.identity(at: now.adding(seconds: 61))
        }
    }

    @Test func aKeyThatIsWithdrawnIsOfNoUseAfterAnHour() async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer)
            let now = IssuerFixture.now
            _ = try await fixture.identity(at: now)
            try await fixture.behave("{\"jwks\": null, \"iat\": 3600, \"exp\": 7200}")
            await #expect(throws: OIDCProblem.issuer("its keys answered status 500")) {
                try await fixture.identity(at: now.adding(seconds: 3_600))
            }
        }
    }

    @Test func aCodeIsOfNoUseToAnotherBrowserNorTwice() async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer)
            let now = IssuerFixture.now
            let authorization = OIDCAuthorizationRequest.begin(now: now)
            func code() async throws -> String {
                let back = try await fixture.browse(
                    try await fixture.client.address(for: authorization, now: now))
                return try #require(back.fields["code"])
            }
            let stolen = try await code()
            // The verifier of another browser is not the one of the challenge.
            await #expect(throws: OIDCProblem.issuer("its token endpoint answered status 400")) {
                try await fixture.client.identity(
                    code: stolen, OIDCAuthorizationRequest.begin(now: now), now: now)
            }
            let own = try await code()
            _ = try await fixture.client.identity(code: own, authorization, now: now)
            await #expect(throws: OIDCProblem.issuer("its token endpoint answered status 400")) {
                try await fixture.client.identity(code: own, authorization, now: now)
            }
        }
    }

    @Test func anIssuerThatCallsItselfByAnotherNameIsNotAsked() async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer)
            try await fixture.behave("{\"issuer\": \"https://another.test\"}")
            await #expect(
                throws: OIDCProblem.issuer(
                    "`issuer` of its configuration does not match AFTERBUILD_OIDC_ISSUER")
            ) { try await fixture.identity() }
        }
    }

    @Test func rolesStandWhereverTheSettingPoints() async throws {
        try await IssuerProcess.run { issuer in
            let nested = IssuerFixture(issuer, roleClaim: "realm_access.roles")
            try await nested.behave(
                #"{"claims": {"realm_access": {"roles": ["viewer", "x"]}, "roles": null}}"#)
            #expect(try await nested.identity().roles == ["viewer", "x"])
            let named = IssuerFixture(issuer, roleClaim: "https://agency.test/roles")
            try await named.behave(#"{"claims": {"https://agency.test/roles": "viewer auditor"}}"#)
            #expect(try await named.identity().roles == ["viewer", "auditor"])
            let absent = IssuerFixture(issuer, roleClaim: "a.b.c")
            #expect(try await absent.identity().roles == [])
        }
    }

    @Test func anotherAudienceIsTakenWhereItIsSet() async throws {
        try await IssuerProcess.run { issuer in
            let fixture = IssuerFixture(issuer, audience: "agency-apps")
            await #expect(throws: OIDCProblem.token(.audience)) { try await fixture.identity() }
            try await fixture.behave(#"{"claims": {"aud": ["agency-apps", "other"], "azp": "afterbuild"}}"#)
            _ = try await fixture.identity()
        }
    }

    @Test func aJourneyEndsAfterTenMinutesAndIsNoOneElses() throws {
        let now = IssuerFixture.now
        let authorization = OIDCAuthorizationRequest.begin(now: now)
        let cookie = authorization.cookie
        #expect(OIDCAuthorizationRequest(cookie: cookie, now: now.adding(seconds: 599)) == authorization)
        #expect(OIDCAuthorizationRequest(cookie: cookie, now: now.adding(seconds: 600)) == nil)
        #expect(OIDCAuthorizationRequest(cookie: cookie, now: now.adding(seconds: -2)) == nil)
        #expect(OIDCAuthorizationRequest(cookie: "", now: now) == nil)
        let other = OIDCAuthorizationRequest.begin(now: now)
        #expect(
            Set([authorization.state, authorization.nonce, authorization.verifier, other.state]).count == 4)
        // Another start time gives another state for the same secret.
        let secret = try #require(cookie.split(separator: ".").last)
        let seconds = now.microseconds / 1_000_000
        let moved = try #require(OIDCAuthorizationRequest(cookie: "\(seconds - 1).\(secret)", now: now))
        #expect(moved.state != authorization.state)
    }

}
