"""The ways in which a folded text is read: as it stands, and with what is put between letters taken out.

Every pattern matches in linear time: repetitions are possessive, bounded, or over one class that the next part of the
pattern does not share.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from bot.moderation.folding import Traced

_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SYMBOL = r"[^\w\x00-\x7f]"
_IN_NAME = r"[^<>\n]"

_TOKEN = re.compile(
    rf"<(?:@[!&]?|\#|t:-?|id:[a-z-]{{1,20}}:?|/{_IN_NAME}{{1,100}}:|a?:\w{{1,32}}:)[0-9]{{0,20}}(?::[a-z])?>"
)
"""A mention, a timestamp, a command or a custom emoji of Discord."""
_MARKS = re.compile(r"(?<=\w)(?:[*`]|~~|\|\|)++(?=\w)")
"""Markup within a word, which readers do not see."""
_ESCAPED = re.compile(r"(?<=\w)(?:[*`\\]|~~|\|\|)++(?=\w)")
"""The same with backslashes, which readers see before letters."""
_GAP = re.compile(rf"[ \t.*_~/\\|^`+=-](?<=[{_HAN}].)[ \t.*_~/\\|^`+=-]{{0,3}}(?=[{_HAN}])")
"""A gap within Han. Punctuation of sentences, quotation marks, brackets and line breaks remain."""
_SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r!\"'()*,-./:;<>?[\\]^_`{|}~"), " ")
_SEPARATORS = re.compile(r"[\s!\"'()*,\-./:;<>?\[\\\]^_`{|}~]+")

_WORD = "a-z0-9\u00df-\u00f6\u00f8-\u1fff"
"""What words that spaces separate are made of, as the inside of a character class."""
_WORDED = re.compile(f"[{_WORD}]")
_STRANGE = re.compile(f"[^ {_WORD}]")
_BORDER = re.compile(f"(?<=[^ {_WORD}])(?=[{_WORD}])|(?<=[{_WORD}])(?=[^ {_WORD}])")

_EDGE = r"[a-z0-9@$]"
_LETTER = r"(?:[a-z0-9@$!+(]|(?<!\|)\|(?!\|))"
_ALONE = r"(?![a-z0-9'@$])"
_SPELLED = re.compile(rf"(?<![a-z0-9'@$]){_EDGE}{_ALONE}(?:[\W_]{{1,3}}?{_LETTER}{_ALONE})++")
"""Letters that stand by themselves, in a row."""
_TRICK = re.compile(
    r"[<!|+(_\\^$@\u00a1-\u00bf\u00d7\u00f7\u02c0-\u036f\u2000-\u2bff\u3000-\u303f\u3200-\u33ff\ufe00-\uffff"
    r"\U0001d000-\U0001d3ff\U0001f000-\U0001fbff]"
)
"""What may stand for a letter, or between letters."""
_LONE = re.compile(" [^ ] [^ ](?= )")
_QUOTED = re.compile(r"(?<![a-z0-9'])[a-z](?:'[a-z]){2,}+(?![a-z0-9'])")
_FLANKED = re.compile(rf"(?<=\w)(?:[_^~]|{_SYMBOL})++(?=\w)|[ ](?<=[{_HAN}].){_SYMBOL}{{1,3}} ?(?=[{_HAN}])")
_STANDING = re.compile(rf"(?<=[a-z0-9]) ?{_SYMBOL}{{1,3}}(?= [a-z0-9])")
"""Symbols and emoji between the words of a phrase."""
_LINK = re.compile(r"\[([^][\n]{1,100})\]\([^()\n]{1,300}\)")
"""A masked link, of which readers see the label."""
_LEET = r"(?<=[a-z0-9@$!|+(])[!|+(](?=[a-z0-9@$!|+(])|[@$](?=[a-z0-9@$!|+(])|(?<=[a-z0-9@$])[@$]"
_LEET_LETTERS = {"!": "1", "|": "1", "+": "t", "(": "c", "@": "a", "$": "s"}
_LEET_OF = {mark: re.compile(rf"(?={re.escape(mark)})(?:{_LEET})") for mark in _LEET_LETTERS}
_PRONOUNS = ("you", "u", "a", "i")
_NEXT = re.compile(rf"[\W_]{{1,3}}?{_LETTER}{_ALONE}")
_LEAST = 3
"""Letters that remain of spelled-out ones when a word is taken off either end."""
_PAIR = 2
_LEAST_DIGITS = 4
"""Digits in a row, each by itself, that are joined."""


def plain(folded: Traced) -> Traced:
    """Read a text as it stands: ids are left out, markup within words too, and words are separated by one space."""
    if "<" in folded.text:
        folded = folded.sub(_TOKEN, _name)
    return spaced(_unmarked(folded))


def disguised(folded: Traced, straight: Traced) -> Traced | None:
    """Read a text without what people put between letters, with the symbols that stand for letters as letters.

    `f u c k`, `f.u.c.k`, `f_uck`, an emoji between letters or words, a masked link over part of a word, and `$h!t`;
    only letters that each stand by themselves are joined over spaces and full stops.

    Args:
        folded: the text.
        straight: what `plain` makes of it.

    Returns:
        None if the text has nothing of the kind.
    """
    text = folded.text
    if not (_TRICK.search(text) or "](" in text or text.count("'") > 1 or _LONE.search(f" {straight.text} ")):
        return None
    if "<" in text:
        folded = folded.sub(_TOKEN, "\u2b1c")
    if "](" in text:
        folded = folded.sub(_LINK, _label)
    folded = folded.sub(_QUOTED, _unquoted).sub(_SPELLED, _joined).sub(_ESCAPED, "").sub(_FLANKED, "")
    if not folded.text.isascii():
        folded = folded.sub(_STANDING, "")
    for mark, becomes in _LEET_LETTERS.items():
        if mark in folded.text:
            folded = folded.sub(_LEET_OF[mark], becomes)
    return spaced(folded)


def _name(match: re.Match[str]) -> Iterable[int]:
    """The angle brackets, which separate words, and the name of an emoji or a command between them."""
    start, end = match.span()
    text = match.group()
    if ":" in text and not text.startswith(("<t:", "<id:")):
        first = text.index(":") + 1 if not text.startswith("</") else 2
        return (start, *range(start + first, start + text.rindex(":")), end - 1)
    return (start, end - 1)


def _unmarked(folded: Traced) -> Traced:
    return folded.sub(_MARKS, "") if any(mark in folded.text for mark in "*\\`~|") else folded


def spaced(folded: Traced) -> Traced:
    """Put one space between words and nothing between Han, whatever separates them."""
    if not folded.text.isascii():
        folded = folded.sub(_GAP, "")
    if folded.origins is None and folded.text.isascii():
        folded = Traced(" ".join(folded.text.translate(_SPACES).split()), None)
    else:
        folded = folded.sub(_SEPARATORS, " ")
    if _STRANGE.search(folded.text) and _WORDED.search(folded.text):
        folded = folded.sub(_BORDER, " ")
    return folded


def is_worded(character: str) -> bool:
    """Whether a character is part of words that spaces separate. Han is not."""
    return _WORDED.match(character) is not None


def _unquoted(match: re.Match[str]) -> Iterable[int]:
    return range(match.start(), match.end(), 2)


def _label(match: re.Match[str]) -> Iterable[int]:
    return range(*match.span(1))


def _joined(match: re.Match[str]) -> Iterable[int]:
    """The letters without what is between them; wider gaps than most separate words."""
    text, start = match.group(), match.start()
    at = [0, *(found.end() - 1 for found in _NEXT.finditer(text, 1))]
    if len(at) < _LEAST_DIGITS and not any(map(str.isalpha, text)):
        return range(start, match.end())  # a score or a version, such as 6-4 and 6.4
    if len(at) == _PAIR and text[1] not in " .-*_":
        return range(start, match.end())  # such as s/b
    widths = [after - before for before, after in pairwise(at)]
    narrow = min(widths, default=1)
    places = [start]
    for place, width in zip(at[1:], widths, strict=True):
        if width > narrow:
            places.append(start + place - 1)
        places.append(start + place)
    return (*places, *_alternative(text, start, at))


def _alternative(text: str, start: int, at: list[int]) -> Iterable[int]:
    """The letters without a pronoun before or after them, which people spell out along with the rest."""
    letters = "".join(text[place] for place in at)
    first = next((len(word) for word in _PRONOUNS if letters.startswith(word)), 0)
    last = next((len(word) for word in ("you", "u") if letters.endswith(word)), 0)
    if not (first or last) or len(letters) - first - last < _LEAST:
        return ()
    kept = [start + place for place in at]
    both = (-1, *kept[first : len(kept) - last])
    if first and last:
        return (*both, -1, *kept[first:], -1, *kept[: len(kept) - last], -1)
    return (*both, -1)
