"""zlib (RFC 1950): packing whose length is known before the signature is, unpacking that cannot burst."""

from __future__ import annotations

import zlib

SIGNATURE_SIZE = 64
_EMPTY_STORED = b"\x00\x00\xff\xff"  # LEN and NLEN of an empty stored block, what a sync flush ends with
_LAST_BLOCK = b"\x03\x00"  # RFC 1951 section 3.2.6: a final block of fixed codes holding only its end


def pack(front: bytes, signature: bytes) -> bytes:
    """A zlib stream of `front + signature`.

    A signature does not shrink, and its luck must not decide whether a code fits. So `front` is deflated and the
    signature follows as one stored block (RFC 1951 section 3.2.4): the length depends on `front` alone, and any zlib
    reads it. Costs no byte against the ordinary way.
    """
    squeezer = zlib.compressobj(9)
    deflated = squeezer.compress(front) + squeezer.flush(zlib.Z_SYNC_FLUSH)
    size = len(signature)
    stored = size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + signature
    check = zlib.adler32(front + signature).to_bytes(4, "big")
    return deflated.removesuffix(_EMPTY_STORED) + stored + _LAST_BLOCK + check


def unpack(data: bytes, limit: int) -> bytes:
    """At most `limit` bytes; more raises `Burst`, anything but one whole zlib stream `ValueError`."""
    opener = zlib.decompressobj()
    try:
        raw = opener.decompress(data, limit + 1)
    except zlib.error as error:
        raise ValueError("not zlib") from error
    if len(raw) > limit:
        raise Burst("unpacks to more than it may")
    if not opener.eof or opener.unused_data:
        raise ValueError("zlib cut short, or bytes after its end")
    return raw


class Burst(ValueError):
    """More comes out than may; unpacking stopped there."""
