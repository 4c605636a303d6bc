/// A change before it is recorded: read and checked, but not yet held against the registry.
package struct ChangeDraft: Hashable, Sendable {
    /// What changes, with what only this kind of change says.
    package enum Detail: Hashable, Sendable {
        case supplier(number: BusinessNumber, name: String, email: String?)
        /// At least one of the two is given.
        case period(buildTo: Day?, asTo: Day?)
        /// By how much the total cost changes, in won.
        case cost(amount: Int, after: String)
        /// Any other kind, in the words of the document.
        case words(ChangeKind, after: String)
    }

    /// Code of a build or project.
    package let code: String
    package let detail: Detail
    /// `nil` where the document does not say, or where the registry knows.
    package let before: String?
    package let effectiveOn: Day
    package let document: DocumentReference

    package init(
        code: String, detail: Detail, before: String? = nil, effectiveOn: Day, document: DocumentReference
    ) {
        self.code = code
        self.detail = detail
        self.before = before
        self.effectiveOn = effectiveOn
        self.document = document
    }

    package var kind: ChangeKind {
        switch detail {
        case .supplier: .supplier
        case .period: .period
        case .cost: .cost
        case .words(let kind, _): kind
        }
    }
}

/// What is said of a change, by its name in files; the command's options have the same names.
package enum ChangeColumn: String, CaseIterable, Hashable, Sendable {
    case code, kind
    case effectiveOn = "effective_on"
    case before, after
    case supplierNumber = "supplier_number"
    case supplierName = "supplier_name"
    case supplierEmail = "supplier_email"
    case buildTo = "build_to"
    case asTo = "as_to"
    case amount, document
    case documentSHA256 = "document_sha256"

    package var name: ColumnName { ColumnName(code: rawValue, korean: korean) }

    private var korean: String {
        switch self {
        case .code: "구축건·과제코드"
        case .kind: "변경구분"
        case .effectiveOn: "시행일"
        case .before: "변경전"
        case .after: "변경후"
        case .supplierNumber: "공급기업사업자번호"
        case .supplierName: "공급기업명"
        case .supplierEmail: "공급기업이메일"
        case .buildTo: "구축종료일"
        case .asTo: "집중AS종료일"
        case .amount: "변경금액"
        case .document: "문서"
        case .documentSHA256: "문서해시"
        }
    }

    /// Which kinds of change say it; `nil`: all.
    fileprivate var kinds: [ChangeKind]? {
        switch self {
        case .supplierNumber, .supplierName, .supplierEmail: [.supplier]
        case .buildTo, .asTo: [.period]
        case .amount: [.cost]
        case .after: [.system, .address, .representative, .cost, .account]
        default: nil
        }
    }
}

/// What stands in the way of a change.
package struct ChangeProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let column: ColumnName?
    package let value: String?
    package let reason: String

    package init(_ column: ChangeColumn?, _ value: String?, _ reason: String) {
        self.column = column?.name
        self.value = value
        self.reason = reason
    }

    package var description: String {
        "\(column.map { "\($0)" } ?? "change")\(value.map { " “\($0)”" } ?? ""): \(reason)"
    }
}

extension ChangeDraft {
    /// Reads a change from its texts.
    ///
    /// - Parameter text: the trimmed text of a column; `nil` where there is none.
    package init(reading text: (ChangeColumn) -> String?) throws(ChangeProblem) {
        var texts: [ChangeColumn: String] = [:]
        for column in ChangeColumn.allCases { texts[column] = text(column) }
        self = try ChangeTexts(texts: texts).draft()
    }
}

/// The texts of one change, read by type.
private struct ChangeTexts {
    let texts: [ChangeColumn: String]

    func draft() throws(ChangeProblem) -> ChangeDraft {
        let kind = try kind()
        let code = try required(.code, "the code of a build or project")
        guard let effectiveOn = try day(.effectiveOn) else {
            throw ChangeProblem(
                .effectiveOn, nil, "is empty; expected the first day on which the change holds")
        }
        let name = try required(.document, "number or title of the document that approves or reports it")
        var hash: String?
        if let value = text(.documentSHA256) {
            hash = DocumentReference.sha256(parsing: value)
            if hash == nil {
                throw ChangeProblem(
                    .documentSHA256, value, "expected 64 hexadecimal digits, as sha256sum prints")
            }
        }
        let before = text(.before) == nil ? nil : try required(.before, "what held before")
        return ChangeDraft(
            code: code, detail: try detail(kind), before: before, effectiveOn: effectiveOn,
            document: DocumentReference(name: name, sha256: hash))
    }

    private func kind() throws(ChangeProblem) -> ChangeKind {
        let kinds = ChangeKind.allCases.map(\.rawValue).joined(separator: ", ")
        let value = try required(.kind, "one of \(kinds)")
        guard let kind = ChangeKind(rawValue: value.lowercased()) else {
            throw ChangeProblem(.kind, value, "expected one of \(kinds)")
        }
        for column in ChangeColumn.allCases {
            if let others = column.kinds, !others.contains(kind), let value = text(column) {
                throw ChangeProblem(
                    column, value,
                    "says nothing about a change of kind \(kind.rawValue); leave it empty, or choose the kind "
                        + others.map(\.rawValue).joined(separator: " or "))
            }
        }
        return kind
    }

    private func detail(_ kind: ChangeKind) throws(ChangeProblem) -> ChangeDraft.Detail {
        switch kind {
        case .supplier: return try supplier()
        case .period:
            let (buildTo, asTo) = (try day(.buildTo), try day(.asTo))
            guard buildTo != nil || asTo != nil else {
                throw ChangeProblem(
                    nil, nil,
                    "a change of period names the new 구축종료일 (build_to), the new 집중AS종료일 (as_to), or both"
                )
            }
            if let buildTo, let asTo, asTo < buildTo {
                throw ChangeProblem(.asTo, "\(asTo)", "is before the new 구축종료일 \(buildTo)")
            }
            return .period(buildTo: buildTo, asTo: asTo)
        case .cost:
            let value = try required(.amount, "by how much the total cost changes, in won")
            guard let amount = wholeNumber(value), amount > 0 else {
                throw ChangeProblem(
                    .amount, value, "expected a whole number of won above 0, such as 12000000")
            }
            return .cost(amount: amount, after: try required(.after, "the new total cost, or what changes"))
        case .system, .address, .representative, .account:
            return .words(kind, after: try required(.after, "what holds from 시행일 on"))
        }
    }

    private func supplier() throws(ChangeProblem) -> ChangeDraft.Detail {
        let number = try required(.supplierNumber, "the new supplier's ten digits")
        let name = try required(.supplierName, "the new supplier's name")
        let email = text(.supplierEmail)
        if let email, !isMailAddress(email) {
            throw ChangeProblem(
                .supplierEmail, email, "is no mail address; expected one such as as@supplier.example")
        }
        do { return .supplier(number: try BusinessNumber(number), name: name, email: email) } catch {
            throw ChangeProblem(.supplierNumber, number, error.description)
        }
    }

    private func text(_ column: ChangeColumn) -> String? { texts[column] }

    private func required(_ column: ChangeColumn, _ what: String) throws(ChangeProblem) -> String {
        guard let value = text(column) else {
            throw ChangeProblem(column, nil, "is empty; expected \(what)")
        }
        guard value.utf8.count <= 800, value.count <= 200,
            !value.utf8.contains(where: { $0 < 32 || $0 == 127 })
        else {
            throw ChangeProblem(column, nil, "expected one line of at most 200 characters")
        }
        return value
    }

    private func day(_ column: ChangeColumn) throws(ChangeProblem) -> Day? {
        guard let value = text(column) else { return nil }
        guard let day = Day(parsing: value), (2010...2100).contains(day.year) else {
            throw ChangeProblem(
                column, value, "is no day; expected YYYY-MM-DD between 2010 and 2100, such as 2026-05-07")
        }
        return day
    }
}
