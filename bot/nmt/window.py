"""PURE: splits a segment that is too long for the model into windows, so that nothing is lost, and joins them again."""

from collections.abc import Iterable, Sequence

WORD_START = "▁"
_PAUSES = tuple(",.;:!?，。；：！？、…")
_SPACELESS = frozenset({"zh"})
_CONTINUATION_BYTES = ("<0x8", "<0x9", "<0xA", "<0xB")


def cut(pieces: Sequence[str], limit: int) -> list[list[str]]:
    """Split a long sequence of pieces where it does the least harm.

    A window ends after punctuation if there is any in its second half, otherwise before a word, otherwise between
    any two pieces that are not bytes of one character.

    Args:
        pieces: SentencePiece pieces.
        limit: maximum number of pieces in a window; at least 8, so that a character's bytes fit.

    Returns:
        Windows of 1 to `limit` pieces that concatenate to `pieces`; none if there are no pieces.
    """
    windows = []
    rest = list(pieces)
    while len(rest) > limit:
        end = _end(rest, limit)
        windows.append(rest[:end])
        rest = rest[end:]
    return [*windows, rest] if rest else windows


def join(parts: Iterable[str], language: str) -> str:
    """Join the translations of a segment's windows as the target language does."""
    return ("" if language in _SPACELESS else " ").join(part for part in parts if part)


def _end(pieces: Sequence[str], limit: int) -> int:
    candidates = range(limit, limit // 2, -1)
    tests = (
        lambda i: pieces[i - 1].endswith(_PAUSES),
        lambda i: pieces[i].startswith(WORD_START),
        lambda i: not pieces[i].startswith(_CONTINUATION_BYTES),
    )
    return next((i for test in tests for i in candidates if test(i)), limit)
