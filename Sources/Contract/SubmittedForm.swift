/// A form as a browser has sent it, plain or with files.
package struct SubmittedForm: Sendable {
    /// Of a repeated field the first text.
    package let fields: [String: String]
    package let files: [MultipartForm.File]

    /// A form with files that is not whole has no fields.
    init(contentType: String, body: [UInt8]) {
        if let form = MultipartForm(contentType: contentType, body: body) {
            (fields, files) = (form.fields, form.files)
        } else if contentType.lowercased().hasPrefix("multipart/") {
            (fields, files) = ([:], [])
        } else {
            fields = Dictionary(
                queryFields(String(decoding: body, as: UTF8.self)).map {
                    ($0.name, withoutNullCharacters($0.text))
                },
                uniquingKeysWith: { first, _ in first })
            files = []
        }
    }
}
