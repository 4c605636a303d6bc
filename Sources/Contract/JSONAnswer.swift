import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// The bytes of a JSON answer: snake_case keys in the order of the alphabet, so that equal content has equal bytes.
package func jsonBytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return Array(try encoder.encode(value)) + [10]
}

func jsonAnswer(
    _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json"
) throws -> Response {
    Response(
        status: status, headers: [.contentType: type, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: try jsonBytes(value))))
}
