import Hummingbird

/// The least that a server of this framework can do: a POST answered with nothing.
///
/// `deploy/bench` measures the collector against it. It reads no body, stores nothing and logs nothing; its one
/// argument is the port.
@main
struct EmptyPost {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 18_091
        let router = Router()
        router.post("/apisvc/sendLogData.json") { _, _ in HTTPResponse.Status.ok }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)))
        try await application.runService()
    }
}
