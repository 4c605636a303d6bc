import Mustache

/// The pages: typed models in, HTML out.
///
/// All templates are read once and checked when this is made.
package struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    private static let list = "pages/list"
    private static let build = "pages/build"
    private static let notice = "pages/notice"
    private static let caseList = "pages/cases"
    private static let reviewedCase = "pages/case"
    private static let reply = "pages/reply"
    private static let dossier = "pages/dossier"
    private static let signIn = "pages/sign_in"
    private static let docs = "pages/docs"

    /// Reads `pages/` and `partials/` of `directory` (`dashboards/web`).
    ///
    /// The error names the file: missing, unreadable, wrongly written, or naming a partial that does not exist.
    package init(directory: String) throws(TemplateProblem) {
        library = try TemplateFolder(
            directory,
            required: [
                Self.list, Self.build, Self.notice, Self.caseList, Self.reviewedCase, Self.reply,
                Self.dossier, Self.signIn, Self.docs,
            ]
        ).library
    }

    package func html(_ page: ListPage) -> String { render(page, Self.list) }

    package func html(_ page: BuildPage) -> String { render(page, Self.build) }

    package func html(_ page: CaseListPage) -> String { render(page, Self.caseList) }

    package func html(_ page: CasePage) -> String { render(page, Self.reviewedCase) }

    package func html(_ page: ReplyPage) -> String { render(page, Self.reply) }

    package func html(_ page: SignInPage) -> String { render(page, Self.signIn) }

    package func html(_ page: DocsPage) -> String { render(page, Self.docs) }

    package func html(_ dossier: Dossier) -> String { render(dossier, Self.dossier) }

    package func html(_ notice: Notice, frame: PageFrame) -> String {
        render(NoticePage(frame: frame, notice: notice), Self.notice)
    }

    private func render(_ page: some Any, _ name: String) -> String {
        guard let html = library.render(page, withTemplate: name) else {
            preconditionFailure("\(name) was found when the templates were read")
        }
        return html
    }
}
