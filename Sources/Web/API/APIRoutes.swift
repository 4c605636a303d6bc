import Domain
import Hummingbird
import Storage

extension WebRoutes {
    func buildList(_ request: Request) async throws -> Response {
        let now = now()
        guard let access = try await gate.access(of: request, now: now) else {
            return try Problem.unauthorized.answer()
        }
        let asked = formFields(request.uri.query ?? "")["page"] ?? "1"
        guard let page = Int(asked), (1...1_000_000).contains(page) else {
            return try Problem.badQuery("page must be a whole number from 1 on, such as page=2").answer()
        }
        let visibility = Visibility(access)
        return try jsonAnswer(
            BuildListView(
                try await builds(visibility, now: now), page: page, seesSignals: visibility.seesSignals,
                now: now,
                publicURL: publicURL))
    }

    func buildStatus(_ code: String, _ request: Request) async throws -> Response {
        let now = now()
        guard let access = try await gate.access(of: request, now: now) else {
            return try Problem.unauthorized.answer()
        }
        let visibility = Visibility(access)
        var asOf: Timestamp?
        if let text = request.uri.queryParameters["as_of"] {
            // Whose build it was then is no reason to see it now.
            guard visibility.seesSignals else {
                return try Problem.badQuery("as_of is for the agency's staff").answer()
            }
            guard let time = Timestamp(parsing: String(text)), time <= now else {
                return try Problem.badQuery(
                    "as_of: expected a past instant such as 2026-05-07T09:00:00%2B09:00, found “\(text)”"
                ).answer()
            }
            asOf = time
        }
        guard let status = try await status(of: code, visibility, now: asOf ?? now, asOf: asOf) else {
            return try Problem.unknownBuild.answer()
        }
        return try jsonAnswer(StatusView(status, seesSignals: visibility.seesSignals, publicURL: publicURL))
    }

    /// The builds within the asker's scope.
    func builds(_ visibility: Visibility, now: Timestamp) async throws -> [BuildSummary] {
        switch visibility.scope {
        case .all: try await database.builds(now: now, supplier: nil)
        case .supplier(let number): try await database.builds(now: now, supplier: number)
        case .none: []
        }
    }

    /// `nil` for a build that does not exist and for one that the asker may not see.
    ///
    /// - Parameter asOf: what was known then; `nil`: what is known.
    func status(
        of code: String, _ visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        guard BuildCode.isValid(code),
            let status = try await database.status(of: code, now: now, asOf: asOf),
            visibility.includes(status.facts)
        else { return nil }
        return status
    }
}
