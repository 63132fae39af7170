"""Tells words with digits that identify something from those that count, measure or are slang."""

import regex

from bot.text.lexicon import COMMON

_UNITS = (
    "st nd rd th k m b bn mn mil kk w x xp hp km cm mm nm mi mile miles ft feet in inch inches yd kg g mg lb "
    "lbs oz t ton tons l ml cl gal mph kph kmh h hr hrs hour hours min mins s sec secs ms d day days wk wks "
    "week weeks mo month months y yr yrs yo year years am pm c f kb mb gb tb kbps mbps gbps hz khz mhz ghz fps "
    "px pt pts pcs ppl v kv kw mw kwh mah usd rmb cny eur gbp hkd twd jpy krw bucks ish star stars"
)
_QUANTITY = regex.compile(
    rf"(?:[0-9]+(?:[.,:][0-9]+)*(?:{'|'.join(sorted(_UNITS.split(), key=len, reverse=True))})?)+", regex.IGNORECASE
)
_KEPT = regex.compile(
    r"[0-9]{1,3}G|[2-5]D|(?:480|720|1080|1440|2160)[pP]|[0-9]{1,2}v[0-9]{1,2}|[0-9]{3,5}X[A-Z0-9]*|0b[01]+"
)
"""Words that look like quantities but are the same in both languages: `5G`, `3D`, `1080p`, `1v1`."""
_MONTHS = "jan feb mar apr may jun jul aug sep sept oct nov dec"
_DATED = regex.compile(
    rf"(?:{'|'.join(_MONTHS.split())})[a-z]*[0-9]{{1,4}} | [0-9]{{1,2}}(?:{'|'.join(_MONTHS.split())})[a-z]*[0-9]*"
    r"| [0-9]+e[0-9]+ | (?:rmb|usd|us|hk|nt|cny|eur|gbp)[0-9]+[kmb]? | x[0-9]{1,3}",
    regex.IGNORECASE | regex.VERBOSE,
)
_SLANG = frozenset(
    "gr8 gr8t l8 l8r l8er m8 m8s b4 b4n w8 w8ing w8ed h8 h8s h8r h8rs h8er h8ers h8ing str8 sk8 sk8r f8 d8 k8 "
    "r8 br8 cre8 in2 n1 u2 me2 ne1 any1 some1 every1 no1 every1s ne14 g2g gtg2 gt2g n2m nm2 f2f l2p w2f t2go "
    "g2k k3wl l0l n00b n00bs noob1 w00t l33t 133t 1337 pwn3d pr0 h4x h4x0r 3some 4eva 4evr 4ever 4e 4u 4me 2u "
    "2b 2c 2g 2d4 1s 1ce 2k 2day 2nite 2night 2moro 2morrow 2mrw 2mrow 2gether 2geda 2much 2b 4get 4got 4give "
    "4real 4rl 4sure 4realz b4hand xoxo1 i18r s2g w2g 10q 3q thx4 ty4 good2go back2back sum1 sum1s no14 r0fl "
    "5ever 1der".split()
)
_LONG_NUMBER = 8
"""Minimum number of consecutive digits that identify something."""
_PREFIXES = frozenset("mid pre post sub top non anti ultra early late under over catch age aged class day part".split())
_DATE = regex.compile(r"(?:19|20)[0-9]{2}-[0-9]{1,2}(?:-[0-9]{1,2}.*)?|[0-9]{1,2}-[0-9]{1,2}-(?:[0-9]{2}){1,2}")
_WORD_DIGITS = regex.compile(r"(?!(?i:win))([A-Z]?[a-z]{2,})[0-9]{1,2}")
_VERSION = regex.compile(r"[vV]?[0-9]+(?:\.[0-9]+)*(?:[.+-]?[A-Za-z]{1,8}\.?[0-9]*)?")
_MODEL = regex.compile(r"([A-Za-z][A-Za-z0-9]*?)-?[0-9]+(?:\.[0-9]+)+(?:-[A-Za-z0-9]+)*")
_GROUPED = regex.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+|(?:19|20)[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}|"
    r"[0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}"
)


def is_code(word: str) -> bool:
    """Whether a word of ASCII letters, digits and hyphens is a code, key, model or identifying number.

    Args:
        word: has at least one digit; hyphens only between other characters.
    """
    if word.isdecimal():
        return len(word) >= _LONG_NUMBER
    return _is_key(word) if "-" in word else _is_mixed(word)


def is_quantity(word: str) -> bool:
    """Whether a word is a number with or without a unit."""
    return _QUANTITY.fullmatch(word) is not None and _KEPT.fullmatch(word) is None


def is_version(word: str) -> bool:
    """Whether a word with dots is or has a version (`GPT-3.5`), not a decimal, a date or grouped thousands."""
    if (model := _MODEL.fullmatch(word)) and model.group(1).lower() not in {"v", "x", "no", *COMMON}:
        return True
    if _GROUPED.fullmatch(word) or not _VERSION.fullmatch(word):
        return False
    return word[0] in "vV" or word.count(".") > 1


def _is_mixed(word: str) -> bool:
    if _KEPT.fullmatch(word):
        return True
    lower = word.lower()
    if lower in _SLANG:
        return word.isupper() and len(word) == len("B4")
    worded = _WORD_DIGITS.fullmatch(word)
    return not (
        _QUANTITY.fullmatch(word)
        or _DATED.fullmatch(word)
        or (worded is not None and worded.group(1).lower() in COMMON)
    )


def _is_key(word: str) -> bool:
    """Whether a word with hyphens is a key (`ABCD-1234`) or a name with a number (`GPT-4`)."""
    if _DATE.fullmatch(word):
        return False
    head, *rest = parts = word.split("-")
    if all(part.isdecimal() for part in parts):
        most = max(map(len, parts))
        return most >= len("1234567") or (len(parts) > 2 and most > 2)  # noqa: PLR2004 - ranges have two short parts
    if all(map(is_quantity, parts)):
        return False
    worded = [part for part in rest if part.isalpha() and not part.isupper()]
    if worded and (is_quantity(head) or len(worded) == len(rest)):
        return not head.isalpha() and not is_quantity(head) and _is_mixed(head)
    return not head.isalpha() or _is_name(head, len(rest))


def _is_name(head: str, figures: int) -> bool:
    """Whether the letters before a hyphen are a name rather than a word of the sentence (`mid-90s`, `Top-10`)."""
    lower = head.lower()
    if lower == head and len(head) > len("covid"):
        return False
    if head.isupper():
        return lower not in COMMON or len(head) <= len("GPT") or figures > 1
    return lower not in COMMON and lower not in _PREFIXES and lower[:3] not in _MONTHS.split()
