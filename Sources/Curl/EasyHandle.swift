import CLibcurl

/// One libcurl handle, for one thread at a time.
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer

    init() throws(CurlError) {
        guard globalInitialisation == CURLE_OK else {
            throw CurlError(globalInitialisation, at: "curl_global_init")
        }
        guard let handle = curl_easy_init() else { throw CurlError(CURLE_FAILED_INIT, at: "curl_easy_init") }
        pointer = handle
    }

    deinit { curl_easy_cleanup(pointer) }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(curl_shim_set_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, offset value: Int) throws(CurlError) {
        try check(curl_shim_set_offset(pointer, option, curl_off_t(value)), option)
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try check(curl_shim_set_text(pointer, option, value), option)
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) throws(CurlError) {
        try check(curl_shim_set_pointer(pointer, option, value), option)
    }

    func set(_ option: CURLoption, list value: UnsafeMutablePointer<curl_slist>?) throws(CurlError) {
        try check(curl_shim_set_list(pointer, option, value), option)
    }

    /// For options of which libcurl takes a copy at once.
    func set(_ option: CURLoption, copying bytes: [UInt8]) throws(CurlError) {
        let result = bytes.withUnsafeBytes { bytes in
            curl_shim_set_pointer(pointer, option, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
        try check(result, option)
    }

    func setReader(_ reader: curl_read_callback) throws(CurlError) {
        try check(curl_shim_set_reader(pointer, reader), CURLOPT_READFUNCTION)
    }

    func setWriter(_ option: CURLoption, _ writer: curl_write_callback) throws(CurlError) {
        try check(curl_shim_set_writer(pointer, option, writer), option)
    }

    func setProgress(_ progress: curl_xferinfo_callback) throws(CurlError) {
        try check(curl_shim_set_progress(pointer, progress), CURLOPT_XFERINFOFUNCTION)
    }

    func setSocketOpener(_ opener: curl_opensocket_callback) throws(CurlError) {
        try check(curl_shim_set_opensocket(pointer, opener), CURLOPT_OPENSOCKETFUNCTION)
    }

    /// How long the last transfer took, whole milliseconds.
    var milliseconds: Int {
        var microseconds: curl_off_t = 0
        guard curl_shim_get_offset(pointer, CURLINFO_TOTAL_TIME_T, &microseconds) == CURLE_OK else {
            return 0
        }
        return Int(microseconds / 1_000)
    }

    /// The code of the server's last reply, or nil if it sent none.
    var responseCode: Int? {
        var code = 0
        guard curl_shim_get_long(pointer, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK, code > 0 else {
            return nil
        }
        return code
    }

    /// `errno` of the last failed connect, or 0.
    var systemError: Int32 {
        var number = 0
        guard curl_shim_get_long(pointer, CURLINFO_OS_ERRNO, &number) == CURLE_OK else { return 0 }
        return Int32(truncatingIfNeeded: number)
    }

    private func check(_ result: CURLcode, _ option: CURLoption) throws(CurlError) {
        guard result == CURLE_OK else { throw CurlError(result, at: "curl_easy_setopt \(option.rawValue)") }
    }
}

/// libcurl refused to be set up: an installation without SMTP, or no memory left.
struct CurlError: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ code: CURLcode, at place: String) {
        description = "libcurl at \(place): \(String(cString: curl_easy_strerror(code)))"
    }
}

/// Runs once, when the first handle is made: a global constant is initialised lazily and by one thread only.
private let globalInitialisation: CURLcode = curl_global_init(Int(CURL_GLOBAL_ALL))
