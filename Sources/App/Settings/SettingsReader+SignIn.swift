import Web

extension SettingsReader {
    /// Where people sign in; `nil` without an issuer.
    mutating func oidc(from folder: String) -> OIDCSettings? {
        let issuer = optional(
            .oidcIssuer, expecting: "an address such as https://login.example.org/realms/agency",
            SettingForm.issuer)
        let clientID = optional(.oidcClientID, expecting: "the name of this service at the issuer") { $0 }
        let secret = secret(
            .oidcClientSecret, from: folder, expecting: "the secret of this service at the issuer"
        ) { $0 }
        let audience = optional(.oidcAudience, expecting: "a name") { $0 }
        let roleClaim = value(
            .oidcRoleClaim, or: "roles", expecting: "the name of a claim such as roles or realm_access.roles"
        ) { $0 }
        let scopes = value(.oidcScopes, or: "openid profile", expecting: "scopes separated by blanks") { $0 }
        guard let issuer else {
            if clientID != nil || secret != nil {
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
            issuer: issuer, clientID: clientID, clientSecret: secret, audience: audience,
            roleClaim: roleClaim, scopes: scopes)
    }
}
