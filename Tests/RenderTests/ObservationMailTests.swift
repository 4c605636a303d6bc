import Domain
import Render
import Testing

@Suite("The mail about an observation")
struct ObservationMailTests {
    private func mail(
        adopterName: String = "가나정밀(주)", supplierName: String? = "다라소프트(주)"
    ) throws -> ObservationMail {
        ObservationMail(
            buildCode: "SF-2026-0001", adopterName: adopterName, supplierName: supplierName,
            findings: [
                ObservationMail.Finding(
                    title: "연속 무신호", sentence: "최근 근무일 12일 중 12일 동안 수신된 기록이 없습니다(12/12일).",
                    clearing: "사용 기록이 하루라도 다시 수신되면 해소됩니다."),
                ObservationMail.Finding(
                    title: "사용일 비율", sentence: "예정 근무일 20일 중 3일에 사용 기록이 있습니다(3/20일, 15.0%)."),
            ],
            windowText: "2026-05-01 ~ 2026-05-31",
            statusURL: "https://afterbuild.agency.example/v1/builds/SF-2026-0001/status",
            pageURL: "https://afterbuild.agency.example/builds/SF-2026-0001", policyText: "시연용 판정 기준 제1판",
            policyLabel: Policy.label(isOfficial: false),
            asOf: Timestamp(day: try #require(Day(year: 2026, month: 6, day: 1)), hour: 6, minute: 5))
    }

    private let golden = """
        스마트공장 사후관리 모니터링 담당자께

        안녕하십니까. 아래 구축 건의 솔루션 사용 로그를 집계한 결과, 담당자의 확인이 필요한 사항이 관찰되어 알려 드립니다.

        ■ 대상
          구축 건: SF-2026-0001
          도입기업: 가나정밀(주)
          공급기업: 다라소프트(주)
          관찰 기간: 2026-05-01 ~ 2026-05-31
          집계 시점: 2026-06-01 06:05 (한국 시각)

        ■ 관찰 내용
          1. 연속 무신호
             최근 근무일 12일 중 12일 동안 수신된 기록이 없습니다(12/12일).
          2. 사용일 비율
             예정 근무일 20일 중 3일에 사용 기록이 있습니다(3/20일, 15.0%).
          적용한 판정 기준: 시연용 판정 기준 제1판
          (공식 기준값 없음: 기관이 정해야 하는 값)

        ■ 이 안내의 성격
          수신된 기록에서 관찰된 사실을 알려 드리는 것이며, 어떠한 판단이나 결정도 아닙니다.
          기록이 없다는 것이 곧 사용하지 않았다는 뜻은 아니므로, 실제 사정을 먼저 확인하여 주시기 바랍니다.

        ■ 먼저 확인하실 사항
          다음과 같은 사정이 있으면 정상적으로 사용하고 있어도 기록이 줄거나 끊길 수 있습니다.
          - 로그 전송 장애, 인증키 만료, 서버 이전
          - 시스템 변경 또는 주소 이전(승인 절차가 진행 중인 경우 포함)
          - 휴일, 하계휴가, 교대 근무, 계절적 주문 변동, 휴업
          - 공급기업의 폐업, 소프트웨어 사용권 또는 클라우드 이용 기간의 종료
          - 합병 등에 따른 사업자등록번호의 변경
          - 사람의 조작이 적은 자동 제어(고도화2), 공용 계정 사용
          - 로그 수집 기간의 종료, 기관 수집 시스템의 장애

        ■ 해소 조건
          - 연속 무신호: 사용 기록이 하루라도 다시 수신되면 해소됩니다.
          - 위와 같은 사정이 확인되거나 이후 기록이 기준을 다시 충족하면 해소됩니다.

        ■ 자세한 내용
          화면: https://afterbuild.agency.example/builds/SF-2026-0001
          상태 자료(JSON): https://afterbuild.agency.example/v1/builds/SF-2026-0001/status

        이 메일은 기관의 모니터링 담당자에게만 자동으로 발송되며, 도입기업과 공급기업에는 발송되지 않습니다.
        법령에 따른 통지나 송달이 아닙니다.

        감사합니다.
        Afterbuild 드림

        """

    @Test("reads as the golden text")
    func goldenText() throws {
        let mail = try mail()
        #expect(mail.subject == "[확인 필요] 가나정밀(주) 구축 건(SF-2026-0001) 사용 로그 관찰 결과 안내")
        #expect(mail.body == golden)
    }

    @Test("names neither a sanction nor a usage figure that the log cannot carry")
    func words() throws {
        let mail = try mail()
        for word in ["환수", "제재", "위반", "부정", "의심", "가동률", "OEE"] {
            #expect(!(mail.subject + mail.body).contains(word), "\(word)")
        }
    }

    @Test("says so when a build has no supplier")
    func withoutSupplier() throws {
        #expect(try mail(supplierName: nil).body.contains("\n  공급기업: 해당 없음(등록된 공급기업이 없습니다)\n"))
    }

    @Test("keeps a name with line breaks on its line, in the subject and in the body")
    func lineBreaks() throws {
        let mail = try mail(adopterName: "가나\r\nBcc: x@y.example\u{2028}정밀", supplierName: "다라\n■ 대상")
        #expect(mail.subject.hasPrefix("[확인 필요] 가나 Bcc: x@y.example 정밀 구축 건"))
        #expect(mail.body.contains("\n  도입기업: 가나 Bcc: x@y.example 정밀\n  공급기업: 다라 ■ 대상\n"))
    }
}
