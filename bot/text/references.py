"""Links and mentions: a translation points to nothing that its original does not point to."""

from collections.abc import Iterator, Sequence

import regex

from bot.text.clean import tidy
from bot.text.markup import Kind, Role, Span, parse

_SIGN = regex.compile(r"[A-Za-z0-9]\.[A-Za-z]|://|@|<|\]\(|magnet:")
"""Everything that points somewhere has one of these."""

_POINTING = frozenset({Role.LINK, Role.COMMAND, Role.TIMESTAMP})
_CODED = regex.compile(r"<(?:[@#:/]|a:|id:)")
_WRAPPING = regex.compile(r"^[^A-Za-z0-9<@\[]+|[#＃]+$")
_EVERYONE = regex.compile(r"@(?=(?:everyone|here)$)")
_TARGET = "]("
_CHUNK = regex.compile(r"[^\s\p{Han}，！？；、「」『』《》（）]+")
_STOPS = str.maketrans("。．｡․‧・•·", "........")
_DOT = regex.compile(r"\s*+(?:\.|[\[(（{]\s?(?:\.|dot)\s?[\])）}])\s*+", regex.IGNORECASE)
_SPACE = regex.compile(r"\s")
_SPACES = regex.compile(r"(?<=\S) {2,}(?=\S)")
_ROUNDS = 4  # what is removed may join what it separated, but rarely more than once


def without_new_references(original: str, translation: str) -> str:
    """Remove links, mentions, and custom emoji from a translation that its original does not have.

    Args:
        original: everything that may be pointed to: the message, and what replaces its terms.
        translation: its translation.

    Returns:
        The translation; the words around what was removed stay.
    """
    given = original.casefold()
    for _ in range(_ROUNDS):
        if not _SIGN.search(translation):
            return translation
        spans = parse(translation)
        made = "".join(_kept(span, given) for span in spans)
        if made == translation:
            return translation
        translation = _SPACES.sub(" ", made).strip()
    return translation


def _kept(span: Span, given: str) -> str:
    if span.kind is not Kind.INLINE or span.text.casefold() in given:
        return span.text
    if span.text.startswith(_TARGET):
        return "]"
    return _EVERYONE.sub("＠", span.text) if not _points(span) or _EVERYONE.match(span.text) else " "


def _points(span: Span) -> bool:
    """Whether Discord, or a reader, can follow a span to somewhere else."""
    if span.kind is not Kind.INLINE:
        return False
    if span.role is Role.LITERAL and _SIGN.search(span.text) and not _EVERYONE.match(span.text):
        # What a keyword marks as a password, or number signs as a topic, may be an address or a mention as well.
        inner = parse(_WRAPPING.sub("", span.text))
        return "://" in span.text or any(_points(each) for each in inner if each.role is not Role.LITERAL)
    return span.role in _POINTING or (_CODED.match(span.text) or _EVERYONE.match(span.text)) is not None


def protect_disguises(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Protect what is no link or mention, but would become one if it were translated.

    That is an address in stylized letters or with an invisible character in it, which Discord shows as mere text, and
    the label of a masked link that looks like an address, such as `paypal 。com`.

    Args:
        spans: a parsed message.

    Returns:
        Spans with the same texts.
    """
    labels = _address_labels(spans)
    found: list[Span] = []
    for at, span in enumerate(spans):
        if span.kind is not Kind.PROSE:
            found.append(span)
        elif at in labels:
            found.append(Span(Kind.INLINE, span.text, Role.LITERAL))
        else:
            found += _split(span)
    return tuple(found)


def _address_labels(spans: Sequence[Span]) -> frozenset[int]:
    """The positions of spans in labels of masked links that look like addresses."""
    ends = {span.partner: at for at, span in enumerate(spans) if span.role is Role.CLOSE}
    labels: set[int] = set()
    for at, span in enumerate(spans):
        if span.role is Role.OPEN and span.text == "[":
            inside = range(at + 1, ends[span.partner])
            if is_address("".join(spans[each].text for each in inside)):
                labels.update(inside)
    return frozenset(labels)


def is_address(text: str) -> bool:
    """Whether a text as a whole looks like an address to a person, however its letters and dots are written."""
    plain = _DOT.sub(".", tidy(text).translate(_STOPS)).strip()
    return not _SPACE.search(plain) and _has_references(plain)


def _split(span: Span) -> Iterator[Span]:
    """Prose with its disguised references as spans of their own."""
    at = 0
    if not span.text.isascii():
        for chunk in _CHUNK.finditer(span.text):
            if chunk.group().isascii() or not _has_references(tidy(chunk.group())):
                continue
            if chunk.start() > at:
                yield Span(Kind.PROSE, span.text[at : chunk.start()])
            yield Span(Kind.INLINE, chunk.group(), Role.LITERAL)
            at = chunk.end()
    if at < len(span.text):
        yield Span(Kind.PROSE, span.text[at:])


def _has_references(text: str) -> bool:
    return _SIGN.search(text) is not None and any(map(_points, parse(text)))
