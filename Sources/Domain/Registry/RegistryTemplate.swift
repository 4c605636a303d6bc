/// The registry file as a newcomer gets it: Korean header and three invented builds that the reader accepts.
package enum RegistryTemplate {
    package static let text: String = {
        var csv = CSVText()
        csv.append(RegistryColumn.allCases.map(\.korean))
        for example in 0..<3 { csv.append(RegistryColumn.allCases.map { $0.examples[example] }) }
        return csv.text
    }()
}
