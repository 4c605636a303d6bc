/// Everything that decoding may have to put right or give up, by name.
///
/// The raw value is the bit in `receipt.repairs`, and `name` is what `afterbuild decode` prints: both are
/// stored and published, so a case is never renumbered, renamed or removed. A new case needs its sentence in
/// `RepairAdvice`.
package enum Repair: UInt8, CaseIterable, Sendable {
    /// Bytes that were no UTF-8 were read as code page 949.
    case cp949 = 0
    /// Only the low byte of each Korean character had been sent; a known word of `useSe` was recognised by
    /// it.
    case lowByteKorean = 1
    /// A value, or the whole of `logData`, had been percent-encoded twice.
    case doubleEncoding = 2
    /// The key was still percent-encoded after decoding; the record's values were decoded once more.
    case keyDoubleEncoded = 3
    /// `logData=` was followed by JSON that was not percent-encoded; everything to the end was taken as that
    /// JSON.
    case jsonInFormRaw = 4
    /// `logData=` was followed by XML that was not percent-encoded; everything to the end was taken as that
    /// XML.
    case xmlInFormRaw = 5
    /// JSON where this endpoint expects something else, or a JSON body at the `logData` endpoint.
    case jsonAtOtherEndpoint = 6
    /// XML at an endpoint that expects something else, or an XML body.
    case xmlAtOtherEndpoint = 7
    /// Individual fields at an endpoint that expects `logData`.
    case fieldsAtOtherEndpoint = 8
    /// The record stood in the query and in the body; it counts once, and the query is believed.
    case duplicatePayload = 9
    /// A byte order mark stood before the payload.
    case byteOrderMark = 10
    /// Fields were separated by `&amp;` instead of `&`.
    case ampersandEscaped = 11
    /// A `%` that begins no escape was kept as it is.
    case barePercent = 12
    /// Something other than blanks followed the JSON object and was ignored.
    case surplusBytes = 13
    /// The body ended too early; what could not be trusted is null.
    case bodyCut = 14
    /// A field came under a misspelt name (`connectIp`, `crfcKey`, other capitals).
    case fieldNameMisspelt = 15
    /// JSON with raw control characters or unknown escapes inside a string.
    case jsonLoose = 16
    /// The key had blanks around it.
    case keyTrimmed = 17

    /// `:` instead of `.` before the fraction of the second.
    case logdtColonBeforeMs = 18
    /// A fraction of one or two digits, read as a decimal fraction: `.7` is 700 ms.
    case logdtFractionPadded = 19
    /// A fraction of more than three digits; microseconds are kept.
    case logdtFractionLong = 20
    /// No fraction of the second.
    case logdtWithoutFraction = 21
    /// No seconds.
    case logdtWithoutSeconds = 22
    /// Something other than a blank between date and time.
    case logdtOtherSeparator = 23
    /// A date that is not `yyyy-MM-dd`: slashes, points, or no separators.
    case logdtOtherDateForm = 24
    /// Month, day, hour, minute or second without its leading zero.
    case logdtUnpadded = 25
    /// A zone or an offset after the time, which was honoured.
    case logdtWithZone = 26
    /// A 12-hour clock with AM, PM, 오전 or 오후.
    case logdtTwelveHour = 27
    /// Blanks around the time.
    case logdtTrimmed = 28

    /// `useSe` had blanks around it.
    case useSeTrimmed = 29
    /// No `useSe`, or the text `null`.
    case useSeMissing = 30
    /// `useSe` is in no text encoding we know; null.
    case useSeUnreadable = 31
    /// `useSe` is no word of the action table; the record counts without an action.
    case unknownAction = 32

    /// No `sysUser`, or the text `null`.
    case userMissing = 33
    /// `sysUser` is in no text encoding we know; null.
    case userUnreadable = 34
    /// `sysUser` had blanks around it.
    case userTrimmed = 35

    /// No `conectIp`, or the text `null`.
    case addressMissing = 36
    /// `conectIp` is not an IPv4 or IPv6 address; null.
    case addressNotAnAddress = 37
    /// `conectIp` is a list (X-Forwarded-For); its first element was taken.
    case addressList = 38
    /// `conectIp` had blanks around it.
    case addressTrimmed = 39

    /// No `dataUsgqty`, or an empty one, or the text `null`.
    case quantityMissing = 40
    /// `dataUsgqty` is no number; null.
    case quantityNotANumber = 41
    /// `dataUsgqty` has a decimal point or an exponent; its whole part was taken.
    case quantityDecimal = 42
    /// `dataUsgqty` is negative or above 9,999,999,999; null.
    case quantityOutOfRange = 43

    /// The name as published: snake case.
    package var name: String { Self.publishedNames[Int(rawValue)] }

    private static let publishedNames: [String] = (UInt8(0)..<64).map { number in
        guard let repair = Repair(rawValue: number) else { return "" }
        var name = ""
        for letter in "\(repair)" {
            if letter.isUppercase { name += "_" }
            name += letter.lowercased()
        }
        return name
    }
}

/// The repairs of one record, as a set of bits.
package struct Repairs: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Bit n is the repair with raw value n.
    ///
    /// Bit 63 is never set: the column is a signed `bigint`.
    package private(set) var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package init(arrayLiteral elements: Repair...) {
        rawValue = 0
        for element in elements { insert(element) }
    }

    package var isEmpty: Bool { rawValue == 0 }

    package mutating func insert(_ repair: Repair) { rawValue |= 1 << UInt64(repair.rawValue) }

    package mutating func formUnion(_ other: Repairs) { rawValue |= other.rawValue }

    package func contains(_ repair: Repair) -> Bool { rawValue & 1 << UInt64(repair.rawValue) != 0 }

    /// Sorted by name.
    package var names: [String] { Repair.allCases.filter(contains).map(\.name).sorted() }
}
