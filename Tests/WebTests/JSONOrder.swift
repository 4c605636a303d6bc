/// The names of a JSON text that stand before one that the alphabet puts first, each with the one after it.
///
/// For bytes that are JSON; of others it says nothing.
func namesOutOfOrder(in bytes: [UInt8]) -> [String] {
    var found: [String] = []
    // The last name of each object that is open; nil for lists, and for objects that have none yet.
    var open: [String?] = []
    var isObject: [Bool] = []
    var text: [UInt8] = []
    var isInText = false
    var isEscaped = false
    for (place, byte) in bytes.enumerated() {
        if isInText {
            if !isEscaped, byte == UInt8(ascii: "\"") {
                isInText = false
                // What a colon follows is a name.
                guard isObject.last == true, bytes[(place + 1)...].first == UInt8(ascii: ":") else {
                    continue
                }
                let name = String(decoding: text, as: UTF8.self)
                if let last = open[open.count - 1], last >= name { found.append("\(last), \(name)") }
                open[open.count - 1] = name
            } else {
                text.append(byte)
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            }
            continue
        }
        switch byte {
        case UInt8(ascii: "\""):
            isInText = true
            isEscaped = false
            text = []
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            open.append(nil)
            isObject.append(byte == UInt8(ascii: "{"))
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            open.removeLast()
            isObject.removeLast()
        default: break
        }
    }
    return found
}
