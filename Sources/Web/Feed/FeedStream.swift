import Contract
import Domain
import Hummingbird
import NIOCore
import Storage

/// The feed as Server-Sent Events (WHATWG HTML §9.2), as long as one connection lasts.
struct FeedStream: Sendable {
    /// After ten minutes the stream ends, and the reader connects again with its last id, which checks its token anew.
    static let length = Duration.seconds(600)
    /// A connection without a byte is taken for dead, here and by proxies.
    static let heartbeat = Duration.seconds(15)
    static let limit = 200

    let feed: ChangeFeed
    let filter: FeedFilter
    /// Whether the reader's token still is what it was when the stream began; asked before each page.
    let isStillAuthorized: @Sendable () async throws -> Bool
    /// Throws where the read of a page could not be recorded: then the stream ends.
    let record: @Sendable (FeedPage) async throws -> Void

    /// Writes `first`, which is on record already, and whatever follows.
    ///
    /// Ends when the service stops, when the time is over, and when the reader's token has ended or is bounded in another
    /// way. Writing returns when the connection took the bytes: a reader that does not read stops this loop, and costs one
    /// page of changes.
    @concurrent func run(_ first: FeedPage, to writer: inout any ResponseBodyWriter) async throws {
        let end = feed.uptime() + Self.length
        var page = first
        var text = "retry: 2000\n\n"
        var quietSince = feed.uptime()
        while true {
            for entry in page.entries { text += try Self.event(entry) }
            // Also where nothing is for this reader: its place must not grow old.
            if text.isEmpty, feed.uptime() - quietSince >= Self.heartbeat {
                text = ": nothing new\nid: \(page.cursor)\n\n"
            }
            if !text.isEmpty {
                try await writer.write(ByteBuffer(string: text))
                text = ""
                quietSince = feed.uptime()
            }
            guard !feed.isEnding(), feed.uptime() < end else { return }
            if !page.isBehind {
                let newest = try await feed.hub.readNewest()
                if newest <= page.cursor.seq { page = page.read; continue }
            }
            guard try await isStillAuthorized() else { return }
            page = try await feed.database.feed.changes(.after(page.cursor), filter, limit: Self.limit)
            if !page.entries.isEmpty { try await record(page) }
        }
    }

    private static func event(_ entry: FeedEntry) throws -> String {
        let change = try FeedView.Change(entry)
        // One line: JSON has no line break but the one at its end.
        let json = String(decoding: try jsonBytes(change).dropLast(), as: UTF8.self)
        return "id: \(change.cursor)\nevent: \(change.kind)\ndata: \(json)\n\n"
    }
}

extension FeedPage {
    /// The place behind the page, without what it told.
    fileprivate var read: FeedPage { FeedPage(entries: [], cursor: cursor, newest: cursor.seq) }
}
