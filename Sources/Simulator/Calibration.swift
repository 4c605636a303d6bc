/// How people use one office application, measured over 96,000 actions of 34 clerks in 160 days.
///
/// The figures are quantiles of what was measured; nothing of the records themselves is kept. A session ends where a
/// person does nothing for more than 30 minutes. Two figures are ours: `sentPermille`, because a solution sends a
/// record per screen and not per field, and the log-out share, because the census found that many clients never send
/// one.
///
/// | figure | 10 % | 25 % | median | 75 % | 90 % |
/// |---|---|---|---|---|---|
/// | sessions a person and day | 1 | 1 | 2 | 4 | 5 |
/// | length of a session, minutes | 0 | 2.2 | 22 | 73 | 159 |
/// | gap between actions of a session, seconds | 0 | 1.6 | 16 | 130 | 404 |
/// | gap between sessions, minutes | 33 | 37 | 50 | 78 | 166 |
/// | first action after the usual start, minutes | -51 | -21 | 0 | 19 | 67 |
enum Calibration {
    /// Weights of 1 to 6 sessions a person and day.
    static let sessions = [34, 21, 17, 13, 8, 7]

    static let sessionSeconds = Quantiles(points: [
        (0, 0), (100, 0), (200, 36), (300, 258), (400, 690), (500, 1_332), (600, 2_160), (700, 3_522),
        (800, 5_550),
        (900, 9_552), (950, 12_594), (1_000, 14_730),
    ])

    static let gapMilliseconds = Quantiles(points: [
        (0, 20), (100, 40), (200, 1_100), (300, 2_300), (400, 7_600), (500, 16_300), (600, 43_900),
        (700, 93_400),
        (800, 179_900), (900, 403_500), (950, 701_300), (1_000, 1_383_000),
    ])

    static let betweenSessionsSeconds = Quantiles(points: [
        (0, 1_800), (100, 1_956), (200, 2_154), (300, 2_412), (400, 2_724), (500, 3_096), (600, 3_600),
        (700, 4_344),
        (800, 5_736), (900, 9_978), (950, 14_736), (1_000, 29_820),
    ])

    static let firstActionOffsetSeconds = Quantiles(points: [
        (0, -3_600), (100, -3_060), (200, -2_040), (300, -840), (400, -420), (500, 0), (600, 0), (700, 660),
        (800, 1_776), (900, 3_996), (950, 6_198), (1_000, 8_814),
    ])

    /// Weights of read, create, update as measured; delete and goods in or out are added, for the census knows them.
    static let reads = 311
    static let creates = 174
    static let updates = 495
    static let deletes = 8
    static let goodsMoves = 12

    /// Share of the actions of a person that a solution sends.
    static let sentPermille = 250
    /// Share of the sessions whose end is sent.
    static let logoutPermille = 600
}
