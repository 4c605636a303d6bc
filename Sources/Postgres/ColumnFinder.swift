import CLibpq
import Glibc

/// Finds the columns of one result by their names: each name is compared once, however many rows are read.
///
/// Readers ask for the same literals in the same order for every row, so that the literal's address at the reader's turn
/// is nearly always the answer.
package final class ColumnFinder {
    private var found: [(name: UnsafePointer<UInt8>, column: Int)] = []
    private var turn = 0

    package init() {}

    /// To be called before each row.
    package func beginRow() { turn = 0 }

    /// The column of this name; `nil` where the result has none.
    package func column(_ name: StaticString, in result: borrowing ResultSet) -> Int? {
        let known =
            found.indices[min(turn, found.count)...].first { found[$0].name == name.utf8Start }
            ?? found.firstIndex { $0.name == name.utf8Start }
        if let known {
            turn = known + 1
            return found[known].column
        }
        guard let column = result.column(named: name) else { return nil }
        found.append((name.utf8Start, column))
        turn = found.count
        return column
    }
}
