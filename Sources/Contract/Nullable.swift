/// A value that is written as `null` where there is none, so that every answer has the same keys.
package struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
    private let value: Value?

    package init(_ value: Value?) {
        self.value = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
