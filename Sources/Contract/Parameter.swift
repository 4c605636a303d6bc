package import Domain

/// The declaration of a parameter, with the check of its text.
package struct ParameterDeclaration: Sendable {
    /// Where the parameter stands.
    package enum Place: String, Sendable {
        case path, query, header
    }

    package let name: String
    package let place: Place
    package let isRequired: Bool
    package let schema: Schema
    package let words: LocalizedText
    /// What would be right, for the answer to a wrong one.
    package let expected: LocalizedText
    package let example: String
    /// Whether the text is a list whose parts are separated by commas.
    package let isList: Bool
    /// The problem with which other texts are refused.
    package let refusal: ProblemKind
    let accepts: @Sendable (String) -> Bool
}

/// A parameter of an operation with the reading of its value.
///
/// The pipeline refuses a program's request with a parameter that is unknown, repeated or not of its form before the
/// handler runs, so that a handler only reads what is right.
package struct Parameter<Value: Sendable>: Sendable {
    package let declaration: ParameterDeclaration
    let read: @Sendable (String) -> Value?

    /// - Parameters:
    ///   - expected: what would be right, such as “a day such as 2026-05-07”.
    ///   - read: gives `nil` for a text that is no such value.
    package init(
        _ name: String, in place: ParameterDeclaration.Place = .query, isRequired: Bool = false,
        schema: Schema, _ words: LocalizedText, expected: LocalizedText, example: String,
        isList: Bool = false,
        refusal: ProblemKind = .badParameter, read: @escaping @Sendable (String) -> Value?
    ) {
        declaration = ParameterDeclaration(
            name: name, place: place, isRequired: isRequired || place == .path, schema: schema, words: words,
            expected: expected, example: example, isList: isList, refusal: refusal,
            accepts: { read($0) != nil })
        self.read = read
    }
}

extension Parameter where Value == String {
    /// Any text, for a page: what its own form sends or its links hold.
    package static func text(_ name: String, in place: ParameterDeclaration.Place = .query) -> Parameter {
        Parameter(
            name, in: place, schema: .text, LocalizedText("a text", "글"),
            expected: LocalizedText("a text", "글"), example: "",
            read: { $0 })
    }
}

extension Parameter where Value == Int {
    /// A whole number, written as JSON writes one.
    package static func integer(
        _ name: String, in place: ParameterDeclaration.Place = .query, _ range: ClosedRange<Int>,
        _ words: LocalizedText, example: Int
    ) -> Parameter {
        Parameter(
            name, in: place, schema: .integer(range), words,
            expected: LocalizedText(
                "a whole number from \(range.lowerBound) to \(range.upperBound)",
                "\(range.lowerBound)에서 \(range.upperBound)까지의 정수"),
            example: "\(example)"
        ) { text in
            guard let number = Int(text), "\(number)" == text, range.contains(number) else { return nil }
            return number
        }
    }
}

extension Parameter where Value == Int64 {
    /// The number of a resource, in a path.
    package static func identifier(_ name: String, _ words: LocalizedText) -> Parameter {
        Parameter(
            name, in: .path, schema: .integer(1...Int(Int64.max)), words,
            expected: LocalizedText("a number such as 17", "17과 같은 번호"), example: "1"
        ) { text in
            guard let number = Int64(text), "\(number)" == text, number > 0 else { return nil }
            return number
        }
    }
}

extension Parameter where Value == Day {
    package static func day(_ name: String, _ words: LocalizedText, example: String) -> Parameter<Day> {
        Parameter(
            name, schema: .day, words,
            expected: LocalizedText("a KST day such as 2026-05-07", "2026-05-07과 같은 날짜(한국 시각)"),
            example: example
        ) { Day(parsing: $0) }
    }
}

extension Parameter where Value == Timestamp {
    package static func instant(_ name: String, _ words: LocalizedText, example: String) -> Parameter<
        Timestamp
    > {
        Parameter(
            name, schema: .instant, words,
            expected: LocalizedText(
                "an instant with its offset such as 2026-05-07T09:00:00%2B09:00",
                "2026-05-07T09:00:00%2B09:00과 같이 시차가 있는 시각"), example: example
        ) { Timestamp(parsing: $0) }
    }
}

extension Parameter where Value == String {
    package static func text(
        _ name: String, in place: ParameterDeclaration.Place = .query, _ schema: Schema,
        _ words: LocalizedText,
        expected: LocalizedText, example: String
    ) -> Parameter {
        Parameter(name, in: place, schema: schema, words, expected: expected, example: example) { text in
            schema.mismatches(.string(text)).isEmpty ? text : nil
        }
    }
}

extension Parameter where Value: CaseIterable & RawRepresentable<String> {
    /// One of some words.
    package static func choice(
        _ name: String, in place: ParameterDeclaration.Place = .query, _ words: LocalizedText, example: Value
    ) -> Parameter {
        Parameter(
            name, in: place, schema: .values(of: Value.self), words, expected: expectedWords(Value.self),
            example: example.rawValue, read: Value.init(rawValue:))
    }
}

extension Parameter {
    /// Some of some words, separated by commas.
    package static func choices<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
        _ name: String, _ words: LocalizedText, example: Choice
    ) -> Parameter where Value == [Choice] {
        let one = expectedWords(Choice.self)
        return Parameter(
            name, schema: .list(of: .values(of: Choice.self), 1...Choice.allCases.count), words,
            expected: LocalizedText(
                "\(one.english), or several separated by commas", "\(one.korean) (여럿은 쉼표로 구분)"),
            example: example.rawValue, isList: true
        ) { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            guard parts.count <= Choice.allCases.count else { return nil }
            let choices = parts.compactMap { Choice(rawValue: String($0)) }
            return choices.count == parts.count ? choices : nil
        }
    }
}

private func expectedWords<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type)
    -> LocalizedText
{
    let all = type.allCases.map(\.rawValue).joined(separator: ", ")
    return LocalizedText("one of \(all)", "\(all) 가운데 하나")
}
