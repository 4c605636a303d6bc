/// What a user did, by the codes of the interface guide 1.7.
///
/// The number is what the database stores.
package enum Action: Int16, CaseIterable, Sendable {
    case logIn = 1
    case logOut, read, create, update, delete, inOut
    /// A trial of the connection: kept, never counted.
    case test = 99

    /// `nil` unless `code` is `DO6001` to `DO6007` or `DO6999`, with the letter O and in capitals.
    package init?(code: String) {
        guard let found = Action.allCases.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    package var code: String {
        switch self {
        case .logIn: "DO6001"
        case .logOut: "DO6002"
        case .read: "DO6003"
        case .create: "DO6004"
        case .update: "DO6005"
        case .delete: "DO6006"
        case .inOut: "DO6007"
        case .test: "DO6999"
        }
    }

    /// The official name of the guide.
    package var korean: String {
        switch self {
        case .logIn: "로그인"
        case .logOut: "로그아웃"
        case .read: "조회"
        case .create: "등록"
        case .update: "수정"
        case .delete: "삭제"
        case .inOut: "입출고 시간"
        case .test: "테스트"
        }
    }
}
