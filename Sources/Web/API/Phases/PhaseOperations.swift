import Contract
import Domain
import Hummingbird
import Storage

extension WebRoutes {
    private static let limit = PageCursor.limit(PhaseStore.pageLimit, usual: PhaseStore.pageLimit)

    /// Builds of running phases.
    var phaseOperations: [Operation] {
        [
            phaseOperation(
                "reviewIntensiveAS", "/v1/phases/intensive-as", .intensiveAS,
                LocalizedText("Builds in the intensive AS phase", "집중AS기간의 구축 건")),
            phaseOperation(
                "reviewFinalEvaluation", "/v1/phases/final-evaluation", .finalEvaluation,
                LocalizedText("Builds in the final evaluation", "최종평가 단계의 구축 건")),
        ]
    }

    private func phaseOperation(_ id: String, _ path: String, _ phase: Phase, _ title: LocalizedText)
        -> Operation
    {
        Operation(
            id, .get, path, .phases, .permission(.readPhases), title,
            LocalizedText(
                "Every build that is now in this phase, those that end first comparison first: days left, target and confirmed level, the figures of the phase so far with their bounds, the days left out, open questions, open signals for roles that may see them, and the targets that the project declared.",
                "지금 이 단계에 있는 모든 구축 건(먼저 끝나는 순): 남은 날, 목표·확인 수준, 단계의 지표와 상·하한, 제외된 날, 확인할 사항, 권한이 있는 역할에는 열린 신호, 사업계획서의 목표와 실적."
            ),
            parameters: [
                FleetParameters.programme.declaration, FleetParameters.supplier.declaration,
                FleetParameters.region.declaration, BuildParameters.asOf.declaration,
                Self.limit.declaration, PageCursor.parameter.declaration,
            ], answers: [.init(.ok, PhaseReviewView.schema, "the builds of the phase")],
            problems: [.badCursor, .contradiction]
        ) { try await phaseReviews(phase, $0) }
    }

    private func phaseReviews(_ phase: Phase, _ request: OperationRequest) async throws -> OperationAnswer {
        let visibility = Visibility(try request.access)
        let asOf = try request.asOf
        var filter = BuildFilter()
        filter.programmeCodes = request[FleetParameters.programme].map { [$0] }
        filter.supplierNumber = request[FleetParameters.supplier]
        filter.regionCodes = request[FleetParameters.region].map { [$0] }
        let page = try await database.phases.reviews(
            phase, for: visibility, filter, after: try request.buildCursor,
            limit: request[Self.limit] ?? PhaseStore.pageLimit, now: request.now, asOf: asOf)
        let next = page.next.map { PageCursor([$0.text]).text(for: request.listName) }
        return .bytes(
            await bytes(of: page, next: next, asOf: asOf),
            type: "application/json",
            reads: OperationAnswer.Reads(builds: page.reviews.map(\.facts.id), rows: page.reviews.count))
    }

    /// Megabytes: other requests do not wait for them.
    @concurrent
    private func bytes(of page: PhasePage, next: String?, asOf: Timestamp?) async -> [UInt8] {
        PhaseReviewView.bytes(
            page.reviews, of: page.phase, next: next, asOf: asOf, today: page.today, publicURL: publicURL)
    }
}
