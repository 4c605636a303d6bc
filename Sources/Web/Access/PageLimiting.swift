import Domain
import HTTPTypes
import Hummingbird
import Synchronization

/// Counts requests to pages as those for operations are counted: by token, and wrong ones by address.
///
/// What asks nobody who it is (static files, notices) passes: the gate counts where it looks somebody up.
struct PageLimiting<Context: RequestContext>: RouterMiddleware {
    let limits: RequestLimits
    /// The answer to a request too many.
    let refusal: @Sendable (_ seconds: Int) -> Response

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let visit = PageVisit(limits, address: RequestTrace.current?.address)
        defer { visit.leave() }
        do {
            return try await PageVisit.$current.withValue(visit) { try await next(request, context) }
        } catch let refused as PageRefusal {
            return refusal(refused.seconds)
        }
    }
}

/// Too many requests: after so many seconds the next one is answered.
struct PageRefusal: Error {
    let seconds: Int
}

/// One request to a page, as the limits see it.
final class PageVisit: Sendable {
    /// Of the request that this task answers; `nil` outside of requests to pages.
    @TaskLocal static var current: PageVisit?

    private let limits: RequestLimits
    private let address: String?
    /// Whose place it takes.
    private let token = Mutex<Int64?>(nil)

    init(_ limits: RequestLimits, address: String?) {
        self.limits = limits
        self.address = address
    }

    /// Throws where so many wrong tokens came from the address that none is looked up.
    func admitGuess() throws(PageRefusal) {
        if let refused = limits.refusalOfGuess(address) { throw PageRefusal(seconds: refused.reset) }
    }

    func countFailure() {
        limits.countFailure(address)
    }

    /// Counts the request and takes a place, once however often the gate is asked.
    func enter(_ access: Access) throws(PageRefusal) {
        guard token.withLock({ $0 }) == nil else { return }
        let standing = limits.count(access)
        guard !standing.isRefused else { throw PageRefusal(seconds: standing.reset) }
        guard limits.enter(access.tokenID, of: RequestLimits.pagesAtOnce) else {
            throw PageRefusal(seconds: 1)
        }
        token.withLock { $0 = access.tokenID }
    }

    func leave() {
        if let token = token.withLock({ $0 }) { limits.leave(token) }
    }
}
