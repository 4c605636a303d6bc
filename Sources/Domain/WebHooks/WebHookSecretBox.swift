/// Seals the secrets of web hooks for the database and opens them again.
///
/// Unlike a token's, such a secret is needed in clear for every signature, so a hash does not do. The key is the
/// installation's and not in the database.
package struct WebHookSecretBox: Sendable {
    package let seal: @Sendable (_ secret: String) throws -> [UInt8]
    /// Throws when the bytes were sealed with another key or changed.
    package let open: @Sendable (_ sealed: [UInt8]) throws -> String

    package init(
        seal: @escaping @Sendable (_ secret: String) throws -> [UInt8],
        open: @escaping @Sendable (_ sealed: [UInt8]) throws -> String
    ) {
        self.seal = seal
        self.open = open
    }
}
