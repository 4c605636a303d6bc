/// The paper on which a declaration or a change rests.
package struct DocumentReference: Hashable, Sendable {
    /// Number or title, as the agency's records name it.
    package let name: String
    /// 64 hexadecimal digits of the file; `nil` where there is only paper.
    package let sha256: String?

    package init(name: String, sha256: String? = nil) {
        self.name = name
        self.sha256 = sha256
    }

    /// Reads a hash of 64 hexadecimal digits in either case; `nil` where it is none.
    package static func sha256(parsing text: String) -> String? {
        let digits = text.lowercased()
        let isHash =
            digits.utf8.count == 64
            && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        return isHash ? digits : nil
    }
}

/// A declared suspension of business (휴업) of a site: nobody can be expected to work there.
package struct Suspension: Hashable, Sendable {
    package let id: Int64
    package let beganOn: Day
    /// Inclusive; `nil` while the end is not known.
    package let endedOn: Day?
    /// `nil` where the reader may not know it.
    package internal(set) var document: DocumentReference?
    /// `nil` where the reader may not know it.
    package internal(set) var recordedBy: String?
    package let knownAt: Timestamp

    package init(
        id: Int64, beganOn: Day, endedOn: Day?, document: DocumentReference, recordedBy: String,
        knownAt: Timestamp
    ) {
        self.id = id
        self.beganOn = beganOn
        self.endedOn = endedOn
        self.document = document
        self.recordedBy = recordedBy
        self.knownAt = knownAt
    }

    package func contains(_ day: Day) -> Bool {
        beganOn <= day && (endedOn.map { day <= $0 } ?? true)
    }
}
