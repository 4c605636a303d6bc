import Foundation
import Glibc
import TestSupport
import Testing

/// `deploy/demo` as somebody meets it in the first half hour, with the debug binary and a small fleet.
///
/// Alone: it is to take seconds, and beside a thousand tests its servers wait for their turn.
@Suite(
    .enabled(if: ProcessInfo.processInfo.environment["AFTERBUILD_TEST_DEMO"] == "yes"),
    .timeLimit(.minutes(15))
)
struct DemoTests {
    /// Four builds: the fourth is given up, and the shipped policy observes it within the month.
    private static let month = ["--builds", "4", "--days", "31", "--from", "2026-06-01"]

    @Test func anInterruptedMonthBeginsAgainTheNextRunFindsItAndCasesCanBeOpened() async throws {
        try await Demo.with { demo in
            let broken = try await demo.run(Self.month, until: { $0.errorText.contains("(9/31)") })
            #expect(broken.status == 130, "\(broken.errors)")

            let first = try await demo.run(["--once"])
            try #require(first.status == 0, "\(first.output)\n\(first.errors)")
            #expect(first.output.contains("the month begins again"))
            #expect(!first.output.contains("/sign-in/"), "its server has stopped")
            #expect(first.output.contains("./deploy/demo --binary"), "how to serve again")
            let summary = try Self.summary(first)
            #expect(summary.contains("received    \(try demo.sentRecords) records"), "\(summary)")
            #expect(summary.contains(/SIM-000004\t.*무신호/))

            let second = try await demo.run([]) {
                guard $0.outputText.contains("Serving until Ctrl-C.") else { return false }
                try Self.openACase($0.outputText, port: demo.port)
                return true
            }
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.output.contains("judges already, approved by 사후관리 책임"))
            #expect(try Self.summary(second) == summary)
            let check = try await AfterbuildProcess.succeed(["check"], demo.environment)
            #expect(check.contains("case clock: FREE"))
        }
    }

    @Test func whatCannotGoWellIsSaidBeforeTheFirstStep() async throws {
        try await Demo.with { demo in
            let taken = try HeldPort()
            try taken.listen()
            let data = demo.environment["AFTERBUILD_DATA_DIR"] ?? ""
            try FileManager.default.createDirectory(
                atPath: "\(data)-other/secrets", withIntermediateDirectories: true)
            for (name, value) in [
                ("AFTERBUILD_DATABASE_URL", "host=/nowhere"),
                ("AFTERBUILD_LISTEN", "127.0.0.1:\(taken.port)"),
                ("AFTERBUILD_DATA_DIR", "\(data)-other"),
            ] {
                let refused = try await demo.run(Self.month, more: [name: value])
                #expect(refused.status == 1, "\(name)")
                #expect(refused.errors.hasPrefix("demo: "), "\(name): \(refused.errors)")
                #expect(refused.errors.contains(name), "\(refused.errors)")
                #expect(refused.output.isEmpty, "\(name): \(refused.output)")
            }
            #expect(!FileManager.default.fileExists(atPath: data))
        }
    }

    private static func summary(_ outcome: AfterbuildProcess.Outcome) throws -> String {
        let start = try #require(outcome.output.range(of: "  summary\n"), "\(outcome.errors)")
        let rest = outcome.output[start.upperBound...]
        return String(rest[..<(try #require(rest.range(of: "\n== ")).lowerBound)])
    }

    /// By the link that the demo printed.
    private static func openACase(_ printed: String, port: Int) throws {
        let link = try #require(printed.firstMatch(of: /\/sign-in\/(\S+)/))
        let officer = try Browser.signedIn(String(link.1), port: port)
        let id = try officer.openCase(at: "SIM-000004", conduct: "2026-06-15", agreed: "2025-05-02")
        #expect(try officer.get("/cases/\(id)").text.contains("SIM-000004"))
    }
}

/// A place for the demo.
private struct Demo: Sendable {
    let environment: [String: String]
    let port: Int

    static func with(_ body: (Demo) async throws -> Void) async throws {
        // Below /tmp: the user postgres must be able to enter, and a socket's path is short.
        let folder = URL(filePath: "/tmp/afterbuild-demo-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try HeldPort().port
        try await body(
            Demo(
                environment: [
                    "AFTERBUILD_DATA_DIR": "\(folder.path)/data", "AFTERBUILD_LISTEN": "127.0.0.1:\(port)",
                    "AFTERBUILD_HOME": TestDatabase.root.path,
                ], port: port))
    }

    /// Runs the demo to its end; once `isEnough` holds it gets a Ctrl-C.
    func run(
        _ arguments: [String], more: [String: String] = [:],
        until isEnough: (TestProcess) throws -> Bool = { _ in false }
    ) async throws -> AfterbuildProcess.Outcome {
        // Ctrl-C reaches a whole group of processes, and may be ignored where tests run in the background.
        let process = try TestProcess(
            "/usr/bin/setsid",
            [
                "env", "--default-signal=INT", ProjectFiles.url("deploy/demo").path, "--binary",
                AfterbuildProcess.binary.path,
            ] + arguments, AfterbuildProcess.surroundings(with: environment.merging(more) { $1 }))
        do {
            try await eventually("the demo", within: .seconds(800)) {
                try !process.isRunning || isEnough(process)
            }
        } catch {
            await interrupt(process)
            throw error
        }
        await interrupt(process)
        return AfterbuildProcess.Outcome(
            status: await process.wait(), output: process.outputText, errors: process.errorText)
    }

    private func interrupt(_ process: TestProcess) async {
        if process.isRunning { kill(-process.pid, SIGINT) }
        _ = await process.wait()
    }

    /// What the simulator says that it sent, and the recorded requests.
    var sentRecords: Int {
        get throws {
            let truth = try Data(
                contentsOf: URL(filePath: "\(environment["AFTERBUILD_DATA_DIR"] ?? "")/demo/truth.json"))
            let object = try JSONSerialization.jsonObject(with: truth) as? [String: Any]
            let lanes = try #require(object?["lanes"] as? [String: Int])
            return lanes.values.reduce(0, +) + (try RecordedClient.all().count)
        }
    }
}

/// A port of 127.0.0.1, bound until this goes away.
///
/// None of those that the system gives to whoever asks for any: another test may get such a one in between.
private struct HeldPort: ~Copyable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        descriptor = opened
        for _ in 0..<100 {
            let candidate = Int.random(in: 20_000..<30_000)
            address.sin_port = in_port_t(candidate).bigEndian
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(opened, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if result == 0 {
                port = candidate
                return
            }
        }
        throw TestProcess.Failure("no free port between 20000 and 30000")
    }

    deinit { close(descriptor) }

    func listen() throws {
        guard Glibc.listen(descriptor, 8) == 0 else { throw TestProcess.Failure("cannot listen: \(errno)") }
    }
}
