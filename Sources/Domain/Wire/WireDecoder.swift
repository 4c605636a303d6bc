/// Reads a record out of a request of the old protocol, in whatever way its client wrote it.
///
/// A key and a time that can be read suffice; all else that is missing or wrong is `nil` with a named repair.
/// Never fails otherwise, and never looks at the clock.
package struct WireDecoder: Sendable {
    let words: ActionWords
    /// Known words by the low byte of each of their characters.
    let lowBytes: [[UInt8]: String]

    package init(words: ActionWords) {
        self.words = words
        // 저장 and 출력 were seen mangled; they name no action of the guide, but they are words.
        let korean = Array(words.words) + ["저장", "출력"]
        var lowBytes: [[UInt8]: String] = [:]
        var ambiguous: Set<[UInt8]> = []
        for word in korean where word.unicodeScalars.contains(where: { $0.value > 0xFF }) {
            let mangled = word.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            if lowBytes.updateValue(word, forKey: mangled) != nil { ambiguous.insert(mangled) }
        }
        // What reads as plain text, or as two words, proves nothing.
        self.lowBytes = lowBytes.filter { mangled, _ in
            !ambiguous.contains(mangled) && mangled.contains { $0 < 32 || $0 > 126 }
        }
    }

    /// A line of a file in the form in which it is kept is read as such a line; any other path that is none of
    /// the four endpoints as `sendLogData.json`: whether to answer it at all is the router's business.
    package func decode(_ request: WireRequest) -> Decoded {
        let known = Endpoint(path: request.path)
        if known == nil, let line = FileLine(request) { return decode(line) }
        let endpoint = known ?? .fields
        let query = request.query.isEmpty ? nil : Payload(query: request.query)
        var body = request.body.isEmpty ? nil : Payload(body: request.body)
        if request.hasSurplus {
            body?.repairs.insert(.bodyCut)
            if body?.last == .quantity { body?.values[.quantity] = nil }
        }
        let (payload, place) = Self.merge(query, body)
        var reading = RecordReading(payload, words: words, lowBytes: lowBytes)
        reading.noteForm(payload, at: endpoint)
        let dialect = Dialect(endpoint: endpoint, method: request.method, place: place)
        let record = reading.record(endpoint: endpoint, dialect: dialect)
        return Decoded(record: record, failure: Self.failure(record, reading, payload.breakage, endpoint))
    }

    /// One payload of the two; both may be absent.
    ///
    /// The query is believed where both speak, as in the servlet API, unless it is broken and the body is
    /// not.
    private static func merge(_ query: Payload?, _ body: Payload?) -> (Payload, Dialect.Place) {
        let inQuery = query.flatMap { $0.values.isEmpty && $0.breakage == nil ? nil : $0 }
        let inBody = body.flatMap { $0.values.isEmpty && $0.breakage == nil ? nil : $0 }
        switch (inQuery, inBody) {
        case (nil, nil): return (body ?? query ?? Payload(body: []), .nowhere)
        case (let query?, nil): return (query, place(query, isQuery: true))
        case (nil, let body?): return (body, place(body, isQuery: false))
        case (let query?, let body?):
            let isBodyBelieved = query.breakage != nil && body.breakage == nil
            var merged = isBodyBelieved ? body : query
            let other = isBodyBelieved ? query : body
            if query.isWhole, body.isWhole { merged.repairs.insert(.duplicatePayload) }
            // A broken half may only complete a record that is then broken as well.
            guard !merged.isWhole || other.breakage == nil else { return (merged, .queryAndBody) }
            merged.breakage = merged.breakage ?? other.breakage
            for field in Field.allCases where merged.values[field] == nil && other.values[field] != nil {
                merged.values[field] = other.values[field]
                merged.repairs.formUnion(other.repairs)
            }
            return (merged, .queryAndBody)
        }
    }

    private static func place(_ payload: Payload, isQuery: Bool) -> Dialect.Place {
        switch payload.form {
        case .json where payload.isMultipart: .multipartJSON
        case .xml where payload.isMultipart: .multipartXML
        case .json: isQuery ? .queryJSON : payload.isBare ? .jsonBody : .formJSON
        case .xml: isQuery ? .queryXML : payload.isBare ? .xmlBody : .formXML
        case .fields where payload.isMultipart: .multipartFields
        case .fields: isQuery ? .queryFields : .formFields
        case nil: .nowhere
        }
    }

    private static func failure(
        _ record: DecodedRecord, _ reading: RecordReading, _ breakage: Payload.Breakage?, _ endpoint: Endpoint
    ) -> ResultCode? {
        switch breakage {
        case .json: return .AP1023
        case .logData: return endpoint == .json ? .AP1023 : .AP1025
        case .xml, .shapeless: return .AP1025
        case nil: break
        }
        if record.key == nil { return .AP1011 }
        if record.occurredAt == nil { return reading.hasLogDt ? .AP1014 : .AP1012 }
        return nil
    }
}
