import Testing

/// The arrows of the README's diagram.
///
/// SwiftPM lets a target import what its dependencies depend on; this does not.
private let mayImport: [String: Set<String>] = [
    "Domain": ["RealModule"],
    "Blocking": ["Glibc", "Synchronization"],
    "Concurrency": ["Synchronization"],
    "Postgres": ["Blocking", "Concurrency", "CLibpq", "Glibc", "Synchronization"],
    "Curl": ["Blocking", "CLibcurl", "FoundationEssentials", "Glibc", "Synchronization"],
    "Storage": ["Postgres", "Blocking", "Domain", "FoundationEssentials", "Synchronization"],
    "Collector": [
        "Storage", "Domain", "Blocking", "Concurrency", "CZlib", "Hummingbird", "HummingbirdCore",
        "HTTPTypes", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOExtras", "NIOSSL", "Crypto",
        "Glibc", "Logging", "ServiceLifecycle", "Synchronization",
    ],
    "Contract": [
        "Domain", "Concurrency", "Hummingbird", "HTTPTypes", "NIOCore", "Crypto", "FoundationEssentials",
        "Synchronization",
    ],
    "Web": [
        "Contract", "Storage", "Domain", "Blocking", "Concurrency", "Render", "Hummingbird",
        "HummingbirdCore", "HTTPTypes", "NIOCore", "Crypto", "CryptoExtras", "JWTKit", "Foundation",
        "FoundationEssentials", "Synchronization",
    ],
    "Jobs": [
        "Storage", "Domain", "Concurrency", "Render", "Curl", "Crypto", "ServiceLifecycle", "Yams",
        "FoundationEssentials", "Synchronization",
    ],
    "Render": ["Domain", "Mustache", "FoundationEssentials"],
    "Simulator": ["Domain"],
    "EmptyPost": ["Hummingbird"],
]

/// Targets that may import anything: the one that wires, and the C modules, which hold no Swift.
private let free: Set<String> = ["App", "CLibpq", "CLibcurl", "CZlib"]

struct ImportTests {
    @Test("every target imports only what its arrows allow")
    func arrows() {
        #expect(ProjectTree.sources.flatMap(importFindings) == [])
    }

    @Test("every target is in the list, and every target of the list exists")
    func targets() {
        let found = Set(ProjectTree.sources.filter { !$0.isTest }.map(\.target))
        #expect(found.subtracting(mayImport.keys).subtracting(free) == [])
        #expect(Set(mayImport.keys).subtracting(found) == [])
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        let path: String
        let text: String
        let isAllowed: Bool
        var testDescription: String { "\(path): \(text)".onOneLine }
    }

    @Test(
        "the rule knows an import in every dress",
        arguments: [
            Sample(path: "Sources/Domain/A.swift", text: "import Glibc", isAllowed: false),
            Sample(path: "Sources/Collector/A.swift", text: "package import Postgres", isAllowed: false),
            Sample(path: "Sources/Web/A.swift", text: "@preconcurrency import Jobs", isAllowed: false),
            Sample(path: "Sources/Web/A.swift", text: "import struct Curl.Mailer", isAllowed: false),
            Sample(
                path: "Sources/Storage/A.swift", text: "  internal import Foundation // why", isAllowed: false
            ),
            Sample(path: "Sources/Unheard/A.swift", text: "import Domain", isAllowed: false),
            Sample(path: "Sources/Storage/A.swift", text: "package import Domain", isAllowed: true),
            Sample(path: "Sources/App/A.swift", text: "import Curl", isAllowed: true),
            Sample(path: "Sources/Domain/A.swift", text: "// import Glibc", isAllowed: true),
            Sample(path: "Sources/Domain/A.swift", text: "let text = \"import Glibc\"", isAllowed: true),
            Sample(path: "Tests/DomainTests/A.swift", text: "import Foundation", isAllowed: true),
        ])
    func samples(_ sample: Sample) {
        #expect(importFindings(SourceText(path: sample.path, sample.text)).isEmpty == sample.isAllowed)
    }
}

private func importFindings(_ source: SourceText) -> [Finding] {
    if source.isTest || free.contains(source.target) { return [] }
    let allowed = mayImport[source.target] ?? []
    return source.codeLines.enumerated().compactMap { number, line in
        let words = line.split(separator: " ")
        guard let position = words.firstIndex(of: "import"),
            words[..<position].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) })
        else { return nil }
        let names = words[(position + 1)...].drop { declarationKinds.contains($0) }
        guard let module = names.first?.split(separator: ".").first, !allowed.contains(String(module)) else {
            return nil
        }
        return Finding(path: source.path, line: number + 1, what: "\(source.target) may not import \(module)")
    }
}

private let accessLevels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
private let declarationKinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
]
