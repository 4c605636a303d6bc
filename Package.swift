// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// One of our own modules.
///
/// The arrows are those of the README's diagram; `TidyTests` keeps them.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioExtras: Target.Dependency = .product(name: "NIOExtras", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "afterbuild",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "afterbuild", targets: ["App"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "App",
            dependencies: [
                "Domain", "Blocking", "Postgres", "Curl", "Storage", "Collector", "Jobs", "Render",
                "Contract", "Web", "Simulator",
                hummingbird, hummingbirdCore, httpTypes, nioCore, crypto, logging, lifecycle, unixSignals,
                yams,
                argumentParser,
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        module(
            "Collector",
            [
                "Storage", "Domain", "Blocking", "Concurrency", "CZlib", hummingbird, hummingbirdCore,
                httpTypes, nioCore, nioPosix, nioHTTP1, nioExtras, nioSSL, crypto, logging, lifecycle,
            ]),
        module(
            "Web",
            [
                "Contract", "Storage", "Domain", "Blocking", "Concurrency", "Render", hummingbird,
                hummingbirdCore, httpTypes, nioCore, crypto, cryptoExtras, jwt,
            ]),
        // Routes with their declaration, and what a request passes through. Knows no KPI.
        module("Contract", ["Domain", "Concurrency", hummingbird, httpTypes, nioCore, crypto]),
        module("Jobs", ["Storage", "Domain", "Concurrency", "Render", "Curl", crypto, lifecycle, yams]),
        module("Render", ["Domain", mustache]),
        module("Simulator", ["Domain"]),
        module("Storage", ["Postgres", "Blocking", "Domain"]),
        module("Postgres", ["Blocking", "Concurrency", "CLibpq"]),
        module("Curl", ["Blocking", "CLibcurl"]),
        module("Domain", [realModule]),
        module("Blocking"),
        module("Concurrency"),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // What deploy/bench compares with; not part of the product.
        .executableTarget(name: "EmptyPost", dependencies: [hummingbird], swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Concurrency", "Postgres", "Storage", "Domain"],
            path: "Tests/TestSupport",
            exclude: ["smtp_server.py", "webhook_receiver.py", "oidc_issuer.py"],
            swiftSettings: strict),
        tests("DomainTests", ["Domain", realModule], exclude: ["Fixtures"]),
        tests("ConcurrencyTests", ["Concurrency"]),
        tests("PostgresTests", ["Postgres", "Blocking", "TestSupport"]),
        tests("CurlTests", ["Curl", "TestSupport"]),
        tests("StorageTests", ["Storage", "Postgres", "Domain", "TestSupport"]),
        tests(
            "CollectorTests",
            [
                "Collector", "Storage", "Domain", "TestSupport", crypto, lifecycle, logging, nioSSL, nioCore,
                nioPosix, nioEmbedded,
            ]),
        tests(
            "JobsTests",
            ["Jobs", "Curl", "Render", "Storage", "Postgres", "Domain", "TestSupport", lifecycle, logging]),
        tests(
            "WebTests",
            [
                "Contract", "Web", "Concurrency", "Curl", "Storage", "Render", "Domain", "TestSupport",
                hummingbird, hummingbirdCore, httpTypes, nioCore, logging,
            ]),
        tests(
            "AppTests",
            ["App", "Blocking", "Collector", "Domain", "Postgres", "TestSupport", "Web", argumentParser]),
        tests("RenderTests", ["Render", "Domain", "TestSupport"], exclude: ["Golden"]),
        tests("SimulatorTests", ["Simulator", "Domain"]),
        tests(
            "EndToEndTests",
            ["App", "Collector", "Domain", "Simulator", "Storage", "Postgres", "TestSupport", "Web", crypto]),
        tests("TidyTests", ["TestSupport"]),
    ]
)
