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
        // Asked for each value of each row: nothing may be made here.
        if turn < found.count, found[turn].name == name.utf8Start {
            turn += 1
            return found[turn - 1].column
        }
        return search(name, in: result)
    }

    /// Where a row was read in another order than the one before, or for the first time.
    private func search(_ name: StaticString, in result: borrowing ResultSet) -> Int? {
        if let known = found.firstIndex(where: { $0.name == name.utf8Start }) {
            turn = known + 1
            return found[known].column
        }
        guard let column = result.column(named: name) else { return nil }
        found.append((name.utf8Start, column))
        turn = found.count
        return column
    }
}
