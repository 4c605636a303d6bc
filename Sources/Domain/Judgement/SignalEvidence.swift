/// What was frozen with a signal beside its figure: how it was found, and what was tested before it was raised.
///
/// Signals of older versions say less; what they do not say is empty here.
package struct SignalEvidence: Sendable, Equatable {
    /// Those with whom the build was compared.
    package struct Peers: Sendable, Equatable {
        /// In Korean, what they have in common.
        package let circle: String
        /// The build itself is not among them.
        package let count: Int
        /// Of their active-day rates, 0 to 1.
        package let median: Double?
        /// Share of them, 0 to 100, that are lower.
        package let percentile: Double?

        package init(circle: String, count: Int, median: Double?, percentile: Double?) {
            self.circle = circle
            self.count = count
            self.median = median
            self.percentile = percentile
        }
    }

    /// In the order in which they were tested.
    package var explanations: [TestedExplanation] = []
    package var peers: Peers?
    package var doubts: [EvidenceDoubt] = []
    /// Share of the days of work, 0 to 1, of which our collector missed nothing.
    package var coverage: Double?
    package var expectedDays: Int?
    /// Days of the window that were not counted on, by reason.
    package var excludedDays: [Exclusion: Int] = [:]
    /// The same days one by one.
    package var excluded: [ExcludedDay] = []
    /// The bounds of the figure: the worse and the better for the build.
    package var low: Double?
    package var favourable: Double?
    /// Who let the policy judge, another person than its author.
    package var policyApprover: String?
    package var policyEffectiveFrom: Day?

    package static let none = SignalEvidence()

    package init() {}

    /// Reads frozen evidence; what is not there or cannot be read is left out.
    package init(json: String) {
        var parser = JSONParser(Array(json.utf8)[...])
        guard let evidence = parser.parse() else { return }
        explanations = (evidence["explanations"]?.elements ?? []).compactMap(TestedExplanation.init)
        peers = evidence["peers"].flatMap(Peers.init)
        doubts = (evidence["doubts"]?.elements ?? []).compactMap(\.text).compactMap(EvidenceDoubt.init)
        coverage = evidence["coverage"]?.double
        expectedDays = evidence["expected_days"]?.double.map { Int($0) }
        let days = evidence["excluded_days"]?.elements ?? []
        let reasons = days.compactMap { $0["reason"]?.text }
        excludedDays = Dictionary(grouping: reasons.compactMap(Exclusion.init)) { $0 }.mapValues(\.count)
        excluded = days.compactMap(ExcludedDay.init)
        low = evidence["low"]?.double
        favourable = evidence["favourable"]?.double
        policyApprover = evidence["policy_approver"]?.text
        policyEffectiveFrom = evidence["policy_effective_from"]?.text.flatMap { Day(parsing: $0) }
    }
}

extension SignalEvidence.Peers {
    fileprivate init?(_ value: JSONValue) {
        guard let circle = value["circle"]?.text, let count = value["n"]?.double else { return nil }
        self.init(
            circle: circle, count: Int(count), median: value["median"]?.double,
            percentile: value["percentile"]?.double)
    }
}

extension ExcludedDay {
    fileprivate init?(_ value: JSONValue) {
        guard let day = value["day"]?.text.flatMap({ Day(parsing: $0) }),
            let reason = value["reason"]?.text.flatMap(Exclusion.init)
        else { return nil }
        self.init(day: day, reason: reason, name: value["name"]?.text)
    }
}

extension TestedExplanation {
    /// `nil` for an explanation or an outcome of another version that this one does not know.
    fileprivate init?(_ value: JSONValue) {
        guard let explanation = value["explanation"]?.text.flatMap(InnocentExplanation.init),
            let outcome = value["outcome"]?.text.flatMap(Outcome.init)
        else { return nil }
        self.init(explanation, outcome, value["detail"]?.text ?? "")
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    fileprivate var text: String? {
        if case .string(let bytes) = self { String(validating: bytes, as: UTF8.self) } else { nil }
    }

    /// No more than a million: no figure here is larger, and one that is cannot become a whole number.
    fileprivate var double: Double? {
        guard case .number(let bytes) = self, let number = Double(String(decoding: bytes, as: UTF8.self)),
            abs(number) <= 1_000_000
        else { return nil }
        return number
    }
}
