import Domain
import Testing

@Suite struct AccessRuleTests {
    @Test func everyRoleMayReadWhatIsPublishedAndTheLogIsTheAuditorsAlone() {
        for role in Role.allCases {
            #expect(role.permissions.contains(.readCatalogue), "\(role)")
            #expect(role.permissions.contains(.readBuilds), "\(role)")
            #expect(role.permissions.contains(.readAccessLog) == (role == .auditor), "\(role)")
            #expect(role.permissions.contains(.manageTokens) == (role == .administrator), "\(role)")
        }
    }

    @Test func onlyOfficersAndApproversStepCasesAndTheyReadThem() {
        for role in Role.allCases {
            #expect(role.permissions.contains(.stepCases) == [.officer, .approver].contains(role), "\(role)")
            if role.permissions.contains(.stepCases) { #expect(role.permissions.contains(.readCases)) }
            if role.permissions.contains(.readCases) { #expect(role.permissions.contains(.readSignals)) }
        }
    }

    @Test func aSupplierAndAReporterLearnOfNoSuspicion() {
        for role in [Role.supplier, .exporter] {
            let forbidden: Set<Permission> = [.readSignals, .readCases, .stepCases, .readPolicies]
            #expect(role.permissions.isDisjoint(with: forbidden))
            #expect(!role.seesSignals)
        }
    }

    @Test func anAuditorReadsEverythingAndChangesNothing() {
        let changes: Set<Permission> = [.stepCases, .manageWebHooks, .manageTokens]
        #expect(Role.auditor.permissions == Set(Permission.allCases).subtracting(changes))
    }

    @Test func aBuildIsInScopeWhereEveryConditionHolds() {
        let scope = AccessScope(
            programmeCodes: ["P1", "P2"], supplierNumber: "4444444444", regionCodes: ["48"])
        #expect(scope.includes(programmeCode: "P1", supplierNumber: "4444444444", regionCode: "48"))
        #expect(!scope.includes(programmeCode: "P3", supplierNumber: "4444444444", regionCode: "48"))
        #expect(!scope.includes(programmeCode: "P1", supplierNumber: "5555555553", regionCode: "48"))
        #expect(!scope.includes(programmeCode: "P1", supplierNumber: nil, regionCode: "48"))
        #expect(!scope.includes(programmeCode: "P1", supplierNumber: "4444444444", regionCode: "47"))
        #expect(!scope.includes(programmeCode: "P1", supplierNumber: "4444444444", regionCode: nil))
        #expect(AccessScope.all.includes(programmeCode: "P9", supplierNumber: nil, regionCode: nil))
        #expect(AccessScope.all.isUnbounded)
        #expect(!scope.isUnbounded)
        #expect(
            !AccessScope(programmeCodes: []).includes(
                programmeCode: "P1", supplierNumber: nil, regionCode: nil))
    }

    @Test func aSuppliersAccessIsBoundedByItsNumber() {
        let access = Access(
            tokenID: 1, role: .supplier, supplierNumber: "4444444444", label: "",
            scope: AccessScope(programmeCodes: ["P1"]))
        #expect(access.scope == AccessScope(programmeCodes: ["P1"], supplierNumber: "4444444444"))
    }

    struct Claim: Sendable, CustomTestStringConvertible {
        let values: [String]
        let role: Role?

        var testDescription: String { values.joined(separator: " ") }
    }

    @Test(arguments: [
        Claim(values: ["afterbuild-officer"], role: .officer), Claim(values: ["officer"], role: .officer),
        Claim(values: ["viewer", "afterbuild-approver", "x"], role: .approver),
        Claim(values: ["approver", "officer", "administrator", "auditor"], role: .approver),
        Claim(values: ["auditor", "officer"], role: .officer),
        Claim(values: ["auditor", "viewer"], role: .auditor),
        Claim(values: ["supplier"], role: nil), Claim(values: ["afterbuild-supplier"], role: nil),
        Claim(values: [], role: nil), Claim(values: ["Officer", "officers", "after-officer"], role: nil),
        Claim(values: ["afterbuild-afterbuild-officer", ""], role: nil),
    ])
    func aRoleIsReadFromWhatAnIssuerNames(claim: Claim) {
        #expect(Role.named(by: claim.values) == claim.role)
    }

    @Test func everyRoleButTheSuppliersIsOfPeople() {
        #expect(Set(Role.ofPeople) == Set(Role.allCases).subtracting([.supplier]))
        #expect(Role.ofPeople.count == Set(Role.ofPeople).count)
    }

    struct Password: Sendable, CustomTestStringConvertible {
        let text: String
        let fault: PasswordFault?

        var testDescription: String { String(text.prefix(30)) }
    }

    @Test(arguments: [
        Password(text: "elevenchars", fault: .short), Password(text: "twelve chars", fault: nil),
        Password(text: "열두 글자가 되는 말이다", fault: nil), Password(text: "열두 글자는 아닌 말", fault: .short),
        Password(text: "the Garam of garam", fault: .name),
        Password(text: "abcabcabcabcabc", fault: .repeating),
        Password(text: String(repeating: "abcd", count: 64), fault: nil),
        Password(text: String(repeating: "abcd", count: 65), fault: .long),
        Password(text: "        a b c d     ", fault: nil),
    ])
    func aPasswordIsTakenForItsLength(password: Password) {
        #expect(PasswordRule.fault(of: password.text, accountName: "garam") == password.fault)
    }

    @Test func anAccountsNameIsPlain() {
        for name in ["garam", "kim.garam", "k1", "0_0", String(repeating: "a", count: 64)] {
            #expect(AccountName(name)?.description == name)
        }
        for name in [
            "", "a", "Garam", "-garam", "가람이", "kim garam", String(repeating: "a", count: 65), "a\n",
        ] {
            #expect(AccountName(name) == nil, "\(name)")
        }
    }
}
