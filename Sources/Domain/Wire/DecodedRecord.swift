/// One record as understood.
///
/// What was missing or wrong is `nil` with a named repair.
package struct DecodedRecord: Sendable, Equatable {
    package let endpoint: Endpoint
    /// Any text at all: whether it is a key, the registry knows.
    package let key: String?
    /// What the client claims, read as Korean time unless it names a zone.
    package let occurredAt: Timestamp?
    /// Verbatim, but for bytes that are no text.
    package let logDt: String?
    /// Whether `logDt` has the form `YYYY-MM-DD HH:MM:SS.mmm`, so that it need not be kept beside
    /// `occurredAt`.
    package let logDtIsCanonical: Bool
    /// Decoded, repaired and trimmed; not replaced by the action's code.
    package let useSe: String?
    /// `nil` when `useSe` is no word of the action table.
    package let action: Action?
    package let sysUser: String?
    /// The address as sent; of a list the first.
    package let conectIp: String?
    package let addressClass: AddressClass?
    /// 0 to 9,999,999,999.
    ///
    /// Nominally bytes, in practice anything countable.
    package let quantity: Int64?
    package let repairs: Repairs
    package let dialect: Dialect
}

/// A record and, unless key and time could be read, the answer that says why not.
package struct Decoded: Sendable, Equatable {
    package let record: DecodedRecord
    /// AP1011, AP1012, AP1014, AP1023 or AP1025; `nil` when the record can be counted.
    package let failure: ResultCode?
}
