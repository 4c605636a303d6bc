import Contract
import Crypto
import Domain
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
package import Render

/// The files of `dashboards/web/static`, read once.
///
/// Nothing else on the disk can be reached through them.
package struct StaticFiles: Sendable {
    private struct File {
        let bytes: ByteBuffer
        let type: String
        let version: String
    }

    private let files: [String: File]

    /// Reads every file of `directory` of a known kind.
    ///
    /// The error names what cannot be read: the folder, a file, or the style sheet that every page needs.
    package init(directory: String) throws(TemplateProblem) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
            throw TemplateProblem(file: directory, reason: "this folder of static files cannot be read")
        }
        var files: [String: File] = [:]
        for name in names {
            guard let dot = name.lastIndex(of: "."), let type = Self.types[String(name[dot...])] else {
                continue
            }
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
                throw TemplateProblem(file: "\(directory)/\(name)", reason: "it cannot be read")
            }
            let version = hexText(SHA256.hash(data: data).prefix(6))
            files[name] = File(bytes: ByteBuffer(bytes: data), type: type, version: version)
        }
        guard files[Self.stylesheet] != nil else {
            throw TemplateProblem(
                file: "\(directory)/\(Self.stylesheet)", reason: "the pages' style sheet is missing")
        }
        self.files = files
    }

    private static let stylesheet = "afterbuild.css"

    private static let types = [
        ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
        ".ico": "image/x-icon",
        ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
    ]

    /// The address of the style sheet; it changes with the content, so that browsers may keep it for a year.
    package var stylesheetAddress: String {
        "/static/\(Self.stylesheet)?v=\(files[Self.stylesheet]?.version ?? "")"
    }

    static let askedVersion = Parameter<String>.text("v")

    /// `nil` when there is no such file.
    func answer(_ name: String, to request: OperationRequest) -> Response? {
        guard let file = files[name] else { return nil }
        let tag = "\"\(file.version)\""
        let isCurrent = request[Self.askedVersion] == file.version
        let headers: HTTPFields = [
            .contentType: file.type, .eTag: tag,
            .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "public, max-age=300",
        ]
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
    }
}
