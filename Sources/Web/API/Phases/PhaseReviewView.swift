import Contract
import Domain

/// `GET /v1/phases/…`: every build of a running phase, as bytes.
struct PhaseReviewView {
    /// - Parameters:
    ///   - next: cursor of the next page.
    ///   - publicURL: the address under which the service is reached, without a slash at its end.
    static func bytes(
        _ reviews: [PhaseReview], of phase: Phase, next: String?, asOf: Timestamp?, today: Day,
        publicURL: String
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024 + reviews.count * 4_096)
        json.object { json in
            json.member("as_of", asOf?.iso8601)
            json.member("builds") { json in
                json.list(reviews) { $0.write($1, publicURL: publicURL) }
            }
            json.member("declared_ko", PlanTarget.label)
            json.member("next", next)
            json.member("phase") { json in
                json.object { json in
                    json.member("code", phase.rawValue)
                    json.member("name_ko", phase.korean)
                }
            }
            json.member("today", today)
        }
        return json.finished()
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ review: PhaseReview, publicURL: String) {
        let facts = review.facts
        object { json in
            json.member("adopter", facts.adopterName)
            json.member("code", facts.code)
            json.member("confirmed_level", facts.confirmedLevel)
            json.member("coverage") { $0.write(review.coverage) }
            json.member("days_left", review.daysLeft)
            json.member("ends_on", review.endsOn)
            json.member("figures") { $0.figures(review.kpis.values, withIntervals: false) }
            json.member("first_use", review.firstUse)
            json.member("from", review.days.lowerBound)
            json.member("last_sign", review.lastSign)
            json.member("links") { json in
                json.object { json in
                    json.member("page", "\(publicURL)/builds/\(facts.code)")
                    json.member("status", "\(publicURL)/v1/builds/\(facts.code)/status")
                }
            }
            json.member("programme", facts.programmeName)
            json.member("programme_code", facts.programmeCode)
            json.member("project_code", facts.projectCode)
            json.member("questions") { json in
                json.list(review.questions) { json, question in
                    json.object { json in
                        json.member("code", question.code)
                        json.member("text_ko", question.korean)
                    }
                }
            }
            json.member("region", facts.region)
            if let signals = review.signals {
                json.member("signals") { json in json.list(signals) { $0.write($1) } }
            }
            json.member("site", facts.siteName)
            json.member("supplier", facts.supplierName)
            json.member("target_level", facts.targetLevel)
            json.member("targets") { json in json.list(review.targets) { $0.write($1) } }
        }
    }

    private mutating func write(_ coverage: PhaseCoverage) {
        object { json in
            json.member("excluded", ExcludedCounts(days: coverage.excluded))
            json.member("expected_days", coverage.expected)
            json.member("feed_loss") { $0.figure(coverage.feedLoss, false) }
            json.member("outage_days", coverage.touched)
        }
    }

    private mutating func write(_ signal: RaisedSignal) {
        object { json in
            json.member("id", Int(signal.id))
            json.member("name_ko", signal.rule.korean)
            json.member("rule", signal.rule.rawValue)
            json.member("severity", signal.severity.rawValue)
            json.member("since", signal.raisedAt.iso8601)
        }
    }

    private mutating func write(_ target: PlanTarget) {
        object { json in
            json.member("achievement", target.achievement)
            json.member("base", target.base)
            json.member("class", target.planClass.rawValue)
            json.member("class_ko", target.planClass.korean)
            json.member("direction", target.direction.rawValue)
            json.member("improvement_percent", target.improvement)
            json.member("measured_on", target.measuredOn)
            json.member("name", target.name)
            json.member("result", target.result)
            json.member("target", target.target)
            json.member("unit", target.unit)
            json.member("weight", target.weight)
        }
    }
}

extension PhaseReviewView {
    static let schema = Schema.named(
        "PhaseReview",
        .object([
            .init("as_of", Schema.instant.orNull),
            .init("builds", .list(of: build, nil), "those that end first comparison first"),
            .init("declared_ko", .text, "what the targets are: declared by the projects, not measured"),
            .init("next", Schema.text.orNull, "cursor of the next page; null on the last"),
            .init("phase", .object([.init("code", .values(of: Phase.self)), .init("name_ko", .text)])),
            .init("today", .day, "the KST day from which everything is seen"),
        ]))

    private static let build = Schema.object([
        .init("adopter", .text, "도입기업"), .init("code", .buildCode),
        .init("confirmed_level", Schema.text.orNull, "확인된 수준"), .init("coverage", coverage),
        .init("days_left", Schema.integer.orNull, "calendar days, 0 on the last one; null without an end"),
        .init("ends_on", Schema.day.orNull, "last day of the phase"),
        .init("figures", WindowView.figures, "of the phase so far, by code; see the KPI catalogue"),
        .init("first_use", Schema.day.orNull),
        .init("from", .day, "first day of the phase"),
        .init("last_sign", Schema.day.orNull),
        .init("links", .object([.init("page", .uri), .init("status", .uri)])),
        .init("programme", .text), .init("programme_code", .text), .init("project_code", .text),
        .init(
            "questions", .list(of: .object([.init("code", .text), .init("text_ko", .text)]), nil),
            "what to ask: facts, and none of them a suspicion"),
        .init("region", Schema.text.orNull),
        .optional("signals", .list(of: signal, nil), "absent for roles that must not see signals"),
        .init("site", Schema.text.orNull), .init("supplier", Schema.text.orNull, "공급기업 today"),
        .init("target_level", Schema.text.orNull, "목표 수준"), .init("targets", .list(of: target, nil)),
    ])

    private static let coverage = Schema.object([
        .init("excluded", ExcludedCounts.schema, "days that no figure counts on, by reason"),
        .init("expected_days", .count, "days so far on which work was expected"),
        .init("feed_loss", WindowView.figure, "late and refused records ÷ all that came"),
        .init("outage_days", .count, "expected days of which an outage of ours took a part"),
    ])

    private static let signal = Schema.object([
        .init("id", .integer), .init("name_ko", .text), .init("rule", .values(of: RuleKind.self)),
        .init("severity", .values(of: Severity.self)), .init("since", .instant),
    ])

    private static let target = Schema.named(
        "DeclaredTarget",
        .object([
            .init(
                "achievement", Schema.number.orNull, "달성률, (result − base) ÷ (target − base); 1 is the target"
            ),
            .init("base", .number), .init("class", .values(of: PlanClass.self)), .init("class_ko", .text),
            .init("direction", .values(of: PlanDirection.self), "which way is better"),
            .init(
                "improvement_percent", Schema.number.orNull,
                "개선율, (result − base) ÷ base × 100; more than 0 is better"),
            .init("measured_on", Schema.day.orNull), .init("name", .text),
            .init("result", Schema.number.orNull, "null until the final evaluation"),
            .init("target", .number), .init("unit", .text),
            .init("weight", .number, "percent; those of a project sum to 100"),
        ]))
}
