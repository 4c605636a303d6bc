import Domain
import Simulator
import Testing

@Suite struct FleetTests {
    @Test func `eleven builds hold every profile, and a fleet of 46 every dialect`() throws {
        let small = try Fleet.make(seed: 1, builds: 11, firstDay: firstDay(), days: 30, holidays: [])
        #expect(Set(small.builds.map(\.profile)) == Set(Profile.allCases))
        let fleet = try usualFleet()
        #expect(Set(fleet.builds.map(\.dialect.form)) == Set(WireForm.allCases))
        #expect(Set(fleet.builds.map(\.dialect.vocabulary)) == Set(Vocabulary.allCases))
        #expect(Set(fleet.builds.map(\.dialect.stamp)) == Set(StampForm.allCases))
    }

    @Test func `codes and keys differ, and a key is the prefix and 43 characters of a crypt hash`() throws {
        let fleet = try usualFleet()
        let senders = fleet.builds + fleet.strangers.prefix(1)
        #expect(Set(senders.map(\.code)).count == senders.count)
        #expect(Set(senders.map(\.key)).count == senders.count)
        for sender in senders {
            #expect(sender.key.hasPrefix("$5$API$"))
            #expect(sender.key.utf8.count == 50)
            #expect(
                sender.key.dropFirst(7).allSatisfy {
                    $0.isASCII && ($0.isLetter || $0.isNumber || "./".contains($0))
                })
        }
    }

    @Test func `the registry has the agreed columns and one line for each build`() throws {
        let fleet = try usualFleet()
        let lines = fleet.registryCSV.split(separator: "\n")
        #expect(lines.count == 47)
        #expect(
            lines[0]
                == "build_code,project_code,programme,solution,system_kind,adopter_number,adopter_name,supplier_number,"
                + "supplier_name,supplier_email,site_serial,site_name,region,ksic,size_class,headcount,workdays,shifts,"
                + "works_on_holidays,shutdowns,agreed_on,build_from,build_to,completed_on,collect_from,collect_to,"
                + "total_cost,grant,firm_money,target_level,intake_profile")
        for line in lines {
            #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == 31)
        }
        #expect(fleet.keysCSV.hasPrefix("build_code,key\nSIM-000001,$5$API$"))
        #expect(fleet.keysCSV.split(separator: "\n").count == 47)
    }

    @Test func `business numbers have a right check digit`() throws {
        let fleet = try usualFleet()
        for build in fleet.builds {
            #expect(hasRightCheckDigit(build.company.adopterNumber), "\(build.company.adopterNumber)")
            #expect(hasRightCheckDigit(build.company.supplierNumber), "\(build.company.supplierNumber)")
        }
        #expect(hasRightCheckDigit("1234567891"))
        #expect(!hasRightCheckDigit("1234567890"))
    }

    /// The rule of the check digit once more, independent of the code under test.
    private func hasRightCheckDigit(_ number: String) -> Bool {
        let digits = number.compactMap(\.wholeNumberValue)
        guard digits.count == 10 else { return false }
        var sum = digits[8] * 5 / 10
        for (digit, weight) in zip(digits, [1, 3, 7, 1, 3, 7, 1, 3, 5]) { sum += digit * weight }
        return digits[9] == (10 - sum % 10) % 10
    }

    @Test func `money and dates keep the programme's limits`() throws {
        let limits: [String: (months: Int, cap: Int)] = [
            "2022-GEN-BASIC": (6, 50_000_000), "2022-GEN-ADV1": (9, 200_000_000),
            "2022-GEN-ADV2": (12, 400_000_000),
        ]
        for seed in 1...5 as ClosedRange<UInt64> {
            for build in try usualFleet(seed: seed).builds {
                let project = build.project
                let limit = try #require(limits[project.programme])
                #expect(
                    project.grant > 0 && project.grant <= limit.cap && project.grant * 2 <= project.totalCost)
                #expect(project.agreedOn <= project.buildFrom && project.buildFrom < project.completedOn)
                #expect(project.completedOn <= project.buildTo)
                #expect(project.buildTo <= project.buildFrom.adding(months: limit.months))
                #expect(build.calendar.collectFrom <= build.calendar.collectTo)
                // The 집중AS phase covers the first simulated days.
                #expect(project.intensiveASTo > (try firstDay()).adding(days: 40))
            }
        }
    }
}
