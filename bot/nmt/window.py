"""PURE: a segment that is longer than the model takes is cut into windows, so that nothing of it is lost."""

from collections.abc import Sequence

WORD_START = "▁"
_PAUSES = tuple(",.;:!?，。；：！？、…")
_CONTINUATION_BYTES = ("<0x8", "<0x9", "<0xA", "<0xB")


def cut(pieces: Sequence[str], limit: int) -> list[list[str]]:
    """Cut a long row of pieces where it hurts least.

    A window ends behind punctuation if there is some in its second half, else before a word, else between
    any two pieces that are not bytes of one character.

    Args:
        pieces: sentencepiece pieces.
        limit: the most pieces in a window; at least 8, so that a character's bytes fit.

    Returns:
        Windows of 1 to `limit` pieces which, put together, are `pieces`; none where there are no pieces.
    """
    windows = []
    rest = list(pieces)
    while len(rest) > limit:
        end = _end(rest, limit)
        windows.append(rest[:end])
        rest = rest[end:]
    return [*windows, rest] if rest else windows


def _end(pieces: Sequence[str], limit: int) -> int:
    candidates = range(limit, limit // 2, -1)
    tests = (
        lambda i: pieces[i - 1].endswith(_PAUSES),
        lambda i: pieces[i].startswith(WORD_START),
        lambda i: not pieces[i].startswith(_CONTINUATION_BYTES),
    )
    return next((i for test in tests for i in candidates if test(i)), limit)
