package import Domain

/// The mail that tells the agency's monitoring staff what was observed at one build, in Korean plain text.
///
/// It is an observation for the agency and no decision: it goes to no supplier and no adopter, names no sanction, and
/// lists what to rule out first.
package struct ObservationMail: Sendable {
    /// One rule that held.
    package struct Finding: Sendable {
        /// The rule's name: `연속 무신호`.
        package let title: String
        /// A whole sentence with numerator and denominator: `예정 근무일 20일 중 3일(15.0%)에 …`.
        package let sentence: String
        /// What would clear it, as a sentence; nil where the rule has none.
        package let clearing: String?

        /// Takes the rule's own words.
        package init(title: String, sentence: String, clearing: String? = nil) {
            self.title = title
            self.sentence = sentence
            self.clearing = clearing
        }
    }

    private let buildCode: String
    private let adopterName: String
    private let supplierName: String?
    private let findings: [Finding]
    private let windowText: String
    private let statusURL: String
    private let pageURL: String
    private let policyText: String
    private let policyLabel: String
    private let asOf: Timestamp

    /// Makes the mail of one build; line breaks in any text become spaces, since a subject must have none.
    ///
    /// `windowText` is the observed period (`2026-05-01 ~ 2026-05-31`), `policyText` the policy's name and version,
    /// `policyLabel` whether its values are official, `asOf` when the figures were computed.
    package init(
        buildCode: String, adopterName: String, supplierName: String?, findings: [Finding],
        windowText: String,
        statusURL: String, pageURL: String, policyText: String, policyLabel: String, asOf: Timestamp
    ) {
        self.buildCode = oneLine(buildCode)
        self.adopterName = oneLine(adopterName)
        self.supplierName = supplierName.map(oneLine)
        self.findings = findings.map {
            Finding(
                title: oneLine($0.title), sentence: oneLine($0.sentence), clearing: $0.clearing.map(oneLine))
        }
        self.windowText = oneLine(windowText)
        self.statusURL = oneLine(statusURL)
        self.pageURL = oneLine(pageURL)
        self.policyText = oneLine(policyText)
        self.policyLabel = oneLine(policyLabel)
        self.asOf = asOf
    }

    /// One line without control characters.
    package var subject: String { "[확인 필요] \(adopterName) 구축 건(\(buildCode)) 사용 로그 관찰 결과 안내" }

    /// Plain text with `\n` line ends.
    package var body: String {
        [opening, target, observed, meaning, explanations, clearing, links, closing].joined(separator: "\n\n")
            + "\n"
    }

    private var opening: String {
        """
        스마트공장 사후관리 모니터링 담당자께

        안녕하십니까. 아래 구축 건의 솔루션 사용 로그를 집계한 결과, 담당자의 확인이 필요한 사항이 관찰되어 알려 드립니다.
        """
    }

    private var target: String {
        """
        ■ 대상
          구축 건: \(buildCode)
          도입기업: \(adopterName)
          공급기업: \(supplierName ?? "해당 없음(등록된 공급기업이 없습니다)")
          관찰 기간: \(windowText)
          집계 시점: \(asOf.day) \(asOf.clockText.prefix(5)) (한국 시각)
        """
    }

    private var observed: String {
        let items = findings.enumerated().map { index, finding in
            "  \(index + 1). \(finding.title)\n     \(finding.sentence)"
        }
        let basis = ["  적용한 판정 기준: \(policyText)", "  (\(policyLabel))"]
        return (["■ 관찰 내용"] + items + basis).joined(separator: "\n")
    }

    private var meaning: String {
        """
        ■ 이 안내의 성격
          수신된 기록에서 관찰된 사실을 알려 드리는 것이며, 어떠한 판단이나 결정도 아닙니다.
          기록이 없다는 것이 곧 사용하지 않았다는 뜻은 아니므로, 실제 사정을 먼저 확인하여 주시기 바랍니다.
        """
    }

    private var explanations: String {
        """
        ■ 먼저 확인하실 사항
          다음과 같은 사정이 있으면 정상적으로 사용하고 있어도 기록이 줄거나 끊길 수 있습니다.
          - 로그 전송 장애, 인증키 만료, 서버 이전
          - 시스템 변경 또는 주소 이전(승인 절차가 진행 중인 경우 포함)
          - 휴일, 하계휴가, 교대 근무, 계절적 주문 변동, 휴업
          - 공급기업의 폐업, 소프트웨어 사용권 또는 클라우드 이용 기간의 종료
          - 합병 등에 따른 사업자등록번호의 변경
          - 사람의 조작이 적은 자동 제어(고도화2), 공용 계정 사용
          - 로그 수집 기간의 종료, 기관 수집 시스템의 장애
        """
    }

    private var clearing: String {
        let own = findings.compactMap { finding in finding.clearing.map { "  - \(finding.title): \($0)" } }
        let general = "  - 위와 같은 사정이 확인되거나 이후 기록이 기준을 다시 충족하면 해소됩니다."
        return (["■ 해소 조건"] + own + [general]).joined(separator: "\n")
    }

    private var links: String {
        """
        ■ 자세한 내용
          화면: \(pageURL)
          상태 자료(JSON): \(statusURL)
        """
    }

    private var closing: String {
        """
        이 메일은 기관의 모니터링 담당자에게만 자동으로 발송되며, 도입기업과 공급기업에는 발송되지 않습니다.
        법령에 따른 통지나 송달이 아닙니다.

        감사합니다.
        Afterbuild 드림
        """
    }
}

private func oneLine(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: " "
        default: scalar
        }
    }
    return String(String.UnicodeScalarView(scalars)).split(separator: " ").joined(separator: " ")
}
