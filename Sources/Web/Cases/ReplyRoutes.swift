import Contract
import Domain
import HTTPTypes
import Render
import Storage

/// Replies of firms by their link: every holder of the link may answer, without sign-in.
extension WebRoutes {
    private static let replyLimits = ReplyPage.Limits(files: 10, megabytes: 20)
    /// Replies that one link takes.
    private static let mostReplies = 5

    private static let token = Parameter<String>.text("token", in: .path)

    var replyPages: [RouteDeclaration] {
        [
            RouteDeclaration(
                .get, "/reply/{token}", .open, parameters: [Self.token.declaration], handler: replyPage),
            RouteDeclaration(
                .post, "/reply/{token}", .open, parameters: [Self.token.declaration],
                body: .form(bytes: Self.replyLimits.megabytes * 1_048_576), handler: takeReply),
        ]
    }

    /// What a good link leads to.
    private struct ReplyContext {
        let hash: [UInt8]
        let token: String
        let found: ReplyCase
    }

    /// `nil` for a link that is unknown, expired or used up.
    private func replyContext(_ request: OperationRequest) async throws -> ReplyContext? {
        let (token, now) = (try request.value(Self.token), request.now)
        guard SecretText.isWellFormed(token, .reply) else { return nil }
        let hash = SecretText.hash(token)
        guard let found = try await database.cases.replyCase(hash: hash, now: now),
            found.link.uses < Self.mostReplies
        else { return nil }
        return ReplyContext(hash: hash, token: token, found: found)
    }

    private var spentReplyLink: OperationAnswer { notice(.replyLinkIsSpent, status: .gone) }

    private func replyPage(_ request: OperationRequest) async throws -> OperationAnswer {
        guard let context = try await replyContext(request) else { return spentReplyLink }
        return try await replyPage(context, .asking, now: request.now)
    }

    private func replyPage(
        _ context: ReplyContext, _ outcome: ReplyPage.Outcome, now: Timestamp,
        answer: HTTPResponse.Status = .ok
    ) async throws -> OperationAnswer {
        let (file, link) = (context.found.file, context.found.link)
        return .page(
            templates.html(
                ReplyPage(
                    try await reviewed(file, now: now), token: context.token, ordinal: link.ordinal,
                    linkID: link.id, party: link.party, companyName: link.companyName,
                    adopterName: context.found.adopterName, expiresAt: link.expiresAt,
                    signals: context.found.signals,
                    limits: Self.replyLimits, outcome: outcome, frame: frame(nil, now))), status: answer)
    }

    private func takeReply(_ request: OperationRequest) async throws -> OperationAnswer {
        let now = request.now
        guard let context = try await replyContext(request), let sent = request.form else {
            return spentReplyLink
        }
        let limits = Self.replyLimits
        let declines = sent.fields["declines"] != nil
        func refused(_ message: String) async throws -> OperationAnswer {
            try await replyPage(
                context, .refused(text: sent.fields["text"] ?? "", declines: declines, message: message),
                now: now, answer: .unprocessableContent)
        }
        do {
            let text = try caseText(sent.fields["text"])
            guard sent.files.count <= limits.files else {
                return try await refused("파일은 \(limits.files)개까지 보낼 수 있습니다. 적은 내용은 남아 있으니 파일만 다시 골라 주십시오.")
            }
            let step = try await database.cases.reply(
                linkHash: context.hash, text: text, documents: sent.files.compactMap(\.document),
                declines: declines, now: now)
            return try await replyPage(context, .stored(step), now: now)
        } catch let problem as CaseFormProblem {
            return try await refused(problem.korean + (sent.files.isEmpty ? "" : " 파일은 다시 골라 주십시오."))
        } catch let refusal as CaseRefusal {
            // The reason of a refusal is for the agency only.
            return refusal.reason == .link
                ? spentReplyLink : try await refused("회신을 저장하지 못했습니다. 적은 내용을 확인하고 잠시 뒤 다시 보내 주십시오.")
        }
    }
}

extension MultipartForm.File {
    /// The size stands with the name: both are all that is kept beside the hash.
    fileprivate var document: CaseDocument? {
        CaseDocument(hash: hash, name: "\(name) (\(grouped(size))바이트)")
    }
}
