/// The form of a JSON value, as the contract says it (JSON Schema 2020-12): for answers, bodies and parameters.
package indirect enum Schema: Sendable {
    case string(StringForm)
    case integer(ClosedRange<Int>?)
    case number(ClosedRange<Double>?)
    case boolean
    /// Any value.
    case anything
    case list(of: Schema, ClosedRange<Int>?)
    case object([Property])
    /// An object with any member names.
    case map(of: Schema)
    case nullable(Schema)
    /// A schema that the document lists under `components/schemas`.
    case named(String, Schema)
    case described(Schema, String)
    case example(Schema, JSONTree)

    /// What a text may be; everything is checked that is given.
    package struct StringForm: Sendable {
        /// `date`, `date-time`, `uri`: names of JSON Schema.
        package var format: String?
        /// A regular expression that the whole text matches; anchored.
        package var pattern: String?
        package var values: [String]?
        package var length: ClosedRange<Int>?
    }

    package struct Property: Sendable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool

        /// - Parameter words: what the value means, with its unit.
        package init(_ name: String, _ schema: Schema, _ words: String = "", isRequired: Bool = true) {
            self.name = name
            self.schema = words.isEmpty ? schema : .described(schema, words)
            self.isRequired = isRequired
        }

        /// The same member in answers that leave out what was not asked for.
        package var asOptional: Property { Property(name, schema, isRequired: false) }

        /// A member that some answers do not have; `words` says when it is missing.
        package static func optional(_ name: String, _ schema: Schema, _ words: String) -> Property {
            Property(name, schema, words, isRequired: false)
        }
    }

    package static let text = Schema.string(StringForm())
    package static let integer = Schema.integer(nil)
    package static let number = Schema.number(nil)
    /// 0 and more.
    package static let count = Schema.integer(0...Int(Int32.max))
    /// 0 to 1.
    package static let ratio = Schema.number(0...1)
    /// A KST day, `2026-05-07`.
    package static let day = Schema.string(StringForm(format: "date"))
    /// An instant with its offset, `2026-05-07T09:00:00+09:00`.
    package static let instant = Schema.string(StringForm(format: "date-time"))
    package static let uri = Schema.string(StringForm(format: "uri"))
    /// The code of a build, as the registry has it.
    package static let buildCode = Schema.string(StringForm(pattern: "^[A-Z0-9-]{2,40}$"))
    /// A business number (사업자등록번호) of ten digits.
    package static let businessNumber = Schema.string(StringForm(pattern: "^[0-9]{10}$"))
    /// 64 hexadecimal digits.
    package static let sha256 = Schema.string(StringForm(pattern: "^[0-9a-f]{64}$"))

    package static func text(length: ClosedRange<Int>) -> Schema { .string(StringForm(length: length)) }
    package static func text(pattern: String) -> Schema { .string(StringForm(pattern: pattern)) }

    /// One of some words.
    package static func values(_ values: [String]) -> Schema { .string(StringForm(values: values)) }

    /// One of the raw values of an enumeration.
    package static func values<Value: CaseIterable & RawRepresentable<String>>(of type: Value.Type) -> Schema
    {
        .values(type.allCases.map(\.rawValue))
    }

    package static func list(of element: Schema) -> Schema { .list(of: element, nil) }

    /// This form or `null`.
    package var orNull: Schema { .nullable(self) }
}
