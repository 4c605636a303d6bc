#pragma once
#include <zlib.h>

// Swift cannot call function-like macros; this one also passes the version and size that zlib checks.

// windowBits of 31: gzip only.
static inline int zlib_shim_begin_gzip(z_stream *stream) {
    return inflateInit2(stream, 31);
}
