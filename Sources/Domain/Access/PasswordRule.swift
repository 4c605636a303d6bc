/// Which passwords of local accounts are taken.
///
/// Length is what counts. There is no rule of composition: such rules make passwords that are alike.
package enum PasswordRule {
    package static let least = 12
    package static let most = 256

    /// What is wrong with the password of this account; `nil` for a good one.
    package static func fault(of password: String, accountName: String) -> PasswordFault? {
        if password.count < least { return .short }
        if password.utf8.count > most * 4 || password.count > most { return .long }
        if password.lowercased().contains(accountName.lowercased()) { return .name }
        if Set(password).count < 4 { return .repeating }
        return nil
    }
}

/// Why a password is not taken.
package enum PasswordFault: Error, Sendable, Hashable, CustomStringConvertible {
    case short, long, name, repeating

    package var description: String {
        switch self {
        case .short: "the password is too short; expected \(PasswordRule.least) characters at least"
        case .long: "the password is too long; expected \(PasswordRule.most) characters at most"
        case .name: "the password holds the account's name; expected one without it"
        case .repeating: "the password repeats few characters; expected four different ones at least"
        }
    }

    package var korean: String {
        switch self {
        case .short: "비밀번호는 \(PasswordRule.least)자 이상이어야 합니다."
        case .long: "비밀번호는 \(PasswordRule.most)자 이하여야 합니다."
        case .name: "비밀번호에 계정 이름이 들어 있습니다. 이름이 들어가지 않게 정해 주십시오."
        case .repeating: "같은 글자가 되풀이됩니다. 서로 다른 글자를 네 개 이상 쓰십시오."
        }
    }
}

/// The name with which somebody signs in at a machine without an issuer.
package struct AccountName: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// `nil` unless it has 2 to 64 small letters, digits, dots, dashes or underscores and begins with a letter or digit.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (2...64).contains(bytes.count), let first = bytes.first, Self.isLetterOrDigit(first),
            bytes.allSatisfy({ Self.isLetterOrDigit($0) || $0 == 45 || $0 == 46 || $0 == 95 })
        else { return nil }
        description = text
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }
}
