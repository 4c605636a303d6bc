/// Whether a text may be shown to a firm as it is.
///
/// People write for the agency, too: what they wrote may accuse or threaten, and nothing of ours does.
package func isFitForFirms(_ text: String) -> Bool {
    !agencyWords.contains { text.contains($0) }
}

/// Words that no firm reads in anything of ours.
package let agencyWords = ["환수", "의심", "부정"]
