import Foundation

/// A Python program of this folder that prints its port, chosen by the system on 127.0.0.1, and serves until it is killed.
enum PythonServer {
    /// Starts it, waits for its port, runs `body`, and ends it whatever happens.
    ///
    /// - Parameter needs: the packages that the program imports, as pip names them; the error says so.
    static func run<Value>(
        _ script: String, _ arguments: [String], needs: String? = nil,
        _ body: (_ port: Int) async throws -> Value
    ) async throws -> Value {
        try await HeavyTests.run {
            let environment = ProcessInfo.processInfo.environment
            let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: script).path
            let process = try TestProcess(
                "/usr/bin/env", [PythonScript.program, path] + arguments, environment)
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await body(try await port(of: process, script, needs)))
            } catch {
                outcome = .failure(error)
            }
            // The port is closed when this returns, also within a cancelled task.
            process.send(SIGKILL)
            _ = await process.wait()
            return try outcome.get()
        }
    }

    private static func port(of process: TestProcess, _ script: String, _ needs: String?) async throws -> Int
    {
        var port: Int?
        try await eventually("the port of \(script)") {
            let isRunning = process.isRunning
            let line = process.outputText
            if line.hasSuffix("\n") { port = Int(line.dropLast()) }
            guard isRunning || port != nil else {
                let advice = needs.map(PythonScript.advice)
                throw TestProcess.Failure("\(script) did not start: \(process.errorText)\(advice ?? "")")
            }
            return port != nil
        }
        return port ?? 0
    }
}
