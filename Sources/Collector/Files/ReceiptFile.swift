package import Domain
package import Storage

/// Reads a file of records as its bytes come: NDJSON or CSV, plain or gzip.
///
/// Only the rows are kept. A line that cannot be counted goes to its lane; a file whose lines cannot be told apart is
/// refused as a whole.
package struct ReceiptFile {
    /// Bytes of a whole file that is one request, after gzip.
    private static let lengthMax = 64 << 20

    private let intake: Intake
    private let announced: FileForm?
    private let isDivided: Bool
    private var session: FileSession
    private var inflater: Inflater?
    /// Bytes from which nothing can be told yet.
    private var head: [UInt8] = []
    private var splitter: RecordSplitter?
    private var isCSV = false
    private var columns: CSVColumns?
    private var part = FilePart()
    private var fullParts: [FilePart] = []
    private var hasBegun = false

    /// - Parameters:
    ///   - announced: the form that its sender names; its first byte decides where it shows another.
    ///   - isLimited: whether the daily limit holds for it.
    ///   - isDivided: makes as many parts as are needed; otherwise more than one is too large.
    package init(
        announced: FileForm?, of entry: KeyEntry, intake: Intake, receivedAt: Timestamp, isLimited: Bool,
        isDivided: Bool
    ) {
        self.announced = announced
        self.intake = intake
        self.isDivided = isDivided
        session = intake.beginFile(of: entry, receivedAt: receivedAt, isLimited: isLimited)
    }

    /// Takes the next bytes of the file.
    ///
    /// - Throws: `FileProblem`, or what `Intake.admit` throws; the file is then of no more use.
    package mutating func read(_ bytes: [UInt8]) throws {
        if hasBegun {
            try inflate(bytes)
            return
        }
        head += bytes
        guard head.count >= 2 else { return }
        try begin()
    }

    /// The parts that are full by now, once.
    package mutating func takeFullParts() -> [FilePart] {
        defer { fullParts = [] }
        return fullParts
    }

    /// Ends the file.
    ///
    /// - Returns: its last part, which is empty where the part before was the last.
    package mutating func finish() throws -> FilePart {
        if !hasBegun { try begin() }
        try inflater?.finish()
        if splitter == nil, !head.isEmpty { try choose(orByDefault: announced ?? .csv) }
        if var splitter {
            self.splitter = nil
            try splitter.finish { line, record in try take(record, line: line) }
        }
        return part
    }

    /// Counts its lines against the daily limit; to be called when they are stored.
    package func count() {
        intake.count(session)
    }

    private mutating func begin() throws {
        hasBegun = true
        let bytes = head
        head = []
        if bytes.starts(with: [0x1F, 0x8B]) {
            inflater = try Inflater(lengthMax: isDivided ? .max : Self.lengthMax)
        }
        try inflate(bytes)
    }

    private mutating func inflate(_ bytes: [UInt8]) throws {
        guard let inflater else { return try split(bytes) }
        try inflater.read(bytes) { piece in try split(piece) }
    }

    private mutating func split(_ bytes: [UInt8]) throws {
        guard splitter == nil else { return try cut(bytes) }
        head += bytes
        try choose(orByDefault: nil)
    }

    /// Chooses the form by the first byte that is no blank.
    private mutating func choose(orByDefault form: FileForm?) throws {
        let mark = utf8ByteOrderMark
        if form == nil, head.count < mark.count, mark.starts(with: head) { return }
        let text = head.starts(with: mark) ? head[mark.count...] : head[...]
        let first = text.first { !" \t\r\n".utf8.contains($0) }
        guard first != 91 else {
            throw FileProblem(
                .unreadable, "the file is a JSON array; write one object a line, without brackets and commas")
        }
        guard let form = first.map({ $0 == 123 ? .ndjson : announced ?? .csv }) ?? form else {
            guard head.count <= RecordSplitter.recordMax else {
                throw FileProblem(.unreadable, "the file is blank")
            }
            return
        }
        isCSV = form == .csv
        splitter = RecordSplitter(form: form)
        let bytes = Array(text)
        head = []
        try cut(bytes)
    }

    private mutating func cut(_ bytes: [UInt8]) throws {
        // Taken out while it calls back.
        guard var splitter else { return }
        self.splitter = nil
        try splitter.read(bytes) { line, record in try take(record, line: line) }
        self.splitter = splitter
    }

    private mutating func take(_ record: ArraySlice<UInt8>, line: Int) throws {
        let fileLine = FileLine(record, columns: columns)
        guard !fileLine.isBlank else { return }
        if isCSV, columns == nil {
            try takeHeader(record, line: line)
            return
        }
        if part.lines == FilePart.linesMax {
            guard isDivided else {
                throw FileProblem(
                    .tooLarge,
                    "line \(line): more than \(FilePart.linesMax) records; send them in several requests")
            }
            fullParts.append(part)
            part = FilePart()
        }
        part.append(try intake.admit(fileLine, of: &session), line: line)
    }

    private mutating func takeHeader(_ record: ArraySlice<UInt8>, line: Int) throws {
        let columns = CSVColumns(record)
        guard columns.missing.isEmpty else {
            throw FileProblem(
                .unreadable,
                "line \(line): no column \(columns.missing.joined(separator: ", ")); the first line must name the "
                    + "columns logDt,useSe,sysUser,conectIp,dataUsgqty, in any order")
        }
        self.columns = columns
    }
}
