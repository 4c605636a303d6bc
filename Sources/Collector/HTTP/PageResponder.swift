package import Domain
package import Hummingbird
package import HummingbirdCore
package import Logging
internal import NIOHTTP1

/// Answers requests by a router: what Hummingbird's own `Application` does around one.
package enum PageResponder {
    /// The writing of an answer failed; by then nothing else can be answered.
    private struct Unwritten: Error {}

    /// - Parameters:
    ///   - now: for the `Date` header.
    ///   - logger: for the HTTP library's own lines.
    package static func responder(
        _ router: some HTTPResponder<PageContext>, now: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) -> HTTPChannelHandler.Responder {
        let date = DateHeader()
        return { request, writer, channel in
            let source = ApplicationRequestContextSource(channel: channel, logger: logger)
            var response: Response
            do {
                response = try await router.respond(to: request, context: PageContext(source: source))
            } catch let error as HTTPParserError {
                // The channel answers 400.
                throw error
            } catch {
                response = Response(status: .internalServerError)
            }
            response.headers[.date] = date.value(at: now())
            // The channel closes after such an answer; a client that is not told may already have sent its next request.
            if request.headers[.connection] == "close" { response.headers[.connection] = "close" }
            do {
                try await writer.write(response: response.head, body: response.body)
            } catch is HTTPParserError {
                throw Unwritten()
            }
        }
    }
}
