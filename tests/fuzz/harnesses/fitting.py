"""What makes a text fit for Discord: its length, its lines and its markup."""

import re
from collections import Counter

from bot.text.escaping import escape
from bot.text.limits import MIN_LIMIT, fit, length, one_line, shorten, squeeze
from bot.text.markup import Role, parse
from bot.text.shielding import rendered_marks, without_new_markup
from tests.fuzz.harness import Reader, squeezed

_BLOCK = re.compile(r"(?:>>>|>|-#|#{1,3}|[-+*]|\d+\.)\s")
_NEXT = "**Amy** `a` ||b|| _c_ [d](https://x.com)"


def _roles(text: str) -> list[tuple[str, Role | None]]:
    return [(span.text, span.role) for span in parse(text)]


_NEXT_ROLES = _roles(_NEXT)


def escaping(data: bytes) -> None:
    text = Reader(data).text()
    escaped = escape(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == " ".join(text.split())
    assert not re.search(r"[\\*_~`|<>@#\[\]]|:\S", re.sub(r"\\.", " ", escaped))
    assert not _BLOCK.match(escaped)


def limits(data: bytes) -> None:
    reader = Reader(data)
    limit, shorter = MIN_LIMIT + reader.number(40), 1 + reader.number(40)
    text = reader.text()
    parts = fit(text, limit)
    assert all(length(part) <= limit and part.strip() for part in parts)
    if "```" not in text:
        assert squeezed("".join(parts)) == squeezed(text)
    else:
        rest = iter(re.sub(r"[\s`]", "", "".join(parts)))
        assert all(character in rest for character in re.sub(r"[\s`]", "", text))
    shortened = shorten(text, shorter)
    assert length(shortened) <= shorter
    line = one_line(text) or squeeze(text)
    assert not re.search(r"[\n\r\x85\u2028\u2029]", line)
    assert _roles(f"{shorten(line, shorter)}\n{_NEXT}")[-len(_NEXT_ROLES) :] == _NEXT_ROLES


def shielding(data: bytes) -> None:
    reader = Reader(data)
    source, target = reader.text(), reader.text()
    shielded = without_new_markup(source, target)
    assert not Counter(rendered_marks(shielded)) - rendered_marks(source)
    assert re.findall(r"\w", shielded.replace("_", "")) == re.findall(r"\w", target.replace("_", ""))
