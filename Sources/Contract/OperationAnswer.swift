package import HTTPTypes
package import Hummingbird
import NIOCore

/// What an operation answers, with what the access log needs.
package struct OperationAnswer: Sendable {
    /// The builds or the case whose data an answer holds, for the access log.
    package struct Reads: Sendable, Equatable {
        package var builds: [Int64]
        package var caseID: Int64?
        /// How many rows the answer has.
        package var rows: Int

        package init(builds: [Int64] = [], caseID: Int64? = nil, rows: Int = 1) {
            self.builds = builds
            self.caseID = caseID
            self.rows = rows
        }

        /// Adds what another part of the answer holds.
        package mutating func add(_ more: [Int64], rows: Int) {
            builds += more.filter { !builds.contains($0) }
            self.rows += rows
        }
    }

    package var response: Response
    /// The bytes, where the answer is whole: for its entity tag.
    let bytes: [UInt8]?
    let reads: Reads?

    /// - Parameter reads: `nil` where the answer holds no data of a build, company or case.
    package static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, reads: Reads? = nil
    ) throws -> OperationAnswer {
        bytes(try jsonBytes(value), type: "application/json", status: status, reads: reads)
    }

    /// - Parameter reads: `nil` where the answer holds no data of a build, company or case.
    package static func json(_ value: some JSONWritable, reads: Reads? = nil) -> OperationAnswer {
        bytes(jsonBytes(value), type: "application/json", reads: reads)
    }

    package static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, reads: Reads? = nil
    ) -> OperationAnswer {
        OperationAnswer(
            response: Response(
                status: status, headers: [.contentType: type],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))),
            bytes: bytes, reads: reads)
    }

    /// An answer without a body.
    package static func empty(_ status: HTTPResponse.Status = .noContent) -> OperationAnswer {
        OperationAnswer(response: Response(status: status), bytes: nil, reads: nil)
    }

    /// A page; it has no entity tag, since browsers must not keep it.
    ///
    /// - Parameter reads: `nil` where the page holds no data of a build, company or case.
    package static func page(
        _ html: String, status: HTTPResponse.Status = .ok, language: Language = .korean, reads: Reads? = nil
    ) -> OperationAnswer {
        OperationAnswer(
            response: Response(
                status: status,
                headers: [
                    .contentType: "text/html; charset=utf-8", .contentLanguage: language.rawValue,
                ], body: ResponseBody(byteBuffer: ByteBuffer(string: html))), bytes: nil, reads: reads)
    }

    /// Sends a browser on to another page of ours.
    package static func redirect(to path: String) -> OperationAnswer {
        OperationAnswer(
            response: Response(status: .seeOther, headers: [.location: path]), bytes: nil, reads: nil)
    }

    /// An answer that is written as it comes about; it has no entity tag.
    package static func stream(_ response: Response, reads: Reads?) -> OperationAnswer {
        OperationAnswer(response: response, bytes: nil, reads: reads)
    }
}
