/// U+FEFF in UTF-8, which Windows programs write before a text.
package let utf8ByteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
