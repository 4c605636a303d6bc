extension Schema {
    /// The schema as the document writes it; named ones become references and are added to `components`.
    package func json(_ components: inout [String: JSONTree]) -> JSONTree {
        switch self {
        case .string(let form): form.json
        case .integer(let range):
            bounded("integer", range.map { (.integer($0.lowerBound), .integer($0.upperBound)) })
        case .number(let range):
            bounded("number", range.map { (.number($0.lowerBound), .number($0.upperBound)) })
        case .boolean: ["type": "boolean"]
        case .anything: [:]
        case .list(let element, let count): listJSON(element, count, &components)
        case .object(let properties): objectJSON(properties, &components)
        case .map(let element): ["type": "object", "additionalProperties": element.json(&components)]
        case .nullable(let schema): nullableJSON(schema, &components)
        case .named(let name, let schema): referenceJSON(name, schema, &components)
        case .described(let schema, let words): adding("description", .string(words), to: schema, &components)
        case .example(let schema, let example): adding("examples", .list([example]), to: schema, &components)
        }
    }

    /// The same schema in its place, where others would be a reference.
    var unnamed: Schema {
        switch self {
        case .named(_, let schema): schema.unnamed
        case .described(let schema, let words): .described(schema.unnamed, words)
        case .example(let schema, let example): .example(schema.unnamed, example)
        default: self
        }
    }

    private func bounded(_ type: String, _ range: (JSONTree, JSONTree)?) -> JSONTree {
        var members: [String: JSONTree] = ["type": .string(type)]
        if let range { (members["minimum"], members["maximum"]) = range }
        return .object(members)
    }

    private func listJSON(
        _ element: Schema, _ count: ClosedRange<Int>?, _ components: inout [String: JSONTree]
    ) -> JSONTree {
        var members: [String: JSONTree] = ["type": "array", "items": element.json(&components)]
        if let count {
            members["minItems"] = .integer(count.lowerBound)
            members["maxItems"] = .integer(count.upperBound)
        }
        return .object(members)
    }

    private func objectJSON(_ properties: [Property], _ components: inout [String: JSONTree]) -> JSONTree {
        var members: [String: JSONTree] = [:]
        for property in properties { members[property.name] = property.schema.json(&components) }
        var object: [String: JSONTree] = ["type": "object", "properties": .object(members)]
        let required = properties.filter(\.isRequired).map { JSONTree.string($0.name) }
        if !required.isEmpty { object["required"] = .list(required) }
        return .object(object)
    }

    private func nullableJSON(_ schema: Schema, _ components: inout [String: JSONTree]) -> JSONTree {
        let json = schema.json(&components)
        guard case .object(var members) = json, case .string(let type)? = members["type"],
            members["enum"] == nil
        else { return ["anyOf": [json, ["type": "null"]]] }
        members["type"] = [.string(type), "null"]
        return .object(members)
    }

    private func referenceJSON(
        _ name: String, _ schema: Schema, _ components: inout [String: JSONTree]
    ) -> JSONTree {
        if components[name] == nil {
            // Stands in its own place while it is made, so that one that holds itself ends.
            components[name] = .null
            components[name] = schema.json(&components)
        }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    private func adding(
        _ name: String, _ value: JSONTree, to schema: Schema, _ components: inout [String: JSONTree]
    ) -> JSONTree {
        guard case .object(var members) = schema.json(&components) else { return .null }
        members[name] = value
        return .object(members)
    }
}

extension Schema.StringForm {
    fileprivate var json: JSONTree {
        var members: [String: JSONTree] = ["type": "string"]
        if let format { members["format"] = .string(format) }
        // Texts without a form of their own may hold everything but the character that PostgreSQL has no place for.
        let isFree = format == nil && values == nil && length != nil
        if let pattern = pattern ?? (isFree ? "^[^\\u0000]*$" : nil) { members["pattern"] = .string(pattern) }
        if let values { members["enum"] = .list(values.map(JSONTree.string)) }
        if let length {
            members["minLength"] = .integer(length.lowerBound)
            members["maxLength"] = .integer(length.upperBound)
        }
        return .object(members)
    }
}
