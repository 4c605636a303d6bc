internal import Crypto
package import Domain

extension WebHookSecretBox {
    /// Seals with AES-256-GCM under a key that is derived from a secret of the installation.
    ///
    /// - Parameter secret: 32 random bytes; they may serve other ends too, which get other keys from them.
    package init(secret: [UInt8]) {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), info: Array("afterbuild web hooks".utf8),
            outputByteCount: 32)
        self.init(
            seal: { text in
                guard let sealed = try AES.GCM.seal(Array(text.utf8), using: key).combined else {
                    throw SecretNotSealed()
                }
                return Array(sealed)
            },
            open: { sealed in
                let bytes = try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)
                return String(decoding: bytes, as: UTF8.self)
            })
    }
}

/// Cannot happen with nonces of the usual length, which the library makes itself.
private struct SecretNotSealed: Error {}
