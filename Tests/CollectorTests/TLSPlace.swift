import Collector
import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// A folder with a certificate and its key, made by OpenSSL.
struct TLSPlace {
    let folder: String
    var certificate: String { "\(folder)/certificate.pem" }
    var key: String { "\(folder)/key.pem" }

    static func with(_ body: (TLSPlace) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/abtls-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let place = TLSPlace(folder: folder)
        try await place.make("first")
        try place.use("first")
        try await body(place)
    }

    /// Makes a certificate for this name beside those in use; RSA, which clients of every age know.
    func make(_ name: String, days: Int = 30) async throws {
        let process = try TestProcess(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "\(days)", "-subj", "/CN=\(name)",
                "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).crt",
            ], [:])
        try #require(await process.wait() == 0, "openssl: \(process.errorText)")
    }

    /// Puts a certificate that was made, and its key, where the collector looks.
    func use(_ name: String) throws {
        try useCertificate(name)
        try write(try bytes("\(name).key"), to: key)
    }

    func useCertificate(_ name: String) throws {
        try write(try bytes("\(name).crt"), to: certificate)
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: "\(folder)/\(name)")) }

    func write(_ bytes: Data, to path: String) throws { try bytes.write(to: URL(filePath: path)) }
}

/// A server that begins each connection with TLS and answers whatever it reads with an empty 200.
struct TLSServer {
    let port: Int

    static func with(_ certificates: TLSCertificates, _ body: (TLSServer) async throws -> Void) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(certificates.handler(), Answering())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(TLSServer(port: try #require(channel.localAddress?.port)))
        } catch {
            try await channel.close().get()
            throw error
        }
        try await channel.close().get()
    }

    /// What curl says of a connection, with whose certificate it does not argue.
    func curl(_ arguments: [String] = []) async throws -> (status: Int32, story: String) {
        let process = try TestProcess(
            "/usr/bin/curl",
            ["--silent", "--verbose", "--insecure", "--http1.1", "--max-time", "30"] + arguments
                + ["https://127.0.0.1:\(port)/"], [:])
        return (await process.wait(), process.errorText)
    }

    /// The name on the certificate that a new connection is shown.
    func name() async throws -> String? {
        let (status, story) = try await curl()
        #expect(status == 0, "curl: \(story)")
        return story.split(separator: "\n").first { $0.contains("subject: CN=") }?.split(separator: "=").last
            .map(
                String.init)
    }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: answer)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
