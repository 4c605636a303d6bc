package import Domain

/// One record on its way to the collector, with what a collector must understand of it.
package struct SimulatedRecord: Sendable {
    /// The place of the sender in the fleet.
    package let build: Int
    /// What `logDt` says, as a collector must read it: a repeated second counts as the fraction it looks like.
    package let occurredAt: Timestamp
    /// `logDt` verbatim.
    package let stamp: String
    /// The collector's clock at arrival, in whole milliseconds.
    package let arrivedAt: Timestamp
    /// `useSe` before the form's encoding.
    package let word: String
    /// `nil` where the word has no official meaning.
    package let action: SimulatedAction?
    package let user: String
    package let address: String
    package let quantity: SimulatedQuantity
    package let lane: SimulatedLane
}

/// The official actions DO6001 to DO6007; raw values are their last digit.
package enum SimulatedAction: Int, CaseIterable, Sendable {
    case login = 1
    case logout, read, create, update, delete, goodsMove

    package var code: String { "DO600\(rawValue)" }
}

/// Where the collector must put a record.
package enum SimulatedLane: String, CaseIterable, Sendable {
    case counted, test
    case unknownKey = "unknown_key"
    case malformed
    case notCollecting = "not_collecting"
}

/// `dataUsgqty` as a client writes it.
package enum SimulatedQuantity: Hashable, Sendable {
    case number(Int)
    case empty

    package var text: String {
        switch self {
        case .number(let value): String(value)
        case .empty: ""
        }
    }
}
