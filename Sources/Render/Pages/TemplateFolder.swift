import FoundationEssentials
import Mustache

/// A template or static file that cannot be used, named by its file.
package struct TemplateProblem: Error, Sendable, Equatable, CustomStringConvertible {
    package let file: String
    package let reason: String

    package init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    package var description: String { "\(file): \(reason)" }
}

/// Reads a folder of templates once, and refuses it where the engine would stay silent.
///
/// The engine renders an unknown partial as nothing, so names are checked here.
struct TemplateFolder {
    let library: MustacheLibrary

    init(_ directory: String, required: [String]) throws(TemplateProblem) {
        MustacheContentTypes.register(EscapedHTML(), named: EscapedHTML.name)
        // The engine allows no slash in the end tag of a partial with blocks, so partials go by their plain names.
        let partials = try Self.texts(in: "\(directory)/partials").map {
            (name: $0, path: "partials/\($0)", text: $1)
        }
        let pages = try Self.texts(in: "\(directory)/pages").map {
            (name: "pages/\($0)", path: "pages/\($0)", text: $1)
        }
        let names = Set((partials + pages).map(\.name))
        for name in required where !names.contains(name) {
            throw TemplateProblem(
                file: "\(directory)/\(name).mustache",
                reason: "there is no such template, and a page is made from it")
        }
        var library = MustacheLibrary()
        for (name, path, text) in partials + pages {
            let file = "\(directory)/\(path).mustache"
            for partial in Self.partials(in: text) where !names.contains(partial) {
                throw TemplateProblem(
                    file: file, reason: "it names the partial “\(partial)”, which does not exist")
            }
            do {
                try library.register("{{% CONTENT_TYPE: \(EscapedHTML.name)}}" + text, named: name)
            } catch let error as MustacheTemplate.ParserError {
                throw TemplateProblem(file: file, reason: "line \(error.context.lineNumber): \(error.error)")
            } catch {
                throw TemplateProblem(file: file, reason: "\(error)")
            }
        }
        self.library = library
    }

    private static func texts(in directory: String) throws(TemplateProblem) -> [(String, String)] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
            throw TemplateProblem(file: directory, reason: "this folder of templates cannot be read")
        }
        var texts: [(String, String)] = []
        for name in names.sorted() where name.hasSuffix(".mustache") {
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)"),
                let text = String(validating: data, as: UTF8.self)
            else { throw TemplateProblem(file: "\(directory)/\(name)", reason: "it cannot be read as UTF-8") }
            texts.append((String(name.dropLast(".mustache".count)), text))
        }
        return texts
    }

    /// The names in `{{> name}}` and `{{< name}}`.
    private static func partials(in text: String) -> [String] {
        text.split(separator: "{{").dropFirst(text.hasPrefix("{{") ? 0 : 1).compactMap { tag in
            guard let sign = tag.first, sign == ">" || sign == "<", let end = tag.firstRange(of: "}}") else {
                return nil
            }
            return tag[tag.index(after: tag.startIndex)..<end.lowerBound].split(separator: " ").first.map(
                String.init)
        }
    }
}
