/// The columns of the registry file, in the order of its template.
package enum RegistryColumn: Int, CaseIterable, Hashable, Sendable {
    case buildCode, projectCode, programme, solution, systemKind
    case adopterNumber, adopterName, supplierNumber, supplierName, supplierEmail
    case leadNumber, leadName, supervisionNumber, supervisionName
    case siteSerial, siteName, region, address, ksic, sizeClass, headcount
    case workdays, shifts, worksOnHolidays, shutdowns
    case agreedOn, buildFrom, buildTo, extendedTo, completedOn, asTo, finalEvaluatedOn
    case collectFrom, collectTo
    case totalCost, grant, firmMoney, localMoney
    case targetLevel, confirmedLevel, confirmedOn, intakeProfile

    /// English snake_case header.
    package var code: String { name.code }
    package var korean: String { name.korean }
    package var name: ColumnName { facts.name }
    /// Whether the column must be there and every cell of it filled.
    package var isRequired: Bool {
        switch self {
        case .buildCode, .projectCode, .programme, .solution, .adopterNumber, .adopterName, .region,
            .agreedOn,
            .buildFrom, .buildTo:
            true
        default: false
        }
    }
    /// What belongs into a cell, for the person who fills it in (Korean).
    package var description: String { facts.description }
    /// One value for each example line of the template; empty where the example leaves the cell empty.
    package var examples: [String] { facts.examples }

    private var facts: Facts { Self.table[rawValue] }
    private static let table = allCases.map(\.buildFacts)

    fileprivate struct Facts: Sendable {
        let name: ColumnName
        let description: String
        let examples: [String]

        init(_ code: String, _ korean: String, _ description: String, _ examples: String...) {
            name = ColumnName(code: code, korean: korean)
            self.description = description
            self.examples = examples
        }
    }
}

extension RegistryColumn {
    fileprivate var buildFacts: Facts {
        switch self {
        case .buildCode: Facts("build_code", "구축건코드", "2~40자의 A-Z, 0-9, -", "B-0001", "B-0002", "B-0003")
        case .projectCode:
            Facts(
                "project_code", "과제번호", "YYYY-XXX-NNN-NNNNNN",
                "2022-S22-001-000101", "2022-S22-001-000102", "2022-A01-002-000103")
        case .programme:
            Facts(
                "programme", "지원사업코드", "지원사업 목록의 코드", "2022-GEN-ADV1", "2022-WIN-BASIC", "2022-GEN-ADV2")
        case .solution: Facts("solution", "솔루션명", "도입한 솔루션", "가나 MES", "다라 ERP", "마바 생산관제")
        case .systemKind: Facts("system_kind", "시스템구분", "MES, ERP, PLM, SCM, FEMS 등", "MES", "ERP", "MES")
        case .adopterNumber:
            Facts(
                "adopter_number", "도입기업사업자번호", "숫자 10자리 (검증번호 확인)",
                "111-11-11119", "222-22-22227", "333-33-33336")
        case .adopterName: Facts("adopter_name", "도입기업명", "법인명 또는 상호", "가상정밀", "예시식품", "보기금속")
        case .supplierNumber:
            Facts("supplier_number", "공급기업사업자번호", "없으면 비움", "444-44-44444", "444-44-44444", "")
        case .supplierName: Facts("supplier_name", "공급기업명", "없으면 비움", "견본소프트", "견본소프트", "")
        case .supplierEmail:
            Facts(
                "supplier_email", "공급기업이메일", "알림을 받을 주소", "as@supplier.example", "as@supplier.example", "")
        case .leadNumber: Facts("lead_number", "주관기관사업자번호", "상생형만", "", "555-55-55553", "")
        case .leadName: Facts("lead_name", "주관기관명", "상생형만", "", "본보기전자", "")
        case .supervisionNumber:
            Facts("supervision_number", "감리기관사업자번호", "없으면 비움", "666-66-66661", "", "")
        case .supervisionName: Facts("supervision_name", "감리기관명", "없으면 비움", "모의감리원", "", "")
        default: siteFacts
        }
    }

    private var siteFacts: Facts {
        switch self {
        case .siteSerial: Facts("site_serial", "사업장일련번호", "같은 사업자번호의 몇 번째 사업장 (기본 1)", "1", "", "2")
        case .siteName: Facts("site_name", "사업장명", "비우면 도입기업명", "1공장", "", "2공장")
        case .region: Facts("region", "지역코드", "협약일에 유효한 시도 코드 2자리", "41", "42", "48")
        case .address:
            Facts("address", "주소", "사업장 주소", "경기도 가상시 보기로 1", "강원도 예시군 견본길 2", "경상남도 보기시 모의로 3")
        case .ksic: Facts("ksic", "업종코드", "한국표준산업분류 (C 또는 C25 또는 C25912)", "C29", "C10", "C25912")
        case .sizeClass: Facts("size_class", "기업규모", "소기업, 중기업, 중견기업", "소기업", "소기업", "중기업")
        case .headcount: Facts("headcount", "상시근로자수", "명", "28", "12", "140")
        case .workdays: Facts("workdays", "근무요일", "기본 월화수목금", "월화수목금", "월화수목금토", "월화수목금토일")
        case .shifts: Facts("shifts", "교대", "1교대, 2교대 등", "1교대", "1교대", "3교대")
        case .worksOnHolidays: Facts("works_on_holidays", "공휴일근무", "Y 또는 N (기본 N)", "N", "N", "Y")
        case .shutdowns:
            Facts(
                "shutdowns", "휴무기간", "시작~끝, 여러 개는 ; 로 구분",
                "2026-07-27~2026-07-31;2026-12-31~2026-12-31", "", "2026-08-03~2026-08-07")
        default: projectFacts
        }
    }

    private var projectFacts: Facts {
        switch self {
        case .agreedOn: Facts("agreed_on", "협약일", "YYYY-MM-DD", "2022-05-02", "2022-06-01", "2022-05-16")
        case .buildFrom: Facts("build_from", "구축시작일", "YYYY-MM-DD", "2022-05-02", "2022-06-01", "2022-06-01")
        case .buildTo: Facts("build_to", "구축종료일", "연장 전", "2023-01-31", "2022-11-30", "2023-05-31")
        case .extendedTo: Facts("extended_to", "연장종료일", "연장한 경우만", "", "2023-01-31", "")
        case .completedOn: Facts("completed_on", "구축완료일", "완료점검 후", "2023-01-20", "2023-01-27", "2023-05-30")
        case .asTo: Facts("as_to", "집중AS종료일", "비우면 구축완료일 + 지원사업의 집중AS 개월", "", "2023-07-31", "")
        case .finalEvaluatedOn: Facts("final_evaluated_on", "최종평가일", "평가한 경우만", "2023-08-10", "", "")
        case .collectFrom: Facts("collect_from", "수집시작일", "비우면 제한 없음", "2023-01-20", "", "2023-05-30")
        case .collectTo: Facts("collect_to", "수집종료일", "비우면 제한 없음", "2028-01-19", "", "2028-05-29")
        case .totalCost: Facts("total_cost", "총사업비", "원", "400,000,000", "140,000,000", "900,000,000")
        case .grant: Facts("grant", "정부지원금", "원", "200,000,000", "42,000,000", "400,000,000")
        case .firmMoney: Facts("firm_money", "기업부담금", "원", "160,000,000", "56,000,000", "500,000,000")
        case .localMoney: Facts("local_money", "지자체부담금", "원", "40,000,000", "0", "0")
        case .targetLevel: Facts("target_level", "목표수준", "기초, 중간1, 중간2, 고도", "중간1", "기초", "중간2")
        case .confirmedLevel: Facts("confirmed_level", "확인수준", "기초, 중간1, 중간2, 고도", "중간1", "", "")
        case .confirmedOn: Facts("confirmed_on", "수준확인일", "YYYY-MM-DD", "2023-03-15", "", "")
        default: Facts("intake_profile", "수집방식", "FULL 또는 LEGACY_10MIN (기본 FULL)", "FULL", "", "LEGACY_10MIN")
        }
    }
}
