/// Where a web hook is delivered: an address that was judged as far as its text allows.
///
/// A name is judged when it is called, since it may resolve to something else every time.
package struct WebHookURL: Sendable, Equatable {
    package static let lengthMax = 2_000

    /// As it was given.
    package let text: String
    /// Lower case; an IPv6 address without brackets.
    package let host: String
    package let isEncrypted: Bool

    /// Throws what is wrong with the text, and what would be right.
    package init(_ text: String, networks: OutboundNetworks) throws(WebHookURLProblem) {
        guard text.utf8.count <= Self.lengthMax else { throw .length }
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 92 }) else { throw .characters }
        guard let colon = text.firstRange(of: "://") else { throw .scheme }
        switch text[..<colon.lowerBound].lowercased() {
        case "https": isEncrypted = true
        case "http": isEncrypted = false
        default: throw .scheme
        }
        guard !text.contains("#") else { throw .fragment }
        let authority = text[colon.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .userInformation }
        let (host, isAddress) = try Self.host(authority)
        if isAddress {
            guard let address = AddressNumber(host) else { throw .host }
            guard networks.allows(address, isEncrypted: true) else { throw .addressNotAllowed }
            guard networks.allows(address, isEncrypted: isEncrypted) else { throw .notEncrypted }
        } else if !isEncrypted, networks.allowed.isEmpty {
            throw .notEncrypted
        }
        self.text = text
        self.host = host
    }

    /// The host in lower case, and whether it is an address and no name.
    private static func host(_ authority: Substring) throws(WebHookURLProblem) -> (String, Bool) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .host }
            try checkPort(authority[authority.index(after: end)...])
            let inside = authority[authority.index(after: authority.startIndex)..<end].lowercased()
            guard inside.contains(":"), !inside.contains("%") else { throw .host }
            return (inside, true)
        }
        let name = authority.prefix { $0 != ":" }
        try checkPort(authority[name.endIndex...])
        let isName = name.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
                || byte == 45 || byte == 46 || byte == 95
        }
        guard isName, (1...253).contains(name.utf8.count), !name.hasPrefix("."), !name.contains("..") else {
            throw .host
        }
        // What ends in a number is read as an address by every resolver: 2130706433, 127.1 and 0x7f.1 are 127.0.0.1.
        let last = name.split(separator: ".").last ?? ""
        let isNumber = last.utf8.allSatisfy { (48...57).contains($0) } || last.lowercased().hasPrefix("0x")
        return (name.lowercased(), isNumber)
    }

    private static func checkPort(_ rest: Substring) throws(WebHookURLProblem) {
        guard !rest.isEmpty else { return }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw .port }
    }
}

/// What is wrong with a web hook's URL, and what would be right.
package enum WebHookURLProblem: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    case length, characters, scheme, fragment, userInformation, host, port, notEncrypted, addressNotAllowed

    /// Repeats nothing of the URL.
    package var description: String {
        switch self {
        case .length: "the URL is longer than \(WebHookURL.lengthMax) characters"
        case .characters: "the URL holds spaces, backslashes or characters beyond ASCII: percent-encode them"
        case .scheme: "the URL must begin with https://"
        case .fragment: "the URL has a fragment (#…), which is never sent: leave it out"
        case .userInformation:
            "the URL holds user information (…@): leave it out, deliveries are proven by their signature"
        case .host:
            "the URL's host must be a name, or an address in its usual form (192.0.2.7, [2001:db8::7])"
        case .port: "the URL's port must be 1 to 65535"
        case .notEncrypted:
            "http:// goes only to networks that the operator lists in AFTERBUILD_WEBHOOK_ALLOW: use https://"
        case .addressNotAllowed:
            "the URL's address is not a public one: use a public address or name, or ask the operator to list its "
                + "network in AFTERBUILD_WEBHOOK_ALLOW"
        }
    }
    /// The same in Korean.
    package var korean: String {
        switch self {
        case .length: "주소가 \(WebHookURL.lengthMax)자를 넘습니다"
        case .characters: "주소에 공백, 역슬래시 또는 ASCII가 아닌 문자가 있습니다. 퍼센트 인코딩하십시오"
        case .scheme: "주소는 https://로 시작하여야 합니다"
        case .fragment: "주소의 #… 부분은 전송되지 않습니다. 빼십시오"
        case .userInformation: "주소에 사용자 정보(…@)가 있습니다. 빼십시오. 전달의 진위는 서명으로 확인합니다"
        case .host: "주소의 호스트는 이름이거나 통상의 형식으로 쓴 IP 주소여야 합니다(192.0.2.7, [2001:db8::7])"
        case .port: "주소의 포트는 1부터 65535까지입니다"
        case .notEncrypted:
            "http://는 운영자가 AFTERBUILD_WEBHOOK_ALLOW에 적은 망에만 쓸 수 있습니다. https://를 쓰십시오"
        case .addressNotAllowed:
            "공인 주소가 아닙니다. 공인 주소나 이름을 쓰거나, 운영자에게 AFTERBUILD_WEBHOOK_ALLOW 등록을 요청하십시오"
        }
    }
}
