"""Joins translated segments and the gaps between them into a message."""

from collections.abc import Iterable

import regex

from bot.text import spacing
from bot.text.segmenter import Gap

_STOP = regex.compile(r"[。！？；～…，：、]$")
_BARE_LINK = regex.compile(r"(?<![<(])(?:https?|steam|discord)://[^\s<>]+$")
_LATIN_STOPS = tuple(".!?,;:")
_SPAN_STARTS = regex.compile(r"[<`@:(\[\p{So}\p{Extended_Pictographic}\p{L}\p{N}]")
_SPAN_ENDS = regex.compile(r"(?:(?<=[^\s>])>|[`)\]#\p{So}\p{Extended_Pictographic}\p{L}\p{N}])\Z")


def join(pieces: Iterable[Gap | str], language: str) -> str:
    """Join gaps and the translations between them.

    Gaps are copied, with these exceptions: in English, a space is added between two sentences, and between a sentence
    and a protected span, if the Chinese had none; in Chinese, a single space after full-width punctuation is removed.
    A bare link is always separated from the text after it.

    Args:
        pieces: gaps as `segment` returned them, and the translation of each segment in its place.
        language: of the translations: `en`, `zh`, or a tag that starts with one of these.
    """
    chinese = spacing.is_chinese(language)
    built, translated = "", False
    waiting: str | None = None
    for piece in pieces:
        if isinstance(piece, Gap):
            waiting = (waiting or "") + piece.text
            continue
        if not piece:
            continue
        if waiting is None:
            apart = translated and not built[-1:].isspace() and (not chinese or built[-1:] in _LATIN_STOPS)
        elif chinese and waiting == " " and translated and _STOP.search(built[-1:]):
            apart = False
        else:
            built = _add_gap(built, waiting, chinese=chinese, translated=translated)
            apart = not chinese and _SPAN_ENDS.search(waiting) is not None and piece[0].isalnum()
        if apart or _ends_in_bare_link(built):
            built += " "
        built += piece
        waiting, translated = None, True
    return _add_gap(built, waiting or "", chinese=chinese, translated=translated)


def _add_gap(built: str, gap: str, *, chinese: bool, translated: bool) -> str:
    if chinese and translated and built[-1:] == "：" and gap[:1] == " " and gap[1:2].strip():
        gap = gap[1:]
    apart = translated and not chinese and _SPAN_STARTS.match(gap) is not None
    return f"{built} {gap}" if apart else built + gap


def _ends_in_bare_link(text: str) -> bool:
    return not text[-1:].isspace() and _BARE_LINK.search("".join(text.rsplit(maxsplit=1)[-1:])) is not None
