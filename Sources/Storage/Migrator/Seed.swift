import Domain
import Postgres

/// One file of `sql/seed` and the statement that loads it, given all its rows as a JSON array.
struct Seed: Sendable {
    let file: String
    let query: Query<Void>

    static let all: [Seed] = [
        Seed(file: "programmes.csv", query: Query("seed_programmes")),
        Seed(file: "holidays.csv", query: Query("seed_holidays")),
        Seed(file: "regions.csv", query: Query("seed_regions")),
        Seed(file: "ksic.csv", query: Query("seed_industries")),
        Seed(file: "levels.csv", query: Query("seed_levels")),
        Seed(file: "phases.csv", query: Query("seed_phases")),
        Seed(file: "action_words.csv", query: Query("seed_action_words")),
        Seed(file: "change_classes.csv", query: Query("seed_change_classes")),
    ]

    static let hash = Query(reading: "seed_hash") { try $0.string("hash") }
    static let loaded = Query("seed_loaded")

    /// The file's rows as a JSON array of objects; an empty cell is null.
    func json(from text: String) throws -> String {
        let table = try CSVTable(text)
        var rows: [String] = []
        for row in table.rows {
            let members = zip(table.header, row.fields).map { name, field in
                "\(jsonText(name)):\(field.isEmpty ? "null" : jsonText(field))"
            }
            rows.append("{\(members.joined(separator: ","))}")
        }
        return "[\(rows.joined(separator: ","))]"
    }
}
