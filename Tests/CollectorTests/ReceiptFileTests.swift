import Crypto
import Domain
import Storage
import TestSupport
import Testing

@testable import Collector

private let now = instant("2026-05-20 10:00")
private let entry = KeyEntry(
    keyID: 3, buildID: 7, hash: sampleHash(1), collectFrom: nil, collectTo: nil, expiresAt: nil)

/// Files of records, read without a database.
@Suite struct ReceiptFileTests {
    private let good =
        #"{"logDt":"2026-05-19 09:12:33.609","useSe":"DO6003","sysUser":"u","conectIp":"10.0.0.1","dataUsgqty":"5"}"#

    private func intake(requestsADay: Int = 5_000) throws -> Intake {
        let files = try MigratedDatabase.files()
        let database = Database(files: files, conninfo: "", role: nil, connections: 1, onNotice: { _ in })
        return Intake(
            decoder: WireDecoder(words: try ActionWords(csv: files.seeds["action_words.csv"] ?? "")),
            keys: KeyRing(database: database, sleep: { _ in }, observe: { _ in }),
            secrets: CollectorSecrets(
                keyHashing: SymmetricKey(data: sampleHash(8)), quarantine: SymmetricKey(data: sampleHash(9)),
                pseudonyms: { _ in SymmetricKey(data: sampleHash(10)) }),
            limits: SenderLimits(requestsADay: requestsADay))
    }

    private func file(
        _ intake: Intake, as form: FileForm? = nil, of entry: KeyEntry = entry, isDivided: Bool = false
    )
        -> ReceiptFile
    {
        ReceiptFile(
            announced: form, of: entry, intake: intake, receivedAt: now, isLimited: !isDivided,
            isDivided: isDivided)
    }

    /// Reads `bytes` in pieces of one length.
    private func part(_ bytes: [UInt8], as form: FileForm? = nil, pieces: Int = 7, _ intake: Intake? = nil)
        throws
        -> FilePart
    {
        var file = file(try intake ?? self.intake(), as: form)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try file.read(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        return try file.finish()
    }

    private func problem(_ bytes: [UInt8], as form: FileForm? = nil, pieces: Int = 4_096) throws
        -> FileProblem?
    {
        do {
            _ = try part(bytes, as: form, pieces: pieces)
            return nil
        } catch let problem as FileProblem {
            return problem
        }
    }

    @Test(arguments: [1, 2, 3, 64, 100_000])
    func linesAreTheSameHoweverTheBytesAreCut(_ pieces: Int) throws {
        let text =
            "\u{FEFF}\n" + good + "\r\n  \n{\"useSe\":\"DO6003\"}\n{\n" + good + "\n\n{\"logDt\":\"soon\"}"
        let part = try part(Array(text.utf8), pieces: pieces)
        #expect(part.lines == 5)
        #expect(part.counted == 2)
        #expect(part.quarantined.map(\.line) == [4, 5, 8])
        #expect(part.quarantined.map(\.code) == [.AP1012, .AP1023, .AP1014])
        #expect(part.quarantined.allSatisfy { $0.lane == .malformed })
    }

    @Test(arguments: [1, 5, 100_000])
    func aCSVRecordMayHoldLineBreaksBetweenQuotationMarks(_ pieces: Int) throws {
        let text = """
            sysUser,logDt,remark\r
            u,2026-05-19 09:12:33.609,"a\r
            ""b"",\r
            c"\r
            ,,\r
            v,2026-05-19 09:12:34.609,x"y\r
            w,2026-05-19 09:12:35.609,\r
            """
        let part = try part(Array(text.utf8), pieces: pieces)
        #expect(part.lines == 3)
        #expect(part.quarantined.map(\.line) == [6])
        #expect(part.quarantined.map(\.code) == [.AP1025])
    }

    @Test func theFirstByteDecidesTheFormWhereTheTypeIsOdd() throws {
        #expect(try part(Array(" \n\(good)".utf8), as: .csv).counted == 1)
        #expect(try part(Array("logDt\n2026-05-19 09:12:33.609".utf8)).counted == 1)
        let announced = try part(Array("logDt\n2026-05-19 09:12:33.609".utf8), as: .ndjson)
        #expect(announced.quarantined.map(\.code) == [.AP1023, .AP1023])
    }

    @Test func aFileWhoseLinesCannotBeToldApartIsRefusedWithItsLine() throws {
        let array = try problem(Array("[\(good)]".utf8))
        #expect(array?.kind == .unreadable)
        #expect(array?.description.contains("one object a line") == true)
        let header = try problem(Array("\nuseSe,time\nx,y".utf8))
        #expect(header?.description.hasPrefix("line 2: no column logDt") == true)
        let open = try problem(
            Array("logDt,sysUser\n2026-05-19 09:12:33.609,\"u\n2026-05-19 09:12:33.609,v".utf8))
        #expect(open?.description.hasPrefix("line 2: a quotation mark opens") == true)
        for pieces in [4_096, 1 << 20] {
            let long = try problem(
                Array("\(good)\n{\"a\":\"".utf8) + [UInt8](repeating: 97, count: 70_000) + [10],
                pieces: pieces)
            #expect(long?.kind == .tooLarge)
            #expect(long?.description.hasPrefix("line 2: a record longer than 64 KiB") == true)
        }
    }

    @Test func moreThanFiftyThousandRecordsAreTooManyForOneRequestAndPartsOfAnImport() throws {
        let lines = [UInt8]((0..<50_000).flatMap { _ in Array("{\"logDt\":\"x\"}\n".utf8) })
        let whole = try part(lines, pieces: 1 << 20)
        #expect(whole.lines == 50_000)
        let more = lines + Array(good.utf8)
        #expect(try problem(more, pieces: 1 << 20)?.kind == .tooLarge)
        var file = file(try intake(), isDivided: true)
        try file.read(more)
        let last = try file.finish()
        #expect(file.takeFullParts().map(\.lines) == [50_000])
        #expect(file.takeFullParts().isEmpty)
        #expect(last.lines == 1)
        #expect(last.counted == 1)
    }

    @Test(arguments: [1, 3, 100_000])
    func gzipIsToldByItsFirstBytesAndReadToTheEndOfItsLastMember(_ pieces: Int) throws {
        let member = try Gzip.pack(Array("\(good)\n".utf8))
        #expect(try part(member, pieces: pieces).counted == 1)
        #expect(try part(member + member, pieces: pieces).counted == 2)
        let cut = try problem(Array(member.dropLast(3)), pieces: pieces)
        #expect(cut?.description.contains("ends too early") == true)
        var damaged = member
        damaged[20] ^= 0x55
        #expect(try problem(damaged, pieces: pieces)?.kind == .unreadable)
    }

    @Test func aBombIsStoppedBeforeItIsUnpacked() throws {
        let bomb = try Gzip.pack([UInt8](repeating: 10, count: 4 << 20))
        #expect(bomb.count < 10_000)
        let inflater = try Inflater(lengthMax: 1 << 20)
        var length = 0
        let problem = #expect(throws: FileProblem.self) { try inflater.read(bomb) { length += $0.count } }
        #expect(problem?.kind == .tooLarge)
        #expect(length <= 1 << 20)
    }

    @Test func theDailyLimitHoldsForTheDayThatALineClaimsAndCountsOnlyWhatWasStored() throws {
        let intake = try intake(requestsADay: 2)
        func lines(_ day: String, _ count: Int) -> [UInt8] {
            Array(repeating: "{\"logDt\":\"\(day) 09:00:00.000\",\"useSe\":\"DO6003\"}\n", count: count)
                .flatMap { Array($0.utf8) }
        }
        let bytes = lines("2026-05-18", 2) + lines("2026-05-19", 3)
        for _ in 0..<2 {
            let part = try part(bytes, intake)
            #expect(part.quarantined.map(\.line) == [5])
            #expect(part.quarantined.map(\.lane) == [.overLimit])
        }
        var stored = file(intake)
        try stored.read(bytes)
        _ = try stored.finish()
        stored.count()
        #expect(try part(bytes, intake).counted == 0)
        #expect(try part(lines("2026-05-17", 1), intake).counted == 1)
        var imported = file(intake, isDivided: true)
        try imported.read(bytes)
        #expect(try imported.finish().counted == 5)
    }

    @Test func aLineOutsideTheWindowAndATestRecordHaveTheirLanes() throws {
        let over = KeyEntry(
            keyID: 3, buildID: 7, hash: sampleHash(1), collectFrom: nil, collectTo: day("2026-05-19"),
            expiresAt: nil)
        var file = file(try intake(), of: over)
        try file.read(Array("\(good)\n\(good.replacing("DO6003", with: "DO6999"))".utf8))
        let part = try file.finish()
        #expect(part.quarantined.map(\.lane) == [.notCollecting, .test])
        #expect(part.quarantined.map(\.code) == [.AP1030, .AP1028])
        #expect(
            part.submission(keyID: 3, idempotencyKey: nil).quarantined
                == """
                [{"line":1,"lane":"not_collecting","code":"AP1030","reason":"the build is outside its collection window"},\
                {"line":2,"lane":"test","code":"AP1028","reason":"a test record, kept apart from the statistics"}]
                """)
    }

    @Test func oneFileGivesEachPersonTheSamePseudonymAsTheOldProtocol() throws {
        let intake = try intake()
        let part = try part(Array("\(good)\n\(good)".utf8), intake)
        let rows = part.arrivals.compactMap { if case .counted(let row) = $0 { row } else { nil } }
        #expect(rows.count == 2)
        #expect(rows.first?.user == rows.last?.user)
        let secrets = CollectorSecrets(
            keyHashing: SymmetricKey(data: sampleHash(8)), quarantine: SymmetricKey(data: sampleHash(9)),
            pseudonyms: { _ in SymmetricKey(data: sampleHash(10)) })
        #expect(try rows.first?.user == secrets.pseudonym(of: "u", build: 7, at: now.day))
        #expect(try rows.first?.addressHash == secrets.hash(ofAddress: "10.0.0.1", build: 7, at: now.day))
        #expect(rows.allSatisfy { $0.receivedAt == now && $0.keyID == 3 && $0.sealed == nil })
    }

    @Test func theSealedBytesOfALineAreReadAgain() throws {
        let intake = try intake()
        let part = try part(Array("logDt,sysUser\nsoon,\"kim, a\"".utf8), intake)
        guard case .quarantined(let row) = try #require(part.arrivals.first) else {
            Issue.record("counted")
            return
        }
        #expect(row.keyHash == entry.hash)
        let decoded = try intake.read(row.sealed)
        #expect(decoded.failure == .AP1014)
        #expect(decoded.record.sysUser == "kim, a")
    }
}
