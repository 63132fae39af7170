"""Folds stylized letters to plain ones: 𝓗𝓮𝓵𝓵𝓸, ⓗⓔⓛⓛⓞ, ｈｅｌｌｏ, 🅗🅔🅛🅛🅞 and ʜᴇʟʟᴏ all read `hello`."""

import unicodedata
from functools import cache

import regex

_STYLES = (
    r"\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\u24B6-\u24E9\u249C-\u24B5\u2102-\u2134\u1D00-\u1D22\u0250-\u02A3\uA730\uA731\u02B0-\u02B8\u02E1-\u02E3\u2071\u207F\u1D2C-\u1D61\u1D9C-\u1DBF"
    r"\U0001D400-\U0001D7FF\U0001F110-\U0001F12B\U0001F130-\U0001F149\U0001F150-\U0001F169\U0001F170-\U0001F189"
)
_STYLED = regex.compile(rf"[{_STYLES}]")
_STRUCK = regex.compile(
    rf"[\p{{Latin}}\p{{Han}}\p{{N}}{_STYLES}]\p{{Mn}}*?[\u0305\u0332-\u0338\u033f\u035e-\u0362\u0489]"
)
_MARKS = regex.compile(rf"(?<=[\p{{Latin}}\p{{Han}}\p{{N}}{_STYLES}])\p{{Mn}}++")
_WORD = regex.compile(rf"(?:[A-Za-z']|{_STYLED.pattern})++")
_IDEOGRAPHIC_SPACE = regex.compile(r"(?<=[A-Za-z0-9,.!?，！？]) ?\u3000++(?=[A-Za-z0-9])")
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
_EMOJI = frozenset("🅰🅱🅾🅿")  # blood types and the parking sign: letters only next to others of their kind
_SYMBOLS = frozenset("℃℉℅℀℁™℠℡№℗℞℟℣℥Ω℩K℮⅍")


def fold(text: str) -> str:
    """Fold stylized letters, digits and the spaces between them to plain ones.

    Mathematical, circled, parenthesized, squared and full-width letters and small capitals are folded; Chinese
    punctuation, circled digits, emoji, fractions and signs such as ™ and ℃ are kept. A single letter that could be a
    sign or a phonetic symbol is kept too. Combining marks that strike through or underline are removed.

    Args:
        text: any `str`.

    Returns:
        The folded text; `fold(fold(x)) == fold(x)`.
    """
    if text.isascii():
        return text
    if _STRUCK.search(text):
        text = _MARKS.sub("", unicodedata.normalize("NFC", text))
    if not _STYLED.search(text):
        return text
    return _IDEOGRAPHIC_SPACE.sub(" ", _WORD.sub(lambda found: _plain(found.group()), text))


def _plain(word: str) -> str:
    if len(word) == 1 and (word in _EMOJI or not _is_wide(word)) and not "\U0001d400" <= word <= "\U0001d7ff":
        return word
    return "".join(map(letter, word))


def _is_wide(char: str) -> bool:
    return "\uff10" <= char <= "\uff5a"


@cache
def letter(char: str) -> str:
    """The plain letter or digit for a stylized one; other characters are returned unchanged."""
    if char.isascii() or char in _SYMBOLS:
        return char
    if char in _SMALL_CAPITALS:
        return _SMALL_CAPITALS[char]
    if "\U0001f150" <= char <= "\U0001f169":  # negative circled and squared letters have no decomposition
        return chr(ord(char) - 0x1F150 + ord("A"))
    if "\U0001f170" <= char <= "\U0001f189":
        return chr(ord(char) - 0x1F170 + ord("A"))
    plain = unicodedata.normalize("NFKC", char).strip("()")
    return plain if len(plain) == 1 and plain.isalnum() else char
