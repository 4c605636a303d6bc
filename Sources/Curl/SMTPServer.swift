/// A mail server as an operator writes it: `smtp://[user[:password]@]host[:port][?tls=required&timeout=30]`, or
/// `smtps://` for TLS from the first byte.
///
/// User and password are percent-encoded in the URL (`@` is `%40`). They never appear in `description`, in a dump of
/// this value or in an error.
package struct SMTPServer: Sendable, Equatable {
    /// How the connection is protected.
    package enum Security: Sendable, Equatable {
        /// STARTTLS where the server offers it, clear text otherwise.
        case startTLSIfOffered
        /// STARTTLS, or no mail at all.
        case startTLSRequired
        /// TLS from the first byte (`smtps://`).
        case tls
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets.
    package let host: String
    /// 25, or 465 for `smtps`, where the URL names none.
    package let port: Int
    /// From the scheme and the option `tls`.
    package let security: Security
    /// For one recipient's whole transaction, 1 to 300; connecting may take 10 of them.
    package let timeoutSeconds: Int
    let user: String?
    let password: String?

    /// Throws an error that names the part of the URL that is wrong, without repeating its secrets.
    package init(url: String) throws(SMTPServerError) {
        guard let colon = url.firstRange(of: "://") else { throw .scheme("") }
        let scheme = url[..<colon.lowerBound].lowercased()
        guard scheme == "smtp" || scheme == "smtps" else {
            throw .scheme(
                scheme.utf8.allSatisfy { (97...122).contains($0) } ? printable(scheme, limit: 12) : "")
        }
        let rest = url[colon.upperBound...].split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = rest[0].hasSuffix("/") ? rest[0].dropLast() : rest[0]
        let at = authority.lastIndex(of: "@")
        if let at {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = try Self.decoded(parts[0], part: "user")
            password = parts.count > 1 ? try Self.decoded(parts[1], part: "password") : nil
            guard user?.isEmpty == false else { throw .credentials(part: "user", problem: "is empty") }
        } else {
            // Whatever stands before this @ is probably a password: it must not be reported as a host or a port.
            guard !url.contains("@") else {
                throw .credentials(part: "user or password", problem: "holds a ?: write %3F")
            }
            user = nil
            password = nil
        }
        let place = at.map { authority[authority.index(after: $0)...] } ?? authority
        let options = try Self.options(rest.count > 1 ? rest[1] : "")
        guard scheme == "smtp" || options.tls == nil else {
            throw .option("tls", "is always on with smtps://")
        }
        (host, port) = try Self.place(place, defaultPort: scheme == "smtps" ? 465 : 25)
        security = scheme == "smtps" ? .tls : options.tls ?? .startTLSIfOffered
        timeoutSeconds = options.timeout ?? 30
    }

    /// What libcurl gets as URL: without credentials, which go by options of their own.
    var address: String { "\(security == .tls ? "smtps" : "smtp")://\(host):\(port)" }
}

extension SMTPServer {
    private static func place(_ text: Substring, defaultPort: Int) throws(SMTPServerError) -> (String, Int) {
        var host = text
        var port: Substring?
        if let bracket = text.lastIndex(of: "]") {
            host = text[...bracket]
            let after = text[text.index(after: bracket)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw .host(printable(String(text), limit: 80))
            }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        let inside = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host
        let isAddress = inside.startIndex != host.startIndex
        let fits = inside.utf8.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
                || (isAddress ? $0 == 58 || $0 == 46 : $0 == 45 || $0 == 46 || $0 == 95)
        }
        guard fits, !inside.isEmpty, inside.utf8.count <= 253 else {
            throw .host(printable(String(host), limit: 80))
        }
        guard let port else { return (String(host), defaultPort) }
        guard let number = Int(port), (1...65_535).contains(number), port.utf8.allSatisfy({ $0 != 43 }) else {
            throw .port(printable(String(port), limit: 20))
        }
        return (String(host), number)
    }

    private static func options(
        _ query: Substring
    ) throws(SMTPServerError) -> (tls: Security?, timeout: Int?) {
        var tls: Security?
        var timeout: Int?
        for option in query.split(separator: "&") {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1] : ""
            switch parts[0] {
            case "tls" where value == "required": tls = .startTLSRequired
            case "tls": throw .option("tls", "must be required, or be left out")
            case "timeout":
                guard let seconds = Int(value), (1...300).contains(seconds) else {
                    throw .option("timeout", "must be 1 to 300 (seconds)")
                }
                timeout = seconds
            default:
                throw .option(printable(String(parts[0]), limit: 20), "is unknown; known are tls and timeout")
            }
        }
        return (tls, timeout)
    }

    private static func decoded(_ text: Substring, part: String) throws(SMTPServerError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else {
                throw .credentials(
                    part: part, problem: "holds a % that no two hexadecimal digits follow (write %25)")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let result = String(validating: bytes, as: UTF8.self),
            !result.unicodeScalars.contains(where: isControl)
        else {
            throw .credentials(part: part, problem: "holds a control character or no UTF-8")
        }
        return result
    }
}

extension SMTPServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `smtp://mail.example:587 (with sign-in)`: enough to find the mistake, no secret.
    package var description: String { user == nil ? address : "\(address) (with sign-in)" }
    /// The same as `description`: no secret here either.
    package var debugDescription: String { description }
    /// Hides the stored user and password from `dump`.
    package var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}

/// What is wrong with a mail server's URL; never repeats the user or the password.
package enum SMTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not smtp or smtps; empty if missing or not printable.
    case scheme(String)
    /// The user or the password cannot be decoded.
    case credentials(part: String, problem: String)
    /// Neither a name nor an address; empty if missing.
    case host(String)
    /// Not 1 to 65535.
    case port(String)
    /// An option's name and what is wrong with it.
    case option(String, String)

    /// What is wrong, and the form of a right URL.
    package var description: String {
        let problem =
            switch self {
            case .scheme(""): "it has no scheme"
            case .scheme(let scheme): "the scheme \"\(scheme)\" is not smtp or smtps"
            case .credentials(let part, let problem): "the \(part) \(problem)"
            case .host(""): "it has no host"
            case .host(let host): "the host \"\(host)\" is no host name or address"
            case .port(let port): "the port \"\(port)\" is not 1 to 65535"
            case .option(let name, let problem): "the option \(name) \(problem)"
            }
        return
            "mail server URL: \(problem); want smtp://[user[:password]@]host[:port][?tls=required&timeout=30]"
            + " or smtps://…"
    }
}
