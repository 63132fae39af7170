"""The size of a picture, as attachments tell it, read from the header of the file."""

import struct
from typing import Final

_JPEG_SIZES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG segments that start a frame, whose size they hold; the others in the range hold tables."""


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG, GIF, WebP or JPEG in pixels; None for another or a damaged file."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack_from(">II", content, 16)
        elif content[:6] in {b"GIF87a", b"GIF89a"}:
            width, height = struct.unpack_from("<HH", content, 6)
        elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            width, height = _webp(content)
        elif content.startswith(b"\xff\xd8"):
            width, height = _jpeg(content)
        else:
            return None
    except (struct.error, IndexError):
        return None
    return int(width), int(height)


def _webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":  # with extensions: sizes of 24 bits, minus one
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":  # lossless: two sizes of 14 bits, minus one
        [bits] = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at + 1] not in _JPEG_SIZES:
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    height, width = struct.unpack_from(">HH", content, at + 5)
    return width, height
