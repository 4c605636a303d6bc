package import Domain
package import Storage

/// A line of a file that was not counted, and why.
package struct QuarantinedLine: Sendable, Equatable {
    /// From 1, with the header and blank lines.
    package let line: Int
    package let lane: Lane
    package let code: ResultCode

    /// What was wrong, and what would be right.
    package var reason: String {
        switch code {
        case .AP1012: "logDt is missing"
        case .AP1014: "logDt is no time; write it as 2026-05-07 09:12:33.609"
        case .AP1023: "the line is no JSON object"
        case .AP1025:
            "the line is broken: its fields do not fit the header, or its quotation marks do not match"
        case .AP1028: "a test record, kept apart from the statistics"
        case .AP1030: "the build is outside its collection window"
        case .AP1031: "more lines claim this day than a key may send"
        default: code.korean
        }
    }

    /// One object of the answer's `quarantined`.
    var json: String {
        "{\"line\":\(line),\"lane\":\"\(lane.rawValue)\",\"code\":\"\(code.rawValue)\",\"reason\":\(jsonText(reason))}"
    }
}

/// The lines of a file that become one batch.
package struct FilePart: Sendable {
    /// Records of one batch at most.
    package static let linesMax = 50_000

    package private(set) var arrivals: [Arrival] = []
    package private(set) var quarantined: [QuarantinedLine] = []

    /// Lines that hold a record, counted or not.
    package var lines: Int { arrivals.count }
    package var counted: Int { arrivals.count - quarantined.count }

    mutating func append(_ admission: Admission, line: Int) {
        arrivals.append(admission.arrival)
        if case .quarantined(let row) = admission.arrival {
            quarantined.append(QuarantinedLine(line: line, lane: row.lane, code: admission.code))
        }
    }

    /// What its sender is promised.
    package func submission(keyID: Int64, idempotencyKey: String?) -> Submission {
        Submission(
            keyID: keyID, idempotencyKey: idempotencyKey, lines: lines, counted: counted,
            quarantined: "[" + quarantined.map(\.json).joined(separator: ",") + "]")
    }
}
