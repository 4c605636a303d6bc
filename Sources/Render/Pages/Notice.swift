import Domain

/// A page with one message, such as an error or a link that is used up; shown without sign-in.
package struct Notice: Sendable {
    package let title: String
    package let sentences: [String]
    /// A command that the reader can pass on to the operator.
    package let command: String?
    /// Where the page's only button posts to; `nil` without a button.
    package let action: String?
    package let buttonText: String?
    /// Where the link of a page without a button leads.
    package let nextLink: NextLink

    /// A link with its words.
    package struct NextLink: Sendable {
        let address: String
        let text: String

        package static let list = NextLink(address: "/", text: "구축 건 목록으로")
        package static let signIn = NextLink(address: "/sign-in", text: "로그인 화면으로")
    }

    package init(
        title: String, sentences: [String], command: String? = nil, action: String? = nil,
        buttonText: String? = nil, nextLink: NextLink = .list
    ) {
        self.title = title
        self.sentences = sentences
        self.command = command
        self.action = action
        self.buttonText = buttonText
        self.nextLink = nextLink
    }

    package static let notSignedIn = Notice(
        title: "로그인이 필요합니다",
        sentences: [
            "이 화면은 로그인한 사람만 볼 수 있습니다. 기관 계정이나 받은 계정으로 로그인하거나, 한 번만 쓸 수 있는 로그인 링크를 운영 담당자에게 요청하세요.",
            "운영 담당자는 서버에서 아래 명령으로 링크를 만듭니다.",
        ],
        command: "afterbuild token issue --role viewer", nextLink: .signIn)

    /// What a one-time link shows at first: previewers of mail programs follow links, and must not use it up.
    package static func signIn(action: String) -> Notice {
        Notice(
            title: "로그인",
            sentences: ["아래 단추를 누르면 로그인합니다. 이 링크는 한 번만 쓸 수 있으며, 로그인은 12시간 동안 유지됩니다."],
            action: action, buttonText: "로그인")
    }

    /// Signed in at the issuer, without a role of this service.
    package static func noRole(name: String, claim: String) -> Notice {
        Notice(
            title: "역할이 아직 없습니다",
            sentences: [
                "\(name) 님은 기관 계정으로 로그인했지만, 이 서비스에서 쓸 역할이 계정에 없습니다.",
                "기관의 계정 담당자에게 ‘\(claim)’ 항목에 다음 가운데 하나를 넣어 달라고 요청해 주십시오: "
                    + Role.ofPeople.map { "afterbuild-\($0.rawValue)(\($0.korean))" }.joined(separator: ", ")
                    + ".",
                "공급기업은 기관 계정이 아니라 운영 담당자가 만든 로그인 링크로 들어옵니다.",
            ], nextLink: .signIn)
    }

    package static let issuerRefused = Notice(
        title: "기관 로그인을 마치지 못했습니다",
        sentences: [
            "로그인을 처음부터 다시 해 주십시오. 10분이 지났거나 다른 브라우저에서 이어서 열면 마칠 수 없습니다.",
            "계속되면 운영 담당자에게 시각을 알려 주십시오. 까닭은 서버의 기록에 남아 있습니다.",
        ], nextLink: .signIn)

    package static let issuerIsBusy = Notice(
        title: "지금은 기관 로그인을 받지 못합니다",
        sentences: ["한꺼번에 로그인하는 사람이 많습니다. 잠시 뒤 다시 시도해 주십시오."], nextLink: .signIn)

    package static func tooMany(seconds: Int) -> Notice {
        Notice(
            title: "요청이 너무 많습니다",
            sentences: ["짧은 시간에 요청이 너무 많이 왔습니다. \(seconds)초 뒤에 다시 시도해 주십시오. 계속되면 운영 담당자에게 알려 주십시오."])
    }

    /// While the database is away, and while reads cannot be recorded.
    package static let unavailable = Notice(
        title: "지금은 보여 드릴 수 없습니다",
        sentences: [
            "데이터베이스에 닿지 않거나, 누가 무엇을 보았는지 남기는 접속기록을 쓸 수 없어 자료를 보여 드리지 않습니다.",
            "잠시 뒤 다시 시도하고, 계속되면 운영 담당자에게 알려 주세요. 수신한 기록에는 영향이 없습니다.",
        ])

    package static let linkIsSpent = Notice(
        title: "쓸 수 없는 로그인 링크입니다",
        sentences: [
            "이미 사용했거나 기한이 지난 링크입니다. 주소가 잘렸을 수도 있으니 전체 주소를 다시 확인하세요.",
            "새 링크는 운영 담당자가 아래 명령으로 만듭니다.",
        ],
        command: "afterbuild token issue --role viewer")

    package static let notFound = Notice(
        title: "찾을 수 없는 화면입니다",
        sentences: ["주소가 잘못되었거나, 볼 권한이 없는 구축 건입니다. 구축 건 목록에서 다시 찾아보세요."])

    /// The same page for an unknown, expired or used link, so that links cannot be probed.
    package static let replyLinkIsSpent = Notice(
        title: "쓸 수 없는 링크입니다",
        sentences: ["이 링크로는 회신할 수 없습니다. 주소가 잘리지 않았는지 확인하시고, 필요하시면 안내를 보낸 담당자에게 새 링크를 요청해 주십시오."])

    package static let failedCSRFCheck = Notice(
        title: "보내지 못했습니다",
        sentences: ["지금 로그인한 화면에서 보낸 요청이 아닙니다. 뒤로 돌아가면 적은 내용이 남아 있습니다. 내용을 옮겨 두고 화면을 새로 연 뒤 다시 보내 주십시오."])

    package static func tooLarge(megabytes: Int) -> Notice {
        Notice(
            title: "너무 큽니다",
            sentences: [
                "모두 합해 \(megabytes)MB까지 보낼 수 있습니다. 뒤로 돌아가면 적은 내용이 남아 있습니다. 파일을 줄이거나 나누어 다시 보내 주십시오."
            ])
    }

    package static let failure = Notice(
        title: "일시적인 오류가 발생했습니다",
        sentences: ["요청을 처리하지 못했습니다. 잠시 뒤 다시 시도하고, 계속되면 운영 담당자에게 알려 주세요. 수신한 기록에는 영향이 없습니다."])
}

struct NoticePage {
    let frame: PageFrame
    let notice: Notice
}
