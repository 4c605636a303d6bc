/// What a web hook is told of, within what its token may see; an empty list leaves its side open.
package struct WebHookFilter: Sendable, Equatable {
    /// Kinds of changes, as the feed names them.
    package var events: [String]
    /// Codes of programmes, builds and regions: a change of a build must fit all three.
    package var programmes: [String]
    package var builds: [String]
    package var regions: [String]

    package init(
        events: [String] = [], programmes: [String] = [], builds: [String] = [], regions: [String] = []
    ) {
        self.events = events
        self.programmes = programmes
        self.builds = builds
        self.regions = regions
    }
}
