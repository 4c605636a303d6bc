package import Hummingbird
package import NIOCore

/// What a page or an operation of the API knows of its request beside the request itself.
package struct PageContext: RequestContext, RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The other end of the connection; a proxy's where one stands before us.
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
