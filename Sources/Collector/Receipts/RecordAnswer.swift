import Domain
import Storage

/// What a sender is told of one of its records.
struct RecordAnswer {
    private let record: ArrivedRecord
    /// What its bytes say, where it was not counted.
    private let understood: DecodedRecord?

    init(_ record: ArrivedRecord, understood: DecodedRecord?) {
        self.record = record
        self.understood = understood
    }

    var json: String {
        let action = understood.map(\.action) ?? record.action
        let hasUser = understood.map { $0.sysUser != nil } ?? record.hasUser
        let address = understood.map(\.addressClass) ?? record.addressClass
        let quantity = understood.map(\.quantity) ?? record.quantity
        let logDt = understood.map { $0.logDtIsCanonical ? nil : $0.logDt } ?? record.logDt
        let useSe = understood.map { $0.useSe == $0.action?.code ? nil : $0.useSe } ?? record.useSe
        let repairs = understood?.repairs ?? record.repairs
        let dialect = understood?.dialect ?? record.dialect.flatMap(Dialect.init(code:))
        return jsonObject([
            ("id", "\"\(record.id)\""), ("received_at", "\"\(record.receivedAt.iso8601)\""),
            ("lane", "\"\(record.lane.rawValue)\""), ("code", jsonText(record.code)),
            ("code_ko", jsonText(orNull: ResultCode(rawValue: record.code)?.korean)),
            ("dialect", jsonText(orNull: dialect?.name)),
            ("occurred_at", jsonText(orNull: record.occurredAt?.iso8601)),
            ("implausible", "\(record.isImplausible)"),
            ("action", jsonText(orNull: action?.code)), ("action_ko", jsonText(orNull: action?.korean)),
            ("has_user", "\(hasUser)"), ("address_class", jsonText(orNull: address?.name)),
            ("data_usgqty", quantity.map { "\($0)" } ?? "null"),
            ("log_dt_as_sent", jsonText(orNull: logDt)), ("use_se_as_sent", jsonText(orNull: useSe)),
            ("repairs", jsonArray(Repair.allCases.filter(repairs.contains).map(\.adviceJSON))),
        ])
    }
}

extension Repair {
    fileprivate var adviceJSON: String {
        jsonObject([("name", "\"\(name)\""), ("advice_ko", jsonText(advice))])
    }
}

extension ReportCard {
    /// The answer of `GET /v1/report-card`.
    var json: String {
        let dialects = dialects.map { use in
            jsonObject([
                ("name", jsonText(use.name)), ("records", "\(use.records)"),
                ("first_received_at", "\"\(use.first.iso8601)\""),
                ("last_received_at", "\"\(use.last.iso8601)\""),
            ])
        }
        let repairs = repairs.map { use in
            jsonObject([
                ("name", "\"\(use.repair.name)\""), ("records", "\(use.records)"), ("share", "\(use.share)"),
                ("advice_ko", jsonText(use.repair.advice)),
            ])
        }
        let lanes = lanes.map { count in
            let codes = codes(of: count.lane).map {
                jsonObject([
                    ("code", "\"\($0.code.rawValue)\""), ("code_ko", jsonText($0.code.korean)),
                    ("records", "\($0.records)"),
                ])
            }
            return jsonObject([
                ("lane", "\"\(count.lane.rawValue)\""), ("records", "\(count.records)"),
                ("codes", jsonArray(codes)),
            ])
        }
        return jsonObject([
            ("from", "\"\(days.lowerBound)\""), ("to", "\"\(days.upperBound)\""), ("records", "\(records)"),
            ("verdict_ko", jsonText(verdict)), ("lanes", jsonArray(lanes)), ("dialects", jsonArray(dialects)),
            ("repairs", jsonArray(repairs)), ("late", "\(late)"), ("late_share", "\(lateShare)"),
            ("median_late_minutes", medianLateMinutes.map { "\($0)" } ?? "null"),
            ("implausible", "\(implausible)"), ("implausible_share", "\(implausibleShare)"),
        ])
    }
}
