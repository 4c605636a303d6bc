/// The natural logarithm of a normal, positive number, to 3 units in the last place.
///
/// `Domain` imports nothing, and the standard library has no logarithm. With x = m·2^e and √½ < m ≤ √2 it is
/// e·ln 2 + 2·artanh((m − 1) ÷ (m + 1)), whose series ends after twelve terms: the next is below 10⁻¹⁹.
func naturalLogarithm(_ number: Double) -> Double {
    let bits = number.bitPattern
    var exponent = Int(bits >> 52) - 1_023
    var significand = Double(bitPattern: bits & 0xF_FFFF_FFFF_FFFF | 1_023 << 52)
    if significand > 1.414_213_562_373_095 {
        significand /= 2
        exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 1.0 / 23
    sum = sum * square + 1.0 / 21
    sum = sum * square + 1.0 / 19
    sum = sum * square + 1.0 / 17
    sum = sum * square + 1.0 / 15
    sum = sum * square + 1.0 / 13
    sum = sum * square + 1.0 / 11
    sum = sum * square + 1.0 / 9
    sum = sum * square + 1.0 / 7
    sum = sum * square + 1.0 / 5
    sum = sum * square + 1.0 / 3
    sum = sum * square + 1
    return Double(exponent) * 0.693_147_180_559_945_3 + 2 * ratio * sum
}

/// The exponential of a number, to 4 units in the last place between −700 and 700.
///
/// Below it is 0, above it is that of 700.
func exponential(_ number: Double) -> Double {
    if number < -700 { return 0 }
    let bounded = min(number, 700)
    let doublings = (bounded * 1.442_695_040_888_963_4).rounded()
    // ln 2 in two parts, so that the difference keeps its last digits.
    let rest = bounded - doublings * 0.693_147_180_369_123_8 - doublings * 1.908_214_929_270_587_7e-10
    var sum = 1.0
    var factor = 13.0
    while factor >= 1 {
        sum = sum * rest / factor + 1
        factor -= 1
    }
    return sum * Double(bitPattern: UInt64(Int(doublings) + 1_023) << 52)
}
