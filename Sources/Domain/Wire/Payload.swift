/// The six fields of the interface guide.
enum Field: CaseIterable {
    case key, logDt, useSe, user, address, quantity

    var name: StaticString {
        switch self {
        case .key: "crtfcKey"
        case .logDt: "logDt"
        case .useSe: "useSe"
        case .user: "sysUser"
        case .address: "conectIp"
        case .quantity: "dataUsgqty"
        }
    }
}

/// What a parameter, a member, a part or an element is called.
enum FieldName {
    case field(Field, isMisspelt: Bool)
    /// The parameter that holds a whole record.
    case logData
    case unknown

    init(_ bytes: ArraySlice<UInt8>) {
        for field in Field.allCases where Self.matches(bytes, field.name) {
            self = .field(field, isMisspelt: false)
            return
        }
        if Self.matches(bytes, "logData") {
            self = .logData
            return
        }
        let folded = bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
        switch String(decoding: folded, as: UTF8.self) {
        case "crtfckey", "crfckey": self = .field(.key, isMisspelt: true)
        case "logdt": self = .field(.logDt, isMisspelt: true)
        case "usese": self = .field(.useSe, isMisspelt: true)
        case "sysuser": self = .field(.user, isMisspelt: true)
        case "conectip", "connectip": self = .field(.address, isMisspelt: true)
        case "datausgqty": self = .field(.quantity, isMisspelt: true)
        case "logdata": self = .logData
        default: self = .unknown
        }
    }

    /// Whether `bytes` begin the name of a field: all that a cut body may have left of it.
    static func isBegun(by bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && Field.allCases.contains { field in field.name.withUTF8Buffer { $0.starts(with: bytes) } }
    }

    private static func matches(_ bytes: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { $0.count == bytes.count && $0.elementsEqual(bytes) }
    }
}

/// How the values were written.
enum PayloadForm {
    case fields, json, xml
}

/// What the query or the body holds: the values of the six fields as bytes, free of the way in which they
/// travelled.
struct Payload {
    /// Why a payload cannot be taken as a record.
    enum Breakage {
        case json, xml
        /// `logData` is neither JSON nor XML.
        case logData
        /// No form that any client uses.
        case shapeless
    }

    var values = Values()
    var repairs: Repairs = []
    var breakage: Breakage?
    var form: PayloadForm?
    /// JSON or XML as the whole body or query, without `logData=`.
    var isBare = false
    var isMultipart = false
    /// The last field read: where the body is cut, the one not to be trusted.
    var last: Field?
    /// Whose record it is, is known without its key.
    var isKeyless = false

    struct Values {
        private var key, logDt, useSe, user, address, quantity: ArraySlice<UInt8>?

        subscript(_ field: Field) -> ArraySlice<UInt8>? {
            get {
                switch field {
                case .key: key
                case .logDt: logDt
                case .useSe: useSe
                case .user: user
                case .address: address
                case .quantity: quantity
                }
            }
            set {
                switch field {
                case .key: key = newValue
                case .logDt: logDt = newValue
                case .useSe: useSe = newValue
                case .user: user = newValue
                case .address: address = newValue
                case .quantity: quantity = newValue
                }
            }
        }

        var isEmpty: Bool { Field.allCases.allSatisfy { self[$0] == nil } }
    }

    /// Reads what stands after `?`.
    init(query: [UInt8]) {
        read(query[...], isQuery: true)
    }

    init(body: [UInt8]) {
        read(body[...], isQuery: false)
    }

    /// Reads one line of a file of JSON objects; a key in it is ignored.
    init(jsonLine line: ArraySlice<UInt8>) {
        isKeyless = true
        readJSON(withoutMark(line))
    }

    /// Nothing as yet, of a line whose fields are set one by one.
    init(lineIn form: PayloadForm) {
        isKeyless = true
        self.form = form
    }

    /// Whether this could be a record by itself.
    var isWhole: Bool { breakage == nil && values[.key] != nil && values[.logDt] != nil }

    /// The first value of a name counts, as in the servlet API; an empty one does not hide a later one.
    mutating func set(_ name: FieldName, _ value: ArraySlice<UInt8>) {
        guard case .field(let field, let isMisspelt) = name, !(isKeyless && field == .key) else { return }
        last = field
        if let present = values[field], !present.isEmpty { return }
        values[field] = value
        if isMisspelt { repairs.insert(.fieldNameMisspelt) }
    }

    /// The first byte decides, whatever the content type says.
    private mutating func read(_ bytes: ArraySlice<UInt8>, isQuery: Bool) {
        let start = withoutMark(bytes)
        guard let first = start.first else { return }
        if first == 123 || first == 91 {
            isBare = true
            readJSON(isQuery ? PercentEncoding.decode(start, plusIsBlank: false).0 : start)
        } else if first == 60 {
            isBare = true
            readXML(isQuery ? PercentEncoding.decode(start, plusIsBlank: false).0 : start)
        } else if !isQuery, start.starts(with: [45, 45]) {
            isMultipart = true
            form = .fields
            readMultipart(start)
        } else if first == 37, start.dropFirst().starts(with: [55]),
            start.dropFirst(2).first.map({ $0 | 32 }) == 98
        {
            // %7B: a JSON body that went through an encoder for forms.
            isBare = true
            readJSON(PercentEncoding.decode(start, plusIsBlank: true).0)
        } else {
            readForm(start, isQuery: isQuery)
        }
    }

    private mutating func readForm(_ bytes: ArraySlice<UInt8>, isQuery: Bool) {
        var at = bytes.startIndex
        var hasPair = false
        while at < bytes.endIndex {
            let nameEnd = bytes[at...].firstIndex { $0 == 61 || $0 == 38 } ?? bytes.endIndex
            let rawName = bytes[at..<nameEnd]
            guard nameEnd < bytes.endIndex, bytes[nameEnd] == 61 else {
                if nameEnd == bytes.endIndex, FieldName.isBegun(by: rawName) { repairs.insert(.bodyCut) }
                at = min(nameEnd + 1, bytes.endIndex)
                continue
            }
            hasPair = true
            let name = formName(rawName)
            let valueStart = nameEnd + 1
            if case .logData = name, readRawLogData(bytes[valueStart...], isQuery: isQuery) { return }
            at = bytes[valueStart...].firstIndex(of: 38) ?? bytes.endIndex
            let (value, bare) = PercentEncoding.decode(bytes[valueStart..<at], plusIsBlank: true)
            switch name {
            case .logData: readLogData(value)
            case .field:
                if bare { repairs.insert(.barePercent) }
                if form == nil { form = .fields }
                set(name, value)
            case .unknown: break
            }
            at = min(at + 1, bytes.endIndex)
        }
        if !hasPair, !isQuery, values.isEmpty { breakage = .shapeless }
    }

    private mutating func formName(_ raw: ArraySlice<UInt8>) -> FieldName {
        let name = FieldName(raw)
        guard case .unknown = name else { return name }
        var text = trimmed(PercentEncoding.decode(raw, plusIsBlank: true).0)
        if text.starts(with: "amp;".utf8) {
            text = text.dropFirst(4)
            repairs.insert(.ampersandEscaped)
        }
        return FieldName(text)
    }

    /// Takes `logData=` that was not percent-encoded to the end, for its values may hold `&`.
    ///
    /// In a request target `%XX` is decoded all the same, for there some library has escaped blanks; a `+`
    /// cannot be told apart and stays.
    private mutating func readRawLogData(_ bytes: ArraySlice<UInt8>, isQuery: Bool) -> Bool {
        let start = withoutMark(bytes)
        guard let first = start.first, first == 123 || first == 60 else { return false }
        let text = isQuery ? PercentEncoding.decode(start, plusIsBlank: false).0 : start
        if first == 123 {
            repairs.insert(.jsonInFormRaw)
            readJSON(text)
        } else {
            repairs.insert(.xmlInFormRaw)
            readXML(text)
        }
        return true
    }

    /// Reads the decoded value of `logData`.
    mutating func readLogData(_ value: ArraySlice<UInt8>) {
        var text = withoutMark(value)
        for _ in 0..<2 where text.first == 37 {
            guard let decoded = PercentEncoding.decodedOnceMore(text) else { break }
            text = withoutMark(decoded)
            repairs.insert(.doubleEncoding)
        }
        switch text.first {
        case 123: readJSON(text)
        case 60: readXML(text)
        case nil: break
        default: breakage = .logData
        }
    }

    private mutating func readJSON(_ bytes: ArraySlice<UInt8>) {
        form = .json
        var parser = JSONParser(bytes)
        if case .object(let members) = parser.parse() {
            read(members, depth: 0)
            if !parser.isAtEnd(), bytes[parser.at] != 38 { repairs.insert(.surplusBytes) }
        } else {
            read(parser.outermost, depth: 0)
            breakage = .json
        }
        if parser.isLoose { repairs.insert(.jsonLoose) }
    }

    private mutating func read(_ members: [JSONMember], depth: Int) {
        for member in members {
            let name = FieldName(member.name)
            switch (name, member.value) {
            case (.field, .string(let text)), (.field, .number(let text)): set(name, text)
            case (.field, .bool(let flag)): set(name, Array((flag ? "true" : "false").utf8)[...])
            case (.logData, .object(let inner)) where depth == 0: read(inner, depth: 1)
            case (.logData, .string(let text))
            where depth == 0 && values.isEmpty && withoutMark(text).first == 123:
                var parser = JSONParser(text)
                guard case .object(let inner) = parser.parse() else {
                    breakage = .json
                    continue
                }
                read(inner, depth: 1)
            default: break
            }
        }
    }

    private mutating func readXML(_ bytes: ArraySlice<UInt8>) {
        form = .xml
        var reader = XMLRecord(bytes)
        while let (field, value) = reader.next() { set(field, value) }
        if reader.isBroken { breakage = .xml }
    }

    private mutating func readMultipart(_ bytes: ArraySlice<UInt8>) {
        var reader = MultipartReader(bytes)
        while let (name, value) = reader.next() {
            let field = FieldName(name)
            if case .logData = field { readLogData(value) } else { set(field, value) }
        }
        if reader.isCut { repairs.insert(.bodyCut) }
    }

    /// `bytes` from the first that is neither blank nor byte order mark.
    private mutating func withoutMark(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = bytes.drop(while: isBlank)
        guard start.starts(with: utf8ByteOrderMark) else { return start }
        repairs.insert(.byteOrderMark)
        return start.dropFirst(utf8ByteOrderMark.count).drop(while: isBlank)
    }
}

/// `bytes` without ASCII blanks, U+00A0 and U+3000 at either end.
func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let first = rest.first {
        if isBlank(first) {
            rest.removeFirst()
        } else if first == 0xC2, rest.starts(with: [0xC2, 0xA0]) {
            rest.removeFirst(2)
        } else if first == 0xE3, rest.starts(with: [0xE3, 0x80, 0x80]) {
            rest.removeFirst(3)
        } else {
            break
        }
    }
    while let last = rest.last {
        if isBlank(last) {
            rest.removeLast()
        } else if last == 0xA0, rest.suffix(2).elementsEqual([0xC2, 0xA0]) {
            rest.removeLast(2)
        } else if last == 0x80, rest.suffix(3).elementsEqual([0xE3, 0x80, 0x80]) {
            rest.removeLast(3)
        } else {
            break
        }
    }
    return rest
}
