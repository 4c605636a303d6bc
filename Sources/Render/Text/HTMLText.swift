import Mustache

/// Text made safe for HTML and SVG, in content and in quoted attributes.
///
/// It works by Unicode scalars: a quotation mark followed by a combining mark is one `Character` that differs from the
/// quotation mark, but a browser still ends the attribute there. The template engine's own escaping misses that.
package func escapedHTML(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}

/// The escaping of every template; `TemplateFolder` puts it in front of each.
struct EscapedHTML: MustacheContentType {
    static let name = "AFTERBUILD_HTML"

    func escapeText(_ text: String) -> String { escapedHTML(text) }
}
