/// The code by which people, addresses of pages and files name a build.
package enum BuildCode {
    /// What a code looks like, as the end of a sentence.
    package static let rule = "2 to 40 characters of A-Z, 0-9 and -, such as B-2022-0001"

    /// Whether the text may be the code of a build; whether there is such a build is another question.
    package static func isValid(_ text: String) -> Bool {
        (2...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
