/// The two forms of a file of records.
package enum FileForm: String, Sendable {
    case ndjson = "application/x-ndjson"
    case csv = "text/csv"
}

/// One record of a file that the holder of a key sends as a whole: its key stands on the file, not in the line.
package struct FileLine: Sendable {
    /// The address to which such files are sent; lines of imported files are kept under it as well.
    package static let path = "/v1/receipts"

    /// The columns of a CSV file; `nil` for a line of JSON.
    package let columns: CSVColumns?
    /// Without its line end.
    package let bytes: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>, columns: CSVColumns?) {
        self.bytes = bytes
        self.columns = columns
    }

    /// Whether nothing stands in it: such lines are no records.
    ///
    /// Spreadsheets leave rows of commas below their data.
    package var isBlank: Bool {
        let isCSV = columns != nil
        return bytes.allSatisfy { Domain.isBlank($0) || isCSV && $0 == 44 }
    }

    /// Reads what `request` made of it; `nil` when this is no line of a file.
    init?(_ request: WireRequest) {
        guard request.path == Self.path else { return nil }
        guard request.contentType == FileForm.csv.rawValue else {
            self.init(request.body[...], columns: nil)
            return
        }
        let end = request.body.firstIndex(of: 10) ?? request.body.endIndex
        self.init(
            request.body[min(end + 1, request.body.endIndex)...], columns: CSVColumns(request.body[..<end]))
    }

    /// The form in which the line is kept where its bytes are needed again: CSV with its header above it.
    package var request: WireRequest {
        var header: [UInt8] = []
        if let columns { header = columns.header + [10] }
        return WireRequest(
            method: "POST", path: Self.path,
            contentType: (columns == nil ? FileForm.ndjson : .csv).rawValue, body: header + bytes)
    }
}

extension WireDecoder {
    /// Values are read as those of a request are: the same repairs, words and forms of time.
    package func decode(_ line: FileLine) -> Decoded {
        if let columns = line.columns { return decode(columns.payload(line.bytes), .csvLine) }
        return decode(FlatLine.read(line.bytes) ?? Payload(jsonLine: line.bytes), .ndjsonLine)
    }

    func decode(_ payload: consuming Payload, _ place: Dialect.Place) -> Decoded {
        let breakage = payload.breakage
        var reading = RecordReading(payload, words: words, lowBytes: lowBytes)
        let record = reading.record(
            endpoint: .fields, dialect: Dialect(endpoint: .fields, method: .post, place: place))
        let failure: ResultCode? =
            switch breakage {
            case .json: .AP1023
            case .xml, .logData, .shapeless: .AP1025
            case nil where record.occurredAt != nil: nil
            case nil: reading.hasLogDt ? .AP1014 : .AP1012
            }
        return Decoded(record: record, failure: failure)
    }
}
