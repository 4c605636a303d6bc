import Domain

/// How one client writes its records: request form, words, time and quantity.
package struct ClientDialect: Hashable, Sendable {
    package let form: WireForm
    package let vocabulary: Vocabulary
    package let stamp: StampForm
    package let quantity: QuantityForm

    /// The dialects of a fleet in order, repeated.
    ///
    /// Each is a combination that the census found.
    package static let all: [ClientDialect] = [
        ClientDialect(form: .formEncoded, vocabulary: .access, stamp: .milliseconds, quantity: .zero),
        ClientDialect(form: .queryFieldsPost, vocabulary: .access, stamp: .milliseconds, quantity: .length),
        ClientDialect(form: .jsonBody, vocabulary: .access, stamp: .milliseconds, quantity: .length),
        ClientDialect(form: .formBrowser, vocabulary: .access, stamp: .zeroMilliseconds, quantity: .constant),
        ClientDialect(
            form: .queryJSONNoBody, vocabulary: .access, stamp: .colonMilliseconds, quantity: .zero),
        ClientDialect(
            form: .queryJSONIndented, vocabulary: .inOut, stamp: .secondsAsTwoDigits, quantity: .rows),
        ClientDialect(form: .xmlForm, vocabulary: .access, stamp: .milliseconds, quantity: .zero),
        ClientDialect(form: .formRaw, vocabulary: .loginWords, stamp: .milliseconds, quantity: .zero),
        ClientDialect(form: .logDataForm, vocabulary: .codes, stamp: .milliseconds, quantity: .length),
        ClientDialect(form: .multipart, vocabulary: .access, stamp: .milliseconds, quantity: .zero),
        ClientDialect(form: .queryJSONLowercase, vocabulary: .access, stamp: .milliseconds, quantity: .zero),
        ClientDialect(
            form: .logDataFormRaw, vocabulary: .access, stamp: .secondsAsThreeDigits, quantity: .length),
        ClientDialect(form: .jsonBodyEscaped, vocabulary: .codes, stamp: .milliseconds, quantity: .constant),
        ClientDialect(form: .formMangled, vocabulary: .access, stamp: .milliseconds, quantity: .zero),
        ClientDialect(form: .xmlQuery, vocabulary: .access, stamp: .milliseconds, quantity: .empty),
        ClientDialect(form: .formEncoded, vocabulary: .zeroCodes, stamp: .noFraction, quantity: .zero),
        ClientDialect(form: .xmlFormTwice, vocabulary: .access, stamp: .milliseconds, quantity: .zero),
        ClientDialect(form: .queryJSONRaw, vocabulary: .codes, stamp: .zeroDigit, quantity: .rows),
        ClientDialect(form: .queryAndBody, vocabulary: .access, stamp: .milliseconds, quantity: .zero),
        ClientDialect(form: .jsonBodyClosing, vocabulary: .verbs, stamp: .milliseconds, quantity: .length),
        ClientDialect(form: .formBrowser, vocabulary: .flag, stamp: .milliseconds, quantity: .zero),
    ]

    /// Whether names outside ASCII survive: one form keeps only the low byte of each character.
    var keepsKorean: Bool { form != .formMangled }
}

/// The words that a client uses for the actions.
package enum Vocabulary: String, CaseIterable, Sendable {
    /// 접속, 종료 ... of the early guide.
    case access
    /// 로그인, 로그아웃 and 검색 for reading.
    case loginWords
    /// Codes of guide 1.7.
    case codes
    /// The same codes with a digit zero for the letter O.
    case zeroCodes
    /// `IN` and `OUT`, and nothing in between.
    case inOut
    /// HTTP verbs of the client's own calls; a log-in is a POST like any other.
    case verbs
    /// The same letter for everything: no action is known.
    case flag

    /// The word on the wire and what it means; `nil` where such a client sends nothing for the action.
    func word(for action: SimulatedAction) -> (text: String, meaning: SimulatedAction?)? {
        let place = action.rawValue - 1
        switch self {
        case .access:
            return action == .goodsMove ? nil : (["접속", "종료", "조회", "등록", "수정", "삭제"][place], action)
        case .loginWords:
            return action == .goodsMove ? nil : (["로그인", "로그아웃", "검색", "등록", "변경", "삭제"][place], action)
        case .codes: return (action.code, action)
        case .zeroCodes: return ("D0600\(action.rawValue)", action)
        case .inOut:
            switch action {
            case .login: return ("IN", action)
            case .logout: return ("OUT", action)
            default: return nil
            }
        case .verbs:
            switch action {
            case .login: return ("POST", .create)
            case .read: return ("GET", action)
            case .create: return ("POST", action)
            case .update: return ("PUT", action)
            case .delete: return ("DELETE", action)
            default: return nil
            }
        case .flag: return ("Y", nil)
        }
    }
}

/// How a client writes `logDt`.
package enum StampForm: String, CaseIterable, Sendable {
    case milliseconds, zeroMilliseconds, noFraction, colonMilliseconds
    /// `.0`, as a database driver prints a whole second.
    case zeroDigit
    /// .NET's `ss.sss`: the seconds again, two digits, for the fraction.
    case secondsAsTwoDigits
    /// Java's `ss.sss`: the seconds again, three digits.
    case secondsAsThreeDigits

    /// The text on the wire, and the instant that a reader of the text gets: the form may lose digits.
    func written(_ instant: Timestamp) -> (text: String, meaning: Timestamp) {
        let second = "\(instant.day) \(instant.clockText)"
        let whole = Timestamp(microseconds: instant.microseconds - Int64(instant.microsecondOfSecond))
        let milliseconds = instant.microsecondOfSecond / 1_000
        let seconds = instant.secondOfDay % 60
        func after(_ milliseconds: Int) -> Timestamp {
            Timestamp(microseconds: whole.microseconds + Int64(milliseconds) * 1_000)
        }
        switch self {
        case .milliseconds: return ("\(second).\(padded(milliseconds, 3))", after(milliseconds))
        case .colonMilliseconds: return ("\(second):\(padded(milliseconds, 3))", after(milliseconds))
        case .zeroMilliseconds: return ("\(second).000", whole)
        case .noFraction: return (second, whole)
        case .zeroDigit: return ("\(second).0", whole)
        case .secondsAsTwoDigits: return ("\(second).\(padded(seconds, 2))", after(seconds * 10))
        case .secondsAsThreeDigits: return ("\(second).\(padded(seconds, 3))", after(seconds))
        }
    }
}

/// What a client writes for the quantity.
package enum QuantityForm: String, CaseIterable, Sendable {
    case zero, constant, length, rows, empty

    func drawn(_ random: inout SeededRandom) -> SimulatedQuantity {
        switch self {
        case .zero: .number(0)
        case .constant: .number(100)
        case .length: .number(random.within(40...9_000))
        case .rows: .number(random.within(0...60))
        case .empty: .empty
        }
    }
}
