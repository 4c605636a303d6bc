/// Turns the bytes of the six fields into a record, and notes what had to be put right.
struct RecordReading {
    private var values: Payload.Values
    private var repairs: Repairs
    private let words: ActionWords
    private let lowBytes: [[UInt8]: String]
    /// Whether there was a `logDt` at all, readable or not.
    private(set) var hasLogDt = false

    init(_ payload: consuming Payload, words: ActionWords, lowBytes: [[UInt8]: String]) {
        repairs = payload.repairs
        values = payload.values
        self.words = words
        self.lowBytes = lowBytes
    }

    mutating func noteForm(_ payload: Payload, at endpoint: Endpoint) {
        switch payload.form {
        case .fields where endpoint == .json || endpoint == .xml: repairs.insert(.fieldsAtOtherEndpoint)
        case .json where !(endpoint == .json && !payload.isBare || endpoint == .fields && payload.isBare):
            repairs.insert(.jsonAtOtherEndpoint)
        case .xml where endpoint != .xml || payload.isBare: repairs.insert(.xmlAtOtherEndpoint)
        default: break
        }
    }

    mutating func record(endpoint: Endpoint, dialect: Dialect) -> DecodedRecord {
        undoDoubleEncodedKey()
        let key = key()
        let (logDt, occurredAt, isCanonical) = logDt()
        let useSe = useSe()
        let action = useSe.flatMap(words.action)
        if useSe != nil, action == nil { repairs.insert(.unknownAction) }
        let user = user()
        let (address, addressClass) = address()
        let quantity = quantity()
        return DecodedRecord(
            endpoint: endpoint, key: key, occurredAt: occurredAt, logDt: logDt,
            logDtIsCanonical: isCanonical, useSe: useSe, action: action, sysUser: user,
            conectIp: address, addressClass: addressClass, quantity: quantity, repairs: repairs,
            dialect: dialect)
    }

    /// A key that begins `%24` is `$` still encoded: its client encoded each value, and then the whole once
    /// more.
    private mutating func undoDoubleEncodedKey() {
        for _ in 0..<2 {
            guard let key = values[.key],
                trimmed(key).starts(with: "%24".utf8) || trimmed(key).starts(with: "%2524".utf8)
            else { return }
            repairs.insert(.keyDoubleEncoded)
            for field in Field.allCases {
                values[field] = values[field].map { PercentEncoding.decode($0, plusIsBlank: true).0 }
            }
        }
    }

    private mutating func key() -> String? {
        guard let raw = values[.key], let bytes = present(raw, trimming: .keyTrimmed) else { return nil }
        return text(bytes)
    }

    private mutating func logDt() -> (text: String?, instant: Timestamp?, isCanonical: Bool) {
        guard let raw = values[.logDt], let bytes = present(raw, trimming: .logdtTrimmed) else {
            return (nil, nil, false)
        }
        hasLogDt = true
        var reading = LogDt(bytes)
        if reading == nil, let again = PercentEncoding.decodedOnceMore(bytes) {
            reading = LogDt(trimmed(again))
            if reading != nil { repairs.insert(.doubleEncoding) }
        }
        if let reading { repairs.formUnion(reading.repairs) }
        // Canonical form is 23 bytes long: with blanks or escapes the text as sent is longer.
        return (printable(raw), reading?.instant, raw.count == 23 && reading?.isCanonical == true)
    }

    private mutating func useSe() -> String? {
        guard let raw = values[.useSe] else {
            repairs.insert(.useSeMissing)
            return nil
        }
        if raw.contains(where: { $0 < 32 || $0 > 126 }), let word = lowByteWord(raw) { return word }
        guard let bytes = present(raw, trimming: .useSeTrimmed) else {
            repairs.insert(.useSeMissing)
            return nil
        }
        if let text = text(onceMore(bytes)) { return text }
        repairs.insert(.useSeUnreadable)
        return nil
    }

    /// Only what is no readable text is looked up, so that no honest word is taken for a mangled one.
    private mutating func lowByteWord(_ raw: ArraySlice<UInt8>) -> String? {
        let isPlain = String(validating: raw, as: UTF8.self) != nil && !raw.contains { $0 < 32 || $0 == 127 }
        guard !isPlain, let word = lowBytes[Array(raw)] ?? lowBytes[Array(trimmed(raw))] else { return nil }
        repairs.insert(.lowByteKorean)
        return word
    }

    private mutating func user() -> String? {
        guard let raw = values[.user], let bytes = present(raw, trimming: .userTrimmed) else {
            repairs.insert(.userMissing)
            return nil
        }
        // A client that mangles words mangles names, and from a name nothing comes back.
        let isMangled = repairs.contains(.lowByteKorean) && bytes.contains { $0 > 126 }
        if !isMangled, let text = text(onceMore(bytes)) { return text }
        repairs.insert(.userUnreadable)
        return nil
    }

    private mutating func address() -> (String?, AddressClass?) {
        guard let raw = values[.address], var bytes = present(raw, trimming: .addressTrimmed) else {
            repairs.insert(.addressMissing)
            return (nil, nil)
        }
        if let comma = bytes.firstIndex(of: 44) {
            repairs.insert(.addressList)
            bytes = trimmed(bytes[..<comma])
        }
        guard let found = Address.classify(bytes), let text = text(bytes) else {
            repairs.insert(.addressNotAnAddress)
            return (nil, nil)
        }
        return (text, found)
    }

    private mutating func quantity() -> Int64? {
        guard let raw = values[.quantity], let bytes = present(raw, trimming: nil) else {
            repairs.insert(.quantityMissing)
            return nil
        }
        let (value, repair) = Quantity.read(bytes)
        if let repair { repairs.insert(repair) }
        return value
    }

    /// `raw` without blanks around it; `nil` when nothing is left, or only a word by which programs say
    /// "nothing".
    private mutating func present(_ raw: ArraySlice<UInt8>, trimming repair: Repair?) -> ArraySlice<UInt8>? {
        let bytes = trimmed(raw)
        if bytes.isEmpty { return nil }
        if bytes.count == 4 || bytes.count == 9 {
            let word = String(decoding: bytes, as: UTF8.self)
            if word == "null" || word == "NULL" || word == "undefined" { return nil }
        }
        if let repair, bytes.count != raw.count { repairs.insert(repair) }
        return bytes
    }

    /// `bytes` with Korean that was percent-encoded twice decoded; other text that holds a `%` is left alone.
    private mutating func onceMore(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let decoded = PercentEncoding.decodedOnceMore(bytes), decoded.contains(where: { $0 >= 0x80 }),
            String(validating: decoded, as: UTF8.self) != nil
        else { return bytes }
        repairs.insert(.doubleEncoding)
        return decoded
    }

    /// `nil` when `bytes` are in no encoding we know, or hold control characters, which no text here has.
    private mutating func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard !bytes.contains(where: { $0 < 32 || $0 == 127 }) else { return nil }
        switch KoreanText(bytes) {
        case .utf8(let text): return text
        case .cp949(let text):
            repairs.insert(.cp949)
            return text
        case .cut(let text):
            repairs.insert(.bodyCut)
            return text
        case .unreadable: return nil
        }
    }

    /// Text that any column can hold: control characters and bytes that are no UTF-8 become U+FFFD.
    private func printable(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(where: { $0 < 32 || $0 > 126 }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            text.append(scalar.value < 32 || scalar.value == 127 ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }
}
