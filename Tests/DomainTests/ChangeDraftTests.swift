import Testing

@testable import Domain

private let header =
    "code,kind,effective_on,before,after,supplier_number,supplier_name,supplier_email,build_to,as_to,amount,document,"
    + "document_sha256\n"

struct ChangeDraftTests {
    @Test("every kind of change is read, in either language and order of columns")
    func kinds() throws {
        let hash = String(repeating: "aB", count: 32)
        let file = ChangeFileReader.read(
            header
                + "B-1,supplier,2026-03-20,,,444-44-44444,견본소프트,as@supplier.example,,,,승인 1,\(hash)\n"
                + "B-1,system,2026-03-20,가 MES,나 MES,,,,,,,승인 2,\n"
                + "2025-S22-001-000001,period,2026-03-20,,,,,,2026-04-30,2026-10-30,,확인 3,\n"
                + "B-1,cost,2026-03-20,,\"412,000,000원\",,,,,,\"12,000,000\",승인 4,\n")
        #expect(file.problems == [])
        let day = Day(parsing: "2026-03-20") ?? Day(number: 0)
        #expect(
            file.rows.map(\.draft) == [
                ChangeDraft(
                    code: "B-1",
                    detail: .supplier(
                        number: try BusinessNumber("4444444444"), name: "견본소프트", email: "as@supplier.example"),
                    effectiveOn: day, document: DocumentReference(name: "승인 1", sha256: hash.lowercased())),
                ChangeDraft(
                    code: "B-1", detail: .words(.system, after: "나 MES"), before: "가 MES", effectiveOn: day,
                    document: DocumentReference(name: "승인 2")),
                ChangeDraft(
                    code: "2025-S22-001-000001",
                    detail: .period(buildTo: Day(parsing: "2026-04-30"), asTo: Day(parsing: "2026-10-30")),
                    effectiveOn: day, document: DocumentReference(name: "확인 3")),
                ChangeDraft(
                    code: "B-1", detail: .cost(amount: 12_000_000, after: "412,000,000원"), effectiveOn: day,
                    document: DocumentReference(name: "승인 4")),
            ])
        let korean = ChangeFileReader.read(
            "시행일,변경구분,구축건·과제코드,문서,변경후\n2026-03-20,address,B-1,승인 5,새길 1\n")
        #expect(korean.problems == [])
        #expect(korean.rows.first?.draft.detail == .words(.address, after: "새길 1"))
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let line: String
        let column: String?
        let reason: String
        var testDescription: String { "\(column ?? "-"): \(reason)" }
    }

    @Test(
        "what is wrong is said with its column and what would be right",
        arguments: [
            Bad(line: "B-1,move,2026-03-20,,가,,,,,,,문서,", column: "kind", reason: "expected one of supplier"),
            Bad(line: ",system,2026-03-20,,가,,,,,,,문서,", column: "code", reason: "is empty"),
            Bad(
                line: "B-1,system,20.3.2026,,가,,,,,,,문서,", column: "effective_on",
                reason: "expected YYYY-MM-DD"),
            Bad(line: "B-1,system,,,가,,,,,,,문서,", column: "effective_on", reason: "is empty"),
            Bad(line: "B-1,system,2026-03-20,,,,,,,,,문서,", column: "after", reason: "is empty"),
            Bad(line: "B-1,system,2026-03-20,,가,,,,,,,,", column: "document", reason: "is empty"),
            Bad(line: "B-1,system,2026-03-20,,가,,,,,,,문서,12ab", column: "document_sha256", reason: "64"),
            Bad(
                line: "B-1,system,2026-03-20,,가,,,,2026-04-30,,,문서,", column: "build_to",
                reason: "choose the kind period"),
            Bad(line: "B-1,period,2026-03-20,,,,,,,,,문서,", column: nil, reason: "build_to"),
            Bad(
                line: "B-1,period,2026-03-20,,,,,,2026-04-30,2026-03-30,,문서,", column: "as_to",
                reason: "is before the new"),
            Bad(
                line: "B-1,supplier,2026-03-20,,,123-45-67890,가,,,,,문서,", column: "supplier_number",
                reason: "check digit"),
            Bad(
                line: "B-1,supplier,2026-03-20,,,444-44-44444,,,,,,문서,", column: "supplier_name",
                reason: "is empty"),
            Bad(
                line: "B-1,supplier,2026-03-20,,,444-44-44444,가,as@,,,,문서,", column: "supplier_email",
                reason: "no mail address"),
            Bad(line: "B-1,cost,2026-03-20,,가,,,,,,0,문서,", column: "amount", reason: "above 0"),
            Bad(line: "B-1,system", column: nil, reason: "2 fields, but the header has 13"),
        ])
    func problems(_ bad: Bad) {
        let file = ChangeFileReader.read(header + bad.line + "\n")
        #expect(file.rows.isEmpty)
        #expect(file.problems.map(\.line) == [2])
        #expect(file.problems.map { $0.column?.code } == [bad.column])
        #expect(file.problems.first?.reason.contains(bad.reason) == true, "\(file.problems)")
    }

    @Test("an unknown column and one that is there twice stop the file")
    func headers() {
        let unknown = ChangeFileReader.read("code,kind,when\nB-1,system,2026-03-20\n")
        #expect(unknown.problems.map(\.value) == ["when"])
        let double = ChangeFileReader.read("code,code\nB-1,B-1\n")
        #expect(double.problems.map(\.reason) == ["this column is there twice"])
    }

    @Test("each kind is of the project or of a build, and few explain a silence")
    func kindFacts() {
        #expect(ChangeKind.allCases.filter(\.explainsSilence) == [.supplier, .system, .address])
        #expect(ChangeKind.allCases.filter { !$0.isOfProject } == [.system, .address])
        #expect(Set(ChangeKind.allCases.map(\.korean)).count == ChangeKind.allCases.count)
    }
}
