/// The status interface described for reading, without any resource from outside.
///
/// All texts come in the reader's language; this only lays them out.
package struct DocsPage: Sendable {
    /// A heading with its operations.
    package struct Topic: Sendable {
        package let id: String
        package let title: String
        package let operations: [Operation]

        package init(id: String, title: String, operations: [Operation]) {
            self.id = id
            self.title = title
            self.operations = operations
        }
    }

    package struct Operation: Sendable {
        package let id: String
        package let method: String
        package let path: String
        package let summary: String
        package let explanation: String
        /// Who may ask.
        package let entry: String
        package let parameters: [Row]
        /// Members of the body.
        package let body: [Row]
        package let answers: [Row]
        /// The names of the problems, with links to their explanation.
        package let problems: [String]
        package let example: String
        // Stored: templates do not see what is computed.
        let hasParameters: Bool
        let hasBody: Bool

        package init(
            id: String, method: String, path: String, summary: String, explanation: String, entry: String,
            parameters: [Row], body: [Row], answers: [Row], problems: [String], example: String
        ) {
            self.id = id
            self.method = method
            self.path = path
            self.summary = summary
            self.explanation = explanation
            self.entry = entry
            self.parameters = parameters
            hasParameters = !parameters.isEmpty
            self.body = body
            hasBody = !body.isEmpty
            self.answers = answers
            self.problems = problems
            self.example = example
        }

    }

    /// A name, its form, and what it means.
    package struct Row: Sendable {
        package let name: String
        package let form: String
        package let words: String
        /// Where the form is described; `nil` where there is nothing more to say.
        package let anchor: String?

        package init(name: String, form: String, words: String, anchor: String? = nil) {
            self.name = name
            self.form = form
            self.words = words
            self.anchor = anchor
        }
    }

    /// The members of a named form.
    package struct Form: Sendable {
        package let name: String
        package let members: [Row]

        package init(name: String, members: [Row]) {
            self.name = name
            self.members = members
        }
    }

    package struct Problem: Sendable {
        package let name: String
        package let type: String
        package let status: Int
        package let title: String
        package let meaning: String

        package init(name: String, type: String, status: Int, title: String, meaning: String) {
            self.name = name
            self.type = type
            self.status = status
            self.title = title
            self.meaning = meaning
        }
    }

    /// The words of the page itself.
    package struct Labels: Sendable {
        let title, introduction, otherLanguage, otherLanguageAddress, contents, conventions,
            parameters: String
        let body, answers, problems, problem, forms, name, form, meaning, who, example, status,
            document: String
        let rules: [String]
    }

    package let frame: PageFrame
    let labels: Labels
    package let topics: [Topic]
    package let forms: [Form]
    package let problems: [Problem]

    /// - Parameter isKorean: otherwise the page is in English.
    package init(
        frame: PageFrame, isKorean: Bool, topics: [Topic], forms: [Form], problems: [Problem]
    ) {
        self.frame = frame
        labels = isKorean ? .korean : .english
        self.topics = topics
        self.forms = forms
        self.problems = problems
    }
}

extension DocsPage.Labels {
    static let korean = DocsPage.Labels(
        title: "현황 인터페이스 안내",
        introduction: "구축이 끝난 스마트공장 솔루션의 활용 현황을 다른 시스템이 읽는 HTTP 인터페이스입니다. "
            + "같은 내용의 기계용 문서(OpenAPI 3.1)는 /openapi.json에 있습니다.",
        otherLanguage: "English", otherLanguageAddress: "/docs?lang=en", contents: "차례", conventions: "공통 규칙",
        parameters: "매개변수", body: "본문", answers: "답", problems: "오류", problem: "오류 종류", forms: "자료 형식",
        name: "이름", form: "형식", meaning: "뜻", who: "권한", example: "예", status: "상태", document: "OpenAPI 문서",
        rules: [
            "토큰은 기관이 발급하며 발급할 때 한 번만 보입니다. 모든 요청에 Authorization: Bearer abt_… 헤더로 보냅니다.",
            "날짜는 한국 날짜(KST)이고, 시각에는 시차가 붙습니다. 주소에 넣을 때 +는 %2B로 씁니다.",
            "비율은 0에서 1까지의 수입니다. 산출할 수 없는 값은 null이며 0과 다릅니다.",
            "신호는 확인을 요청할 뿐 아무것도 결정하지 않습니다. 공식 기준값이 없는 임계값은 그렇다고 밝힙니다.",
            "/v1 안에서 답의 항목은 늘어날 수만 있고 이름이 바뀌거나 없어지지 않습니다. 모르는 항목은 무시하십시오.",
            "GET의 답에는 강한 ETag가 있습니다. If-None-Match로 보내면 그대로일 때 304를 받습니다.",
            "as_of를 붙이면 그 시각에 알려져 있던 내용을 받습니다.",
            "목록은 next를 cursor로 넘겨 이어 읽습니다. 같은 조건을 유지해야 합니다.",
            "토큰마다 1분 한도가 있고 RateLimit 헤더가 남은 횟수를 알립니다. 넘으면 429이며 Retry-After 초 뒤에 다시 보내십시오.",
            "오류는 RFC 9457(application/problem+json)이며 type은 바뀌지 않습니다. Accept-Language로 한국어와 영어를 고릅니다.",
            "구축 건의 자료를 읽으면 접속기록에 남습니다.",
        ])

    static let english = DocsPage.Labels(
        title: "The status interface",
        introduction:
            "How other systems read the use of smart-factory solutions after their build is finished. "
            + "The same for machines, as OpenAPI 3.1: /openapi.json.",
        otherLanguage: "한국어", otherLanguageAddress: "/docs?lang=ko", contents: "Contents",
        conventions: "Conventions", parameters: "Parameters", body: "Body", answers: "Answers",
        problems: "Problems", problem: "Kinds of problems", forms: "Forms", name: "Name", form: "Form",
        meaning: "Meaning", who: "Who may", example: "Example", status: "Status",
        document: "OpenAPI document",
        rules: [
            "The agency issues tokens and shows each once. Send it with every request as Authorization: Bearer abt_….",
            "Days are KST days; instants carry their offset. In an address write + as %2B.",
            "Rates are numbers from 0 to 1. What cannot be computed is null, which is not 0.",
            "A signal asks people to look; it decides nothing. A threshold without an official value says so.",
            "Within /v1 keys are only added, never renamed or removed: ignore those you do not know.",
            "Answers to GET have a strong ETag; send it as If-None-Match and get 304 while nothing has changed.",
            "With as_of you get what was known at that instant.",
            "Lists go on with next as cursor, under the same filters.",
            "Every token has a limit a minute; the RateLimit headers say what is left. Beyond it comes 429: wait as long as "
                + "Retry-After says.",
            "Errors are application/problem+json (RFC 9457) with types that do not change; Accept-Language chooses Korean or "
                + "English.",
            "Every read of a build's data is kept in the access log.",
        ])
}
