import Web

extension SettingsReader {
    /// Where people sign in; `nil` without an issuer.
    mutating func oidc(from folder: String) -> OIDCSettings? {
        let issuer = optional(
            .oidcIssuer, expecting: "an address such as https://login.example.org/realms/agency",
            SettingForm.issuer)
        let clientID = optional(.oidcClientID, expecting: "the name of this service at the issuer") { $0 }
        let secret = optional(.oidcClientSecret, expecting: "the secret of this service at the issuer") { $0 }
        let file = optional(.oidcClientSecretFile, expecting: "the path of a readable file with the secret") {
            text in
            let path = FilePlace.absolute(text, from: folder)
            return FilePlace.text(of: path).map { SecretLine($0, path: path) }
        }
        let audience = optional(.oidcAudience, expecting: "a name") { $0 }
        let roleClaim = value(
            .oidcRoleClaim, or: "roles", expecting: "the name of a claim such as roles or realm_access.roles"
        ) { $0 }
        let scopes = value(.oidcScopes, or: "openid profile", expecting: "scopes separated by blanks") { $0 }
        if secret != nil, file != nil {
            complain(
                .oidcClientSecretFile, found: "both",
                "either \(Setting.oidcClientSecret.rawValue) or the file")
        }
        guard let issuer else {
            if clientID != nil || secret != nil || file != nil {
                complain(
                    .oidcIssuer, found: "nothing",
                    "the issuer's address, because others of its settings are set")
            }
            return nil
        }
        guard let clientID else {
            complain(
                .oidcClientID, found: "nothing",
                "the name of this service at the issuer, because \(Setting.oidcIssuer.rawValue) is set")
            return nil
        }
        return OIDCSettings(
            issuer: issuer, clientID: clientID, clientSecret: secret ?? file?.secret, audience: audience,
            roleClaim: roleClaim, scopes: scopes)
    }
}

/// The first line of a file, listed by the file's path alone.
private struct SecretLine: CustomStringConvertible {
    let secret: String
    let description: String

    init(_ text: String, path: String) {
        secret = String(text.prefix { !$0.isNewline })
        description = path
    }
}
