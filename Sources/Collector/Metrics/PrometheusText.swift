/// Writes metrics in Prometheus' text format 0.0.4.
///
/// The samples of a family stand together, below its help and its type.
struct PrometheusText {
    enum Kind: String {
        case counter, gauge, histogram
    }

    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""
    private var name = ""

    /// Begins a family, whose samples come next.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(Self.escaped(help))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ value: Int, _ labels: [(name: String, value: String)] = []) {
        sample("", "\(value)", labels)
    }

    mutating func sample(_ value: Double, _ labels: [(name: String, value: String)] = []) {
        sample("", Self.number(value), labels)
    }

    /// A family of one sample.
    mutating func gauge(_ name: String, _ value: some Numeric, _ help: String) {
        family(name, .gauge, help)
        sample("", "\(value)", [])
    }

    mutating func histogram(_ name: String, _ histogram: Histogram, _ help: String) {
        family(name, .histogram, help)
        let snapshot = histogram.snapshot
        for (bound, count) in snapshot.buckets {
            sample("_bucket", "\(count)", [("le", Self.number(bound))])
        }
        sample("_bucket", "\(snapshot.count)", [("le", "+Inf")])
        sample("_sum", Self.number(snapshot.sum), [])
        sample("_count", "\(snapshot.count)", [])
    }

    private mutating func sample(_ suffix: String, _ value: String, _ labels: [(name: String, value: String)])
    {
        let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value, isLabel: true))\"" }.joined(
            separator: ",")
        text += "\(name)\(suffix)\(list.isEmpty ? "" : "{\(list)}") \(value)\n"
    }

    /// Whole numbers without a point; what is no number in Prometheus' own words.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func escaped(_ text: String, isLabel: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where isLabel: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
