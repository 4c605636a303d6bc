import Domain

/// Cuts a stream of bytes into the records of a file: lines, and in CSV lines but for line breaks between quotation
/// marks.
struct RecordSplitter {
    /// Longest record.
    static let recordMax = 64 * 1024
    private static let lineFeed: UInt8 = 10
    private static let quote: UInt8 = 34
    private static let comma: UInt8 = 44

    private enum Place {
        case fieldStart, plain, quoted
        /// After a quotation mark inside quotation marks: the end of the field, or half of an escaped one.
        case afterQuote
    }

    private let form: FileForm
    private var buffer: [UInt8] = []
    /// Where the scan goes on.
    private var at = 0
    private var place = Place.fieldStart
    /// The line on which the next record begins, from 1.
    private var line = 1
    /// Line breaks inside the record so far.
    private var innerBreaks = 0

    init(form: FileForm) {
        self.form = form
    }

    /// Calls `take` with every record that is complete now, without its line feed, and the line on which it begins.
    mutating func read(_ bytes: [UInt8], _ take: (_ line: Int, _ record: ArraySlice<UInt8>) throws -> Void)
        throws
    {
        if buffer.isEmpty { buffer = bytes } else { buffer += bytes }
        var start = 0
        while let end = nextEnd() {
            guard end - start <= Self.recordMax else { throw tooLong }
            try take(line, buffer[start..<end])
            line += 1 + innerBreaks
            innerBreaks = 0
            start = at
        }
        buffer.removeFirst(start)
        at -= start
        guard buffer.count <= Self.recordMax else { throw tooLong }
    }

    /// Calls `take` with the last record, where no line feed ended it.
    mutating func finish(_ take: (_ line: Int, _ record: ArraySlice<UInt8>) throws -> Void) throws {
        if place == .quoted {
            throw FileProblem(
                .unreadable, "line \(line): a quotation mark opens a field here and none closes it")
        }
        if !buffer.isEmpty { try take(line, buffer[...]) }
        buffer = []
    }

    private var tooLong: FileProblem {
        FileProblem(
            .tooLarge,
            "line \(line): a record longer than 64 KiB"
                + (form == .csv ? "; is a closing quotation mark missing?" : ""))
    }

    /// Where the record ends whose scan stopped at `at`; `at` is then after its line feed.
    private mutating func nextEnd() -> Int? {
        buffer.withUnsafeBufferPointer { bytes in
            form == .csv ? endOfCSV(bytes) : endOfLine(bytes)
        }
    }

    private mutating func endOfLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = at
        while at < bytes.count, bytes[at] != Self.lineFeed { at += 1 }
        guard at < bytes.count else {
            self.at = at
            return nil
        }
        self.at = at + 1
        return at
    }

    private mutating func endOfCSV(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = at
        var place = place
        defer {
            self.at = at
            self.place = place
        }
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch (place, byte) {
            case (.quoted, Self.quote): place = .afterQuote
            case (.quoted, Self.lineFeed): innerBreaks += 1
            case (.quoted, _): break
            case (_, Self.lineFeed):
                place = .fieldStart
                return at - 1
            case (_, Self.comma): place = .fieldStart
            case (.fieldStart, Self.quote), (.afterQuote, Self.quote): place = .quoted
            default: place = .plain
            }
        }
        return nil
    }
}
