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
        guard let status = try await status(of: code, visibility, now: now) else {
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
    func status(of code: String, _ visibility: Visibility, now: Timestamp) async throws -> BuildStatus? {
        guard BuildCode.isValid(code), let status = try await database.status(of: code, now: now),
            visibility.includes(status.facts)
        else { return nil }
        return status
    }
}
