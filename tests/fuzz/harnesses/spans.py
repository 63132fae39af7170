"""From a message to what the model sees, and back."""

from contextlib import suppress
from itertools import pairwise

import regex

from bot.text.joining import join
from bot.text.markup import Kind, Role, Span, parse
from bot.text.placeholder import PlaceholderError, mask, unmask
from bot.text.segmenter import Gap, Segment, segment
from bot.text.symbols import MAX_PLACEHOLDERS, symbol
from tests.fuzz.harness import Reader, squeezed

_LANGUAGES = ("en", "zh", "zh-Hant")
_LETTER = regex.compile(r"\p{L}")
_SYMBOL = regex.compile(r"⟦\s*([0-9０-９])\s*⟧")


def markup(data: bytes) -> None:
    text = Reader(data).text()
    spans = parse(text)
    assert "".join(span.text for span in spans) == text
    assert not any(left.kind is right.kind is Kind.PROSE for left, right in pairwise(spans))
    opened: list[int | None] = []
    for span in spans:
        assert span.text
        assert (span.role is not None) == (span.kind is Kind.INLINE)
        if span.role is Role.OPEN:
            opened.append(span.partner)
        elif span.role is Role.CLOSE:
            assert opened.pop() == span.partner
        else:
            assert span.partner is None
        if span.kind is Kind.PROSE:
            assert "⟦" not in span.text
            assert "⟧" not in span.text
    assert not opened


def segmenter(data: bytes) -> None:
    text = Reader(data).text()
    pieces = segment(parse(text))
    assert "".join(piece.text for piece in pieces) == text
    assert not any(isinstance(left, Gap) and isinstance(right, Gap) for left, right in pairwise(pieces))
    for piece in pieces:
        assert piece.text
        if isinstance(piece, Segment):
            _check_segment(piece.spans)
    same = [piece if isinstance(piece, Gap) else piece.text for piece in pieces]
    for language in _LANGUAGES[:2]:
        assert squeezed(join(same, language)) == squeezed(text)


def _check_segment(spans: tuple[Span, ...]) -> None:
    assert any(span.kind is Kind.PROSE and _LETTER.search(span.text) for span in spans)
    assert not any(span.kind is Kind.STRUCTURE for span in spans)
    assert sum(span.kind is Kind.INLINE for span in spans) <= MAX_PLACEHOLDERS
    opened = [span.partner for span in spans if span.role is Role.OPEN]
    assert sorted(opened, key=str) == sorted((s.partner for s in spans if s.role is Role.CLOSE), key=str)


def placeholder(data: bytes) -> None:
    reader = Reader(data)
    language, ordered = _LANGUAGES[reader.number(3)], reader.number(2)
    text, words = reader.text(), reader.text()
    for piece in segment(parse(text)):
        if isinstance(piece, Segment):
            masked = mask(piece)
            assert _SYMBOL.findall(masked.text) == [str(number) for number in range(len(masked.protected))]
            assert masked.text.count("⟦") == masked.text.count("⟧") == len(masked.protected)
            _check_unmasked(masked.text, masked.protected, language)
            answer = _spread(words, len(masked.protected)) if ordered else words
            with suppress(PlaceholderError):
                _check_unmasked(answer, masked.protected, language)


def _spread(words: str, number: int) -> str:
    """Words with placeholders between them."""
    at = [round(len(words) * place / (number + 1)) for place in range(number + 2)]
    return "".join(
        f"{words[start:stop]}{symbol(n) if n < number else ''}" for n, (start, stop) in enumerate(pairwise(at))
    )


def _check_unmasked(text: str, protected: tuple[Span, ...], language: str) -> None:
    unmasked = unmask(text, protected, language)
    assert sorted(map(int, _SYMBOL.findall(text))) == list(range(len(protected)))
    assert squeezed(unmasked) == squeezed(_SYMBOL.sub(lambda found: protected[int(found[1])].written, text))
