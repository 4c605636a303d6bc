import Foundation

/// The Python of the tests: `AFTERBUILD_TEST_PYTHON`, or else `python3`.
package enum PythonScript {
    static let program = ProcessInfo.processInfo.environment["AFTERBUILD_TEST_PYTHON"] ?? "python3"

    /// What a script prints.
    ///
    /// - Parameter needs: the packages that the script imports, as pip names them; the error says so.
    package static func output(of script: String, needs: String) async throws -> String {
        let process = try TestProcess(
            "/usr/bin/env", [program, "-c", script], ProcessInfo.processInfo.environment)
        guard await process.wait() == 0 else {
            throw TestProcess.Failure("\(process.errorText)\(advice(needs))")
        }
        return process.outputText
    }

    static func advice(_ needs: String) -> String {
        "\nIt needs Python 3 with \(needs): pip install \(needs), or name a python that has it in "
            + "AFTERBUILD_TEST_PYTHON"
    }
}
