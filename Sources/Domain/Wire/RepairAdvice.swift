extension Repair {
    /// What was put right, and what to change in the client, for the people who look after it.
    package var advice: String {
        switch self {
        case .cp949, .lowByteKorean, .doubleEncoding, .keyDoubleEncoded, .byteOrderMark, .ampersandEscaped,
            .barePercent, .jsonInFormRaw, .xmlInFormRaw:
            encodingAdvice
        case .jsonAtOtherEndpoint, .xmlAtOtherEndpoint, .fieldsAtOtherEndpoint, .duplicatePayload,
            .surplusBytes,
            .bodyCut, .fieldNameMisspelt, .jsonLoose, .keyTrimmed:
            formAdvice
        case .logdtColonBeforeMs, .logdtFractionPadded, .logdtFractionLong, .logdtWithoutFraction,
            .logdtWithoutSeconds, .logdtOtherSeparator, .logdtOtherDateForm, .logdtUnpadded, .logdtWithZone,
            .logdtTwelveHour, .logdtTrimmed:
            logDtAdvice
        case .useSeTrimmed, .useSeMissing, .useSeUnreadable, .unknownAction, .userMissing, .userUnreadable,
            .userTrimmed, .addressMissing, .addressNotAnAddress, .addressList, .addressTrimmed,
            .quantityMissing,
            .quantityNotANumber, .quantityDecimal, .quantityOutOfRange:
            valueAdvice
        }
    }

    private var encodingAdvice: String {
        switch self {
        case .cp949: "CP949(EUC-KR)로 보낸 한글을 변환했습니다. 본문을 UTF-8로 인코딩하십시오."
        case .lowByteKorean:
            "한글이 글자마다 한 바이트로 잘려 와서 사용구분만 복원했습니다. writeBytes 대신 UTF-8 바이트로 보내십시오."
        case .doubleEncoding: "두 번 URL 인코딩된 값을 한 번 더 풀었습니다. 값을 한 번만 인코딩하십시오."
        case .keyDoubleEncoded: "인증키가 두 번 URL 인코딩되어 한 번 더 풀었습니다. 전체를 한 번만 인코딩하십시오."
        case .byteOrderMark: "본문 앞의 BOM(EF BB BF)을 버렸습니다. BOM 없는 UTF-8로 보내십시오."
        case .ampersandEscaped: "항목 사이의 &amp;를 &로 읽었습니다. 항목은 &로만 구분하십시오."
        case .barePercent: "인코딩되지 않은 %를 글자 그대로 두었습니다. 값의 %는 %25로 보내십시오."
        case .jsonInFormRaw: "인코딩하지 않은 logData의 JSON을 끝까지 읽었습니다. logData 값을 URL 인코딩하십시오."
        case .xmlInFormRaw: "인코딩하지 않은 logData의 XML을 끝까지 읽었습니다. logData 값을 URL 인코딩하십시오."
        default: ""
        }
    }

    private var formAdvice: String {
        switch self {
        case .jsonAtOtherEndpoint:
            "다른 주소에서 받은 JSON을 읽었습니다. 본문 JSON은 sendLogData.json, logData의 JSON은 sendLogDataJSON.do로 보내십시오."
        case .xmlAtOtherEndpoint:
            "다른 주소나 본문에서 받은 XML을 읽었습니다. XML은 sendLogDataXML.do의 logData에 넣어 보내십시오."
        case .fieldsAtOtherEndpoint:
            "logData 없이 온 개별 항목을 읽었습니다. 개별 항목은 sendLogData.json으로 보내십시오."
        case .duplicatePayload: "주소와 본문에 같이 온 기록을 한 건으로 세었습니다. 한 곳에만 넣어 보내십시오."
        case .surplusBytes: "JSON 뒤의 남은 글자를 무시했습니다. JSON 하나만 보내십시오."
        case .bodyCut: "본문이 중간에 끊겨 끝의 값을 비웠습니다. Content-Length를 글자 수가 아닌 바이트 수로 보내십시오."
        case .fieldNameMisspelt:
            "철자가 다른 항목 이름을 바로잡았습니다. crtfcKey, logDt, useSe, sysUser, conectIp, dataUsgqty로 쓰십시오."
        case .jsonLoose: "JSON 문자열의 제어 문자나 잘못된 \\ 표기를 허용했습니다. JSON 라이브러리로 만들어 보내십시오."
        case .keyTrimmed: "인증키 앞뒤의 공백을 지웠습니다. 인증키만 보내십시오."
        default: ""
        }
    }

    private var logDtAdvice: String {
        let form = "YYYY-MM-DD HH:MM:SS.mmm"
        return switch self {
        case .logdtColonBeforeMs: "밀리초 앞의 :을 .으로 읽었습니다. logDt를 \(form) 형식으로 보내십시오."
        case .logdtFractionPadded:
            "한두 자리 소수 초를 소수로 읽었습니다(.7은 700ms). 밀리초를 세 자리로 채워 보내십시오."
        case .logdtFractionLong: "세 자리가 넘는 소수 초를 마이크로초까지 읽었습니다. 밀리초 세 자리로 보내십시오."
        case .logdtWithoutFraction: "밀리초가 없어 .000으로 읽었습니다. logDt를 \(form) 형식으로 보내십시오."
        case .logdtWithoutSeconds: "초가 없어 00초로 읽었습니다. logDt를 \(form) 형식으로 보내십시오."
        case .logdtOtherSeparator: "날짜와 시각 사이의 다른 구분을 공백으로 읽었습니다. \(form) 형식으로 보내십시오."
        case .logdtOtherDateForm: "다른 형식의 날짜를 읽었습니다. 날짜를 YYYY-MM-DD로 보내십시오."
        case .logdtUnpadded: "앞자리 0이 빠진 값을 읽었습니다. 월, 일, 시, 분, 초를 두 자리로 채워 보내십시오."
        case .logdtWithZone: "시간대 표시를 반영해 한국 시각으로 바꾸었습니다. 시간대 없이 한국 시각으로 보내십시오."
        case .logdtTwelveHour: "오전/오후 시각을 24시간제로 바꾸었습니다. 24시간제로 보내십시오."
        case .logdtTrimmed: "logDt 앞뒤의 공백을 지웠습니다. 공백 없이 보내십시오."
        default: ""
        }
    }

    private var valueAdvice: String {
        switch self {
        case .useSeTrimmed: "useSe 앞뒤의 공백을 지웠습니다. 공백 없이 보내십시오."
        case .useSeMissing: "useSe(사용구분)가 없어 비워 두었습니다. DO6001~DO6007 중 하나를 보내십시오."
        case .useSeUnreadable: "useSe의 글자를 읽을 수 없어 비워 두었습니다. UTF-8로 인코딩하십시오."
        case .unknownAction:
            "useSe가 알려진 사용구분이 아니어서 동작을 알 수 없는 기록으로 세었습니다. DO6001~DO6007 중 하나를 보내십시오."
        case .userMissing: "sysUser(사용자)가 없어 비워 두었습니다. 로그인한 사용자의 ID를 보내십시오."
        case .userUnreadable: "sysUser의 글자를 읽을 수 없어 비워 두었습니다. UTF-8로 인코딩하십시오."
        case .userTrimmed: "sysUser 앞뒤의 공백을 지웠습니다. 공백 없이 보내십시오."
        case .addressMissing: "conectIp(접속IP)가 없어 비워 두었습니다. 항목 이름(conectIp)과 값을 확인하십시오."
        case .addressNotAnAddress: "conectIp가 IP 주소가 아니어서 비워 두었습니다. IPv4나 IPv6 주소 하나를 보내십시오."
        case .addressList: "conectIp 목록의 첫 주소만 썼습니다. 사용자 PC의 주소 하나만 보내십시오."
        case .addressTrimmed: "conectIp 앞뒤의 공백을 지웠습니다. 공백 없이 보내십시오."
        case .quantityMissing: "dataUsgqty(데이터사용량)가 없어 비워 두었습니다. 모르면 0을 보내십시오."
        case .quantityNotANumber: "dataUsgqty가 숫자가 아니어서 비워 두었습니다. 바이트 수를 정수로 보내십시오."
        case .quantityDecimal: "dataUsgqty의 정수 부분만 썼습니다. 소수점이나 지수 없이 정수로 보내십시오."
        case .quantityOutOfRange:
            "dataUsgqty가 0~9999999999를 벗어나 비워 두었습니다. 바이트 수를 열 자리 이내의 정수로 보내십시오."
        default: ""
        }
    }
}
