import Contract
import Hummingbird
import Testing

/// Forms and queries that `URLEncodedFormDecoder` refuses or reads in another way: see decision 0045.
struct FormDecodingTests {
    struct Sent: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let fields: [String: String]
        var testDescription: String { name }
    }

    @Test(
        "What Hummingbird refuses or drops is read",
        arguments: [
            Sent(name: "a repeated name", text: "text=a&text=b", fields: ["text": "a"]),
            Sent(name: "a percent sign as typed", text: "q=50%", fields: ["q": "50%"]),
            Sent(name: "a name without a value", text: "declines", fields: ["declines": ""]),
            Sent(name: "a blank in a name", text: "a+b=c", fields: ["a b": "c"]),
            Sent(name: "brackets in a name", text: "utm[source]=mail", fields: ["utm[source]": "mail"]),
        ])
    func readsMore(sent: Sent) {
        #expect(ours(sent.text) == sent.fields)
        #expect(hummingbirds(sent.text) != sent.fields)
    }

    @Test("Of a plain form both read the same")
    func agreesOnPlainForms() {
        let text = "text=a+b%20c&name=%ED%95%9C%EA%B8%80&empty=&sum=1%2B1%3D2&cp949=%C7%D1"
        let fields = [
            "text": "a b c", "name": "한글", "empty": "", "sum": "1+1=2", "cp949": "\u{FFFD}\u{FFFD}",
        ]
        #expect(ours(text) == fields)
        #expect(hummingbirds(text) == fields)
    }

    private func ours(_ text: String) -> [String: String] {
        Dictionary(queryFields(text).map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    }

    private func hummingbirds(_ text: String) -> [String: String]? {
        try? URLEncodedFormDecoder().decode([String: String].self, from: text)
    }
}
