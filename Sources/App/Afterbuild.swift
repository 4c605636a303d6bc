import ArgumentParser

/// The program: one binary, one command a task.
@main
struct Afterbuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "afterbuild",
        abstract:
            "Collects the usage logs of subsidised smart-factory solutions and turns them into figures.",
        discussion: """
            Every setting is an option or an AFTERBUILD_* variable; `afterbuild check` lists them all. Without \
            AFTERBUILD_DATABASE_URL a private PostgreSQL is started when it is needed.
            """,
        version: ProjectVersion.current,
        subcommands: [
            Serve.self, Check.self, Migrate.self, RegistryCommand.self, KeyCommand.self, TokenCommand.self,
            AccountCommand.self,
            PlanCommand.self, ReceiptsCommand.self, QuarantineCommand.self, SpoolCommand.self,
            OutageCommand.self,
            HolidayCommand.self, SuspensionCommand.self, ChangeCommand.self,
            PolicyCommand.self, IncidentCommand.self, JobCommand.self, Export.self, Summary.self, Decode.self,
            WebHookCommand.self, Simulate.self,
        ])
}
