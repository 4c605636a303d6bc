/// The languages in which the interface speaks of itself.
package enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case korean = "ko"

    /// The language that an `Accept-Language` header prefers (RFC 9110 §12.5.4); English where it prefers none of ours.
    package init(accepting header: String?) {
        var best: (language: Language, quality: Double)?
        for range in (header ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            let primary = parts.first?.split(separator: "-").first.map(String.init)
            let quality =
                parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            guard let language = primary.flatMap(Language.init(rawValue:)), quality > 0 else { continue }
            if best.map({ quality > $0.quality }) ?? true { best = (language, quality) }
        }
        self = best?.language ?? .english
    }
}

/// One sentence in both languages.
package struct LocalizedText: Sendable, Hashable {
    package let english: String
    package let korean: String

    package init(_ english: String, _ korean: String) {
        self.english = english
        self.korean = korean
    }

    package func callAsFunction(_ language: Language) -> String {
        switch language {
        case .english: english
        case .korean: korean
        }
    }
}
