"""The size of pictures, read from the headers of files that other programs made."""

import base64
from pathlib import Path

import pytest

from bot.sandbox.messages.pictures import size_of

# A white picture of 3 by 2 pixels in each format.
GIF = "R0lGODlhAwACAIAAAP///wAAACH5BAAAAAAALAAAAAADAAIAAAIChF8AOw=="
LOSSY = "UklGRjwAAABXRUJQVlA4IDAAAADQAQCdASoDAAIAAgA0JaACdLoB+AADsAD+8ut//NgVzXPv9//S4P0uD9Lg/9KQAAA="
LOSSLESS = "UklGRhoAAABXRUJQVlA4TA0AAAAvAkAAAAcQEf0PRET/Aw=="
SEGMENT = bytes.fromhex("ffe000104a46494600010100000100010000")
FRAME = bytes.fromhex("ffc0000b080002000301011100")


@pytest.mark.parametrize("picture", [GIF, LOSSY, LOSSLESS])
def test_small_pictures(picture: str) -> None:
    assert size_of(base64.b64decode(picture)) == (3, 2)


def test_jpeg_of_several_segments() -> None:
    assert size_of(b"\xff\xd8" + SEGMENT + FRAME) == (3, 2)


def test_extended_webp() -> None:
    header = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00"
    assert size_of(header + b"\x02\x00\x00\x01\x00\x00") == (3, 2)


def test_png_of_the_documentation() -> None:
    assert size_of((Path(__file__).parents[2] / "docs" / "sandbox.png").read_bytes()) == (1920, 1350)


@pytest.mark.parametrize("content", [b"", b"text", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8", b"RIFF1234WEBP"])
def test_other_and_damaged_files_have_none(content: bytes) -> None:
    assert size_of(content) is None
