/// How well a build's client sends, for whoever looks after it: its dialects, what had to be repaired, and what to mend.
package struct ReportCard: Sendable, Equatable {
    /// Days of arrival that a card covers, today included.
    package static let dayCount = 30

    /// Records that have lane, code, dialect and repairs in common.
    package struct Group: Sendable, Equatable {
        package let lane: Lane
        /// As answered; `nil` for one that is not ours.
        package let code: ResultCode?
        /// As stored; `nil` where it was not known.
        package let dialect: Int16?
        package let repairs: Repairs
        package let records: Int
        package let first: Timestamp
        package let last: Timestamp
        /// Of the counted: those that arrived on a later day than they claim.
        package let late: Int
        /// Of the counted: those whose time cannot be true.
        package let implausible: Int

        package init(
            lane: Lane, code: ResultCode?, dialect: Int16?, repairs: Repairs, records: Int,
            first: Timestamp, last: Timestamp, late: Int, implausible: Int
        ) {
            self.lane = lane
            self.code = code
            self.dialect = dialect
            self.repairs = repairs
            self.records = records
            self.first = first
            self.last = last
            self.late = late
            self.implausible = implausible
        }
    }

    /// One way in which records came.
    package struct DialectUse: Sendable, Equatable {
        /// `nil` where it was not known.
        package let dialect: Dialect?
        package let records: Int
        package let first: Timestamp
        package let last: Timestamp

        package var name: String { dialect?.name ?? "unknown" }
    }

    /// One thing that had to be put right.
    package struct RepairUse: Sendable, Equatable {
        package let repair: Repair
        package let records: Int
        /// Of all records, 0 to 1.
        package let share: Double
    }

    package let days: ClosedRange<Day>
    /// Most used first.
    package let dialects: [DialectUse]
    /// Most frequent first.
    package let repairs: [RepairUse]
    /// In the order of `Lane`; only those in which anything is.
    package let lanes: [LaneCount]
    /// Of what was not counted, in the order of `Lane`, the most frequent of a lane first.
    package let codes: [CodeCount]
    package let late: Int
    /// Of the late ones: minutes from what they claim to their arrival.
    package let medianLateMinutes: Double?
    package let implausible: Int

    /// How many records went to one lane.
    package struct LaneCount: Sendable, Equatable {
        package let lane: Lane
        package let records: Int

        package init(lane: Lane, records: Int) {
            self.lane = lane
            self.records = records
        }
    }

    /// How many records of one lane were answered with one code.
    package struct CodeCount: Sendable, Equatable {
        package let lane: Lane
        package let code: ResultCode
        package let records: Int

        package init(lane: Lane, code: ResultCode, records: Int) {
            self.lane = lane
            self.code = code
            self.records = records
        }
    }

    package init(days: ClosedRange<Day>, groups: [Group], medianLateMinutes: Double?) {
        self.days = days
        self.medianLateMinutes = medianLateMinutes
        let records = groups.reduce(0) { $0 + $1.records }
        dialects = Dictionary(grouping: groups, by: \.dialect).map { dialect, groups in
            DialectUse(
                dialect: dialect.flatMap(Dialect.init(code:)),
                records: groups.reduce(0) { $0 + $1.records },
                first: groups.map(\.first).min() ?? days.lowerBound.start,
                last: groups.map(\.last).max() ?? days.lowerBound.start)
        }.sorted { ($1.records, $0.name) < ($0.records, $1.name) }
        repairs = Repair.allCases.compactMap { repair in
            let count = groups.reduce(0) { $0 + ($1.repairs.contains(repair) ? $1.records : 0) }
            return count > 0
                ? RepairUse(repair: repair, records: count, share: Double(count) / Double(records)) : nil
        }.sorted { ($1.records, $0.repair.rawValue) < ($0.records, $1.repair.rawValue) }
        lanes = Lane.allCases.compactMap { lane in
            let count = groups.reduce(0) { $0 + ($1.lane == lane ? $1.records : 0) }
            return count > 0 ? LaneCount(lane: lane, records: count) : nil
        }
        codes = Lane.allCases.filter { $0 != .counted }.flatMap { lane in
            ResultCode.allCases.compactMap { code in
                let count = groups.reduce(0) {
                    $0 + ($1.lane == lane && $1.code == code ? $1.records : 0)
                }
                return count > 0 ? CodeCount(lane: lane, code: code, records: count) : nil
            }.sorted { ($1.records, $0.code.rawValue) < ($0.records, $1.code.rawValue) }
        }
        late = groups.reduce(0) { $0 + $1.late }
        implausible = groups.reduce(0) { $0 + $1.implausible }
    }

    package var records: Int { lanes.reduce(0) { $0 + $1.records } }
    package var counted: Int { records(in: .counted) }
    /// Of the counted, 0 to 1.
    package var lateShare: Double { counted == 0 ? 0 : Double(late) / Double(counted) }
    /// Of the counted, 0 to 1.
    package var implausibleShare: Double { counted == 0 ? 0 : Double(implausible) / Double(counted) }

    package func records(in lane: Lane) -> Int { lanes.first { $0.lane == lane }?.records ?? 0 }
    package func codes(of lane: Lane) -> [CodeCount] { codes.filter { $0.lane == lane } }

    /// One sentence: the gravest thing first.
    ///
    /// Lanes and repairs are facts; no share is judged here, for what is too much is for the policy to say.
    package var verdict: String {
        if records == 0 {
            return "최근 \(Self.dayCount)일 동안 받은 기록이 없습니다. 전송 주소와 인증키, 프로그램의 동작을 확인하십시오."
        }
        let malformed = records(in: .malformed)
        if malformed > 0 {
            return "기록 \(said(records)) 중 \(said(malformed))을 읽을 수 없어 집계하지 못했습니다. 인증키와 logDt, 본문 형식을 확인하십시오."
        }
        if counted == 0, records(in: .test) == records {
            return "시험 기록(DO6999) \(said(records))만 받았습니다. 연결은 정상이며, 통계에는 실제 사용 기록만 들어갑니다."
        }
        let outside = records(in: .notCollecting)
        if outside > 0 { return "기록 \(said(records)) 중 \(said(outside))이 수집 대상 기간 밖에 도착했습니다. 수집 기간을 확인하십시오." }
        let over = records(in: .overLimit)
        if over > 0 { return "기록 \(said(records)) 중 \(said(over))이 일일 한도를 넘었습니다. 같은 기록을 거듭 보내는지 확인하십시오." }
        if implausible > 0 {
            return "기록 \(said(counted))을 집계했으나 \(said(implausible))의 logDt가 실제 시각일 수 없습니다. 장비의 시계를 확인하십시오."
        }
        if let worst = repairs.first {
            return
                "기록 \(said(records)) 중 \(said(worst.records))에서 바로잡은 것이 있습니다. \(worst.repair.advice)"
        }
        return "기록 \(said(records))이 모두 규격대로 도착했습니다."
    }

    /// `1,234건`.
    private func said(_ records: Int) -> String { "\(grouped(records))건" }
}

extension ReportCard {
    /// The card as a command prints it: the verdict first, then tables.
    package var text: String {
        var lines = [verdict, "", "\(days.lowerBound) ~ \(days.upperBound)\t\(records)건"]
        for count in lanes {
            let codes = codes(of: count.lane).map { "\t\($0.code.rawValue) \($0.records)" }.joined()
            lines.append("  \(count.lane.rawValue)\t\(count.records)\(codes)")
        }
        if late > 0 {
            let median = medianLateMinutes.map { "\tmedian \(Int($0.rounded())) min" } ?? ""
            lines.append("  late\t\(late)\t\(percent(lateShare))\(median)")
        }
        if implausible > 0 {
            lines.append("  implausible\t\(implausible)\t\(percent(implausibleShare))")
        }
        for use in dialects {
            lines.append("\(use.name)\t\(use.records)\t\(use.first.wireText)\t\(use.last.wireText)")
        }
        for use in repairs {
            lines.append(
                "\(use.repair.name)\t\(use.records)\t\(percent(use.share))\t\(use.repair.advice)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
