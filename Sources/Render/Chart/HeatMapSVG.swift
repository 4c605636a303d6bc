import Domain

/// Draws with classes only: the pages forbid inline styles.
///
/// Patterns are referred to by attribute, because a fragment in a style sheet means a fragment of the style sheet.
extension HeatMap {
    private static let pitch = (x: 33, y: 26)
    private static let size = (width: 30, height: 23)
    private static let origin = (x: 30, y: 24)

    /// The picture as one `<svg>` element.
    ///
    /// Colours and fonts come from the classes in `afterbuild.css`.
    package var svg: String {
        let width = Self.origin.x + weeks * Self.pitch.x
        let height = Self.origin.y + 7 * Self.pitch.y
        var lines = [
            "<svg class=\"heatmap\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"heatmap-title\">",
            "<title id=\"heatmap-title\">최근 \(weeks)주 사용 달력: \(escapedHTML(summary))</title>",
            Self.patterns,
        ]
        lines += monthLabels
        for weekday in Weekday.allCases {
            let y = Self.origin.y + weekday.rawValue * Self.pitch.y + 16
            lines.append("<text class=\"hm-axis\" x=\"4\" y=\"\(y)\">\(weekday.korean)</text>")
        }
        lines += cells.map(Self.drawing)
        lines.append("</svg>")
        return lines.joined(separator: "\n")
    }

    /// The numbers of the picture in one sentence.
    package var summary: String {
        let used = cells.count { if case .used = $0.mark { true } else { false } }
        let missing = cells.count { $0.mark == .missing }
        return "사용 기록이 있는 날 \(used)일, 기록이 없는 가동 예정일 \(missing)일"
    }

    /// One swatch and its meaning for every mark, in the order of the legend.
    package static var legend: [(svg: String, text: String)] {
        let ranges = zip(steps, steps.dropFirst().map { "\($0 - 1)" } + [""]).map { first, last in
            last.isEmpty ? "\(first)구간 이상" : "\(first)~\(last)구간"
        }
        var items: [(svg: String, text: String)] = []
        for (index, range) in ranges.enumerated() {
            items.append(
                (swatch(shape(.used(step: index + 1), nil), "\(steps[index])", "hm-on-\(index + 1)"), range))
        }
        items.append((swatch(shape(.missing, nil), "0", "hm-on-missing"), "가동 예정일에 기록 없음"))
        for reason in [Exclusion.restDay, .holiday, .suspension, .shutdown, .outage, .commonCause] {
            items.append((swatch(shape(.excluded(reason), nil), letter(reason), "hm-on-out"), reason.korean))
        }
        items.append((swatch(shape(.excluded(.beforeCompletion), nil), "", "hm-on-out"), "대상 기간 밖"))
        items.append(
            (swatch(shape(.used(step: 2), .restDay), "9", "hm-on-2"), "점선: 제외된 날의 사용"))
        return items
    }

    private static let patterns = """
        <defs><pattern id="heatmap-hatch" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect class="hm-hatch-ground" width="6" height="6"/>\
        <rect class="hm-hatch-line" width="2" height="6"/></pattern></defs>
        """

    private var monthLabels: [String] {
        var labels: [String] = []
        var lastWeek = -9
        for cell in cells where cell.day.dayOfMonth == 1 || cell.day == cells.first?.day {
            let week = cell.day.dayOfMonth == 1 && cell.day.weekday != .monday ? cell.week + 1 : cell.week
            guard week - lastWeek >= 2, week < weeks else { continue }
            let month = cell.day.month
            let text = month == 1 || labels.isEmpty ? "\(cell.day.year)년 \(month)월" : "\(month)월"
            // The first label may be long, and the next must not run into it.
            lastWeek = text.count > 4 ? week + 1 : week
            let x = Self.origin.x + week * Self.pitch.x
            labels.append("<text class=\"hm-axis\" x=\"\(x)\" y=\"15\">\(text)</text>")
        }
        return labels
    }

    private static func drawing(of cell: Cell) -> String {
        let x = origin.x + cell.week * pitch.x
        let y = origin.y + cell.day.weekday.rawValue * pitch.y
        let text: String
        let textClass: String
        switch cell.mark {
        case .used(let step): (text, textClass) = ("\(cell.slots)", "hm-on-\(step)")
        case .missing: (text, textClass) = ("0", "hm-on-missing")
        case .excluded(let reason): (text, textClass) = (letter(reason), "hm-on-out")
        }
        return "<g transform=\"translate(\(x) \(y))\"><title>\(escapedHTML(cell.title))</title>"
            + shape(cell.mark, cell.exclusion?.reason) + label(text, textClass) + "</g>"
    }

    private static func shape(_ mark: Mark, _ exclusion: Exclusion?) -> String {
        let box = "width=\"\(size.width)\" height=\"\(size.height)\" rx=\"2\""
        switch mark {
        case .used(let step):
            let outline = exclusion == nil ? "" : " hm-extra"
            return "<rect class=\"hm-\(step)\(outline)\" \(box)/>"
        case .missing:
            return
                "<rect class=\"hm-missing\" x=\"1\" y=\"1\" width=\"\(size.width - 2)\" height=\"\(size.height - 2)\" rx=\"2\"/>"
        case .excluded(.restDay), .excluded(.holiday), .excluded(.suspension), .excluded(.shutdown),
            .excluded(.outage), .excluded(.commonCause):
            return "<rect fill=\"url(#heatmap-hatch)\" \(box)/>"
        case .excluded(.outsideContract), .excluded(.notOver), .excluded(.beforeCompletion),
            .excluded(.outsideCollection), .excluded(.beforeKey):
            return "<rect class=\"hm-outside\" \(box)/>"
        }
    }

    /// What stands in a day that is left out: 공 for a holiday, 업 for a suspension of business, 휴 for a declared
    /// shut-down, 장 for an outage of ours, 원 for a common cause.
    private static func letter(_ reason: Exclusion) -> String {
        switch reason {
        case .holiday: "공"
        case .suspension: "업"
        case .shutdown: "휴"
        case .outage: "장"
        case .commonCause: "원"
        case .restDay, .outsideContract, .notOver, .beforeCompletion, .outsideCollection, .beforeKey: ""
        }
    }

    private static func label(_ text: String, _ textClass: String) -> String {
        guard !text.isEmpty else { return "" }
        return "<text class=\"hm-label \(textClass)\" x=\"\(size.width / 2)\" y=\"16\">\(text)</text>"
    }

    private static func swatch(_ shape: String, _ text: String, _ textClass: String) -> String {
        "<svg class=\"swatch\" viewBox=\"0 0 \(size.width) \(size.height)\" aria-hidden=\"true\">"
            + shape + label(text, textClass) + "</svg>"
    }
}
