"""Do quotes and emphasis marks still enclose the same words?"""

import re
from collections.abc import Sequence

from bot.text.language import Language
from bot.text.markup import Role, Span
from bot.translation.lookup.dictionary import count_links

_PLACEHOLDER = re.compile(r"⟦\d⟧")
_WORDED = re.compile(r"[^\W了的吗吧呢啊呀着过]")
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"))


def has_unbalanced_quotes(source: str, target: str) -> bool:
    """Whether the translation has unbalanced quotes, and the source does not."""
    return not _is_balanced(target) and _is_balanced(source)


def _is_balanced(text: str) -> bool:
    return text.count('"') % 2 == 0 and all(text.count(left) == text.count(right) for left, right in _QUOTES)


def misplaces_emphasis(source: str, target: str, protected: Sequence[Span], language: Language) -> bool:
    """Whether emphasis marks enclose none of the words that they did, or text next to them was lost or moved inside."""
    if all(span.role is not Role.OPEN for span in protected):
        return False
    for opening, span in enumerate(protected):
        if span.role is not Role.OPEN:
            continue
        closing = next((at for at, one in enumerate(protected) if at > opening and one.partner == span.partner), None)
        if closing is None:
            continue
        (inside, *given), (held, *made) = _around(source, opening, closing), _around(target, opening, closing)
        around = " ".join(made)
        if _is_lost(inside, held, language) and not _is_lost(inside, target, language):
            return True
        for one, there in zip(given, made, strict=True):
            went = not _is_lost(one, target, language) or not _WORDED.search(_bare(there))
            if went and _is_lost(one, around, language):
                return True
    return False


def _is_lost(source: str, target: str, language: Language) -> bool:
    """Whether the dictionary knows words of a text but finds none of them in its translation."""
    linked, known = count_links(_bare(source), _bare(target), language)
    return linked == 0 < known


def _around(text: str, opening: int, closing: int) -> tuple[str, str, str]:
    """The text between two placeholders, before them, and after them."""
    before, _, rest = text.partition(f"⟦{opening}⟧")
    inside, _, after = rest.partition(f"⟦{closing}⟧")
    return inside, before, after


def _bare(text: str) -> str:
    return _PLACEHOLDER.sub(" ", text)
