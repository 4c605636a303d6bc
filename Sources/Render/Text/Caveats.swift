package import Domain

/// The sentences that accompany the figures of one build wherever they are shown, in Korean.
///
/// The same for every role: they must not tell a supplier whether a signal exists.
package func caveats(of status: BuildStatus) -> [String] {
    var sentences = [
        "기록이 없다는 것이 곧 사용하지 않았다는 뜻은 아닙니다. 전송 장애, 인증키 만료, 서버 이전을 먼저 확인해야 합니다.",
        "수치는 도입 솔루션이 스스로 보낸 사용 기록으로 산출하며 설비의 상태를 나타내지 않습니다.",
        "오늘은 아직 끝나지 않았으므로 어느 지표에도 포함하지 않습니다.",
        "계정을 함께 쓰는 사업장이 있으므로 사용자 수는 하한입니다.",
    ]
    if status.facts.intakeProfile == .legacy10min {
        sentences.append("10분에 한 건만 수신하는 방식이므로 기록 수와 사용자 수는 하한입니다.")
    }
    if let peers = status.peers {
        sentences.append(
            "유사 구축 건 백분위는 \(peers.circle.korean)인 \(grouped(peers.count))곳의 최근 28일 사용일 비율"
                + "(중앙값 \(percent(peers.median)))과 비교한 값이며, 하루 한 번 산출합니다.")
    }
    return sentences
}
