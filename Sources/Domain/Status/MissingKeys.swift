/// Builds without a key some days after completion: a task of the agency, as they can send nothing.
package struct MissingKeys: Sendable {
    package struct Build: Sendable, Equatable {
        package let id: Int64
        package let code: String
        package let adopterName: String
        package let completedOn: Day

        package init(id: Int64, code: String, adopterName: String, completedOn: Day) {
            self.id = id
            self.code = code
            self.adopterName = adopterName
            self.completedOn = completedOn
        }
    }

    package let today: Day
    /// Days after completion from which a build is listed, by the policy in force.
    package let dueDays: Int
    /// Those completed first, up to the number that was asked for.
    package let builds: [Build]
    /// How many there are in all.
    package let count: Int

    package init(today: Day, dueDays: Int, builds: [Build], count: Int) {
        self.today = today
        self.dueDays = dueDays
        self.builds = builds
        self.count = count
    }

    package func daysSinceCompletion(of build: Build) -> Int { today.days(since: build.completedOn) }
}
