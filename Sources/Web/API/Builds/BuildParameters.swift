import Contract
import Domain

/// Parameters that several operations about builds share.
enum BuildParameters {
    static let code = Parameter<String>.text(
        "code", in: .path, .buildCode, LocalizedText("code of the build", "구축 건 코드"),
        expected: LocalizedText(BuildCode.rule, "대문자·숫자·- 2~40자"), example: "B-0001")
    static let asOf = Parameter<Timestamp>.instant(
        "as_of", LocalizedText("what was known at this past instant", "이 시각에 알려져 있던 내용"),
        example: "2026-05-07T09:00:00+09:00")
    static let window = Parameter<WindowKind>.choice(
        "window", LocalizedText("kind of window; last28 where nothing is given", "기간의 종류(생략하면 last28)"),
        example: .month)
    static let on = Parameter<Day>.day(
        "on", LocalizedText("a day of the window; today where it is not given", "기간에 든 날(생략하면 오늘)"),
        example: "2026-05-07")
    static let windowParts = Parameter<[WindowPart]>.choices(
        "include",
        LocalizedText(
            "what the answer holds besides: excluded days one by one, 95 % intervals of rates",
            "답에 더할 것: 제외된 날의 목록(excluded_days), 비율의 95% 구간(intervals)"), example: .excludedDays)
    static let statusParts = Parameter<[StatusPart]>.choices(
        "include",
        LocalizedText(
            "what the answer holds besides: excluded days one by one, 95 % intervals of rates, the sentences that belong to the figures, every signal with all that was frozen at its raising",
            "답에 더할 것: 제외된 날의 목록(excluded_days), 비율의 95% 구간(intervals), 지표에 덧붙일 문장(labels), 해제된 것을 포함한 모든 신호와 그 근거(signals)"
        ), example: .excludedDays)
    static let from = Parameter<Day>.day(
        "from", LocalizedText("first day", "첫날"), example: "2026-04-01")
    static let to = Parameter<Day>.day(
        "to", LocalizedText("last day, included", "마지막 날(포함)"), example: "2026-04-30")
}

extension OperationRequest {
    /// The instant of `as_of`; `nil` where it is not given.
    var asOf: Timestamp? {
        get throws {
            guard let time = self[BuildParameters.asOf] else { return nil }
            guard time <= now else {
                throw Problem(
                    .contradiction, parameter: "as_of", found: time.iso8601,
                    expected: LocalizedText(
                        "an instant that is past at \(now.iso8601)", "\(now.iso8601)보다 앞선 시각"))
            }
            return time
        }
    }

    /// The days from `from` to `to`; one that is missing follows from the other.
    func days(today: Day, whenAbsent count: Int) throws -> ClosedRange<Day> {
        let to = self[BuildParameters.to]
        let from = self[BuildParameters.from]
        let end = to ?? from.map { min($0.adding(days: count - 1), today) } ?? today
        let start = from ?? end.adding(days: 1 - count)
        guard start <= end else {
            throw Problem(
                .contradiction, parameter: "from", found: "\(start)",
                expected: LocalizedText("a day that is not after to (\(end))", "to(\(end)) 이전의 날짜"))
        }
        guard end.number - start.number < Self.longestRange else {
            throw Problem(
                .contradiction, parameter: "to", found: "\(end)",
                expected: LocalizedText(
                    "at most \(Self.longestRange) days from \(start)", "\(start)부터 \(Self.longestRange)일 이내"))
        }
        return start...end
    }

    static let longestRange = 400

    /// The window that is asked for: by kind, or by its days.
    func window(of facts: BuildFacts, today: Day) throws -> (WindowKind, ClosedRange<Day>) {
        let isRange = self[BuildParameters.from] != nil || self[BuildParameters.to] != nil
        guard isRange else {
            let kind = self[BuildParameters.window] ?? .last28
            let day = self[BuildParameters.on] ?? today
            guard let days = kind.days(on: day, of: facts.phases) else {
                throw Problem(
                    .contradiction, parameter: "window", found: kind.rawValue,
                    expected: LocalizedText(
                        "a phase that the build has dates for", "구축 건에 날짜가 정해진 단계"))
            }
            return (kind, days)
        }
        guard self[BuildParameters.window] == nil, self[BuildParameters.on] == nil else {
            throw Problem(
                .contradiction, parameter: "window", found: self[BuildParameters.window]?.rawValue,
                expected: LocalizedText("either window and on, or from and to", "window·on 또는 from·to 가운데 한쪽")
            )
        }
        return (.range, try days(today: today, whenAbsent: 28))
    }
}
