import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Render
import Storage

/// Replies of firms by their link: whoever has it may answer, and nobody else sees anything.
extension WebRoutes {
    private static let replyLimits = ReplyPage.Limits(files: 10, megabytes: 20)
    /// Replies that one link takes.
    private static let mostReplies = 5

    /// What a good link leads to.
    private struct ReplyContext {
        let hash: [UInt8]
        let token: String
        let link: CaseReplyLink
        let file: CaseFile
        let status: BuildStatus
    }

    /// `nil` for a link that is unknown, expired or used up.
    private func replyContext(_ token: String, now: Timestamp) async throws -> ReplyContext? {
        guard SecretText.isWellFormed(token, .reply) else { return nil }
        let hash = SecretText.hash(token)
        guard let link = try await database.replyLink(hash: hash, now: now), link.uses < Self.mostReplies,
            let file = try await database.caseFile(link.caseID, now: now),
            let status = try await database.status(of: file.buildCode, now: now)
        else { return nil }
        return ReplyContext(hash: hash, token: token, link: link, file: file, status: status)
    }

    private var spentLink: Response { notice(.replyLinkIsSpent, status: .gone, access: nil) }

    func replyPage(_ token: String) async throws -> Response {
        let now = now()
        guard let context = try await replyContext(token, now: now) else { return spentLink }
        return try await replyPage(context, .asking, now: now)
    }

    private func replyPage(
        _ context: ReplyContext, _ outcome: ReplyPage.Outcome, now: Timestamp,
        answer: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (file, link) = (context.file, context.link)
        return html(
            templates.html(
                ReplyPage(
                    try await reviewed(file, now: now), token: context.token, ordinal: link.ordinal,
                    linkID: link.id, party: link.party, companyName: link.companyName,
                    adopterName: context.status.facts.adopterName, expiresAt: link.expiresAt,
                    signals: context.status.signals.filter { file.signals.contains($0.id) },
                    limits: Self.replyLimits, outcome: outcome, frame: frame(nil, now))), status: answer)
    }

    func takeReply(_ token: String, _ request: Request) async throws -> Response {
        let now = now()
        guard let context = try await replyContext(token, now: now) else { return spentLink }
        let limits = Self.replyLimits
        guard let body = try await collected(request, upTo: limits.megabytes * 1_048_576) else {
            return notice(.tooLarge(megabytes: limits.megabytes), status: .contentTooLarge, access: nil)
        }
        let sent = sentReply(request, body)
        let declines = sent.fields["declines"] != nil
        func refused(_ message: String) async throws -> Response {
            try await replyPage(
                context, .refused(text: sent.fields["text"] ?? "", declines: declines, message: message),
                now: now, answer: .unprocessableContent)
        }
        do {
            let text = try caseText(sent.fields["text"])
            guard sent.files.count <= limits.files else {
                return try await refused("파일은 \(limits.files)개까지 보낼 수 있습니다. 적은 내용은 남아 있으니 파일만 다시 골라 주십시오.")
            }
            let step = try await database.reply(
                linkHash: context.hash, text: text, documents: sent.files.compactMap(\.document),
                declines: declines, now: now)
            return try await replyPage(context, .stored(step), now: now)
        } catch let problem as CaseFormProblem {
            return try await refused(problem.korean + (sent.files.isEmpty ? "" : " 파일은 다시 골라 주십시오."))
        } catch let refusal as CaseRefusal {
            // What the agency's people are told is not for firms.
            return refusal.reason == .link
                ? spentLink : try await refused("회신을 저장하지 못했습니다. 적은 내용을 확인하고 잠시 뒤 다시 보내 주십시오.")
        }
    }

    private func sentReply(
        _ request: Request, _ body: ByteBuffer
    ) -> (fields: [String: String], files: [MultipartForm.File]) {
        let type = request.headers[.contentType] ?? ""
        if let form = MultipartForm(contentType: type, body: Array(buffer: body)) {
            return (form.fields, form.files)
        }
        return type.lowercased().hasPrefix("multipart/") ? ([:], []) : (formFields(String(buffer: body)), [])
    }
}

extension MultipartForm.File {
    /// The size stands with the name: both are all that is kept beside the hash.
    fileprivate var document: CaseDocument? {
        CaseDocument(hash: hash, name: "\(name) (\(grouped(size))바이트)")
    }
}
