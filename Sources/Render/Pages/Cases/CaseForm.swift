/// The fields of a refused form, shown again so that the person need not type them twice.
package struct CaseDraft: Sendable {
    let formID: String
    let fields: [String: String]
    let message: String

    /// - Parameters:
    ///   - formID: the form that was sent, as its hidden field `form` names it.
    ///   - fields: as they came.
    ///   - message: what was wrong, and what would be right.
    package init(formID: String, fields: [String: String], message: String) {
        self.formID = formID
        self.fields = fields
        self.message = message
    }
}

/// A form by which one act is added to a case, as its template needs it.
struct CaseForm: Sendable {
    let formID: String
    let action: String
    let title: String
    let note: String?
    let hidden: [Hidden]
    let fields: [FormField]
    let button: String
    /// Of a form that was refused.
    let problem: String?
    let isOpen: Bool

    struct Hidden: Sendable {
        let hiddenName: String
        let hiddenValue: String
    }

    init(
        _ formID: String, action: String, title: String, note: String? = nil, hidden: [(String, String)],
        fields: [FormField], button: String, draft: CaseDraft?
    ) {
        let draft = draft?.formID == formID ? draft : nil
        self.formID = formID
        self.action = action
        self.title = title
        self.note = note
        self.hidden = ([("form", formID)] + hidden).map(Hidden.init)
        self.fields = fields.map { $0.typed(draft, in: formID) }
        self.button = button
        problem = draft?.message
        isOpen = draft != nil
    }
}

/// One field of a form.
struct FormField: Sendable {
    struct Option: Sendable {
        let optionValue: String
        let optionName: String
        var isSelected = false
    }

    private(set) var fieldID: String
    let fieldName: String
    let label: String
    let hint: String?
    private(set) var text = ""
    private(set) var isArea = false
    private(set) var isLine = false
    private(set) var isChoice = false
    private(set) var isCheck = false
    /// Of an input: `text`, `number`, `date`.
    private(set) var kind = "text"
    private(set) var options: [Option] = []
    private(set) var isChecked = false
    private(set) var isRequired = false
    private(set) var least: String?

    private init(_ name: String, _ label: String, _ hint: String?) {
        fieldID = name
        fieldName = name
        self.label = label
        self.hint = hint
    }

    static func area(
        _ name: String, _ label: String, hint: String? = nil, isRequired: Bool = true
    ) -> FormField {
        var field = FormField(name, label, hint)
        (field.isArea, field.isRequired) = (true, isRequired)
        return field
    }

    static func line(
        _ name: String, _ label: String, hint: String? = nil, kind: String = "text", text: String = "",
        least: Int? = nil, isRequired: Bool = true
    ) -> FormField {
        var field = FormField(name, label, hint)
        (field.isLine, field.kind, field.text, field.isRequired) = (true, kind, text, isRequired)
        field.least = least.map(String.init)
        return field
    }

    static func choice(
        _ name: String, _ label: String, hint: String? = nil, _ options: [(String, String)]
    ) -> FormField {
        var field = FormField(name, label, hint)
        field.isChoice = true
        field.options = options.map { Option(optionValue: $0.0, optionName: $0.1) }
        return field
    }

    static func check(_ name: String, _ label: String, isChecked: Bool = false) -> FormField {
        var field = FormField(name, label, nil)
        (field.isCheck, field.isChecked) = (true, isChecked)
        return field
    }

    /// The field with its id on this page, and with the value of a refused form.
    fileprivate func typed(_ draft: CaseDraft?, in formID: String) -> FormField {
        var field = self
        field.fieldID = "\(formID)-\(fieldName)"
        guard let draft else { return field }
        if isCheck {
            field.isChecked = draft.fields[fieldName] != nil
        } else if isChoice {
            field.options = options.map {
                Option(
                    optionValue: $0.optionValue, optionName: $0.optionName,
                    isSelected: $0.optionValue == draft.fields[fieldName])
            }
        } else {
            field.text = draft.fields[fieldName] ?? ""
        }
        return field
    }
}
