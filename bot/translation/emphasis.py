"""Do quotes and marks of emphasis still hold what they held?"""

import re
from collections.abc import Sequence

from bot.text.language import Language
from bot.text.markup import Role, Span
from bot.translation.dictionary import links

_SYMBOL = re.compile(r"⟦\d⟧")
_WORDED = re.compile(r"[^\W了的吗吧呢啊呀着过]")
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"))


def unbalances(source: str, target: str) -> bool:
    """Whether a quote of the translation is left open, or closed that none opens, and none of the source is."""
    return not _is_balanced(target) and _is_balanced(source)


def _is_balanced(text: str) -> bool:
    return text.count('"') % 2 == 0 and all(text.count(left) == text.count(right) for left, right in _QUOTES)


def misplaces(source: str, target: str, protected: Sequence[Span], language: Language) -> bool:
    """Whether marks of emphasis hold no word of what they held, or a run beside them is lost or has come in."""
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
    """Whether the dictionary knows words of a text and finds none of them again."""
    linked, known = links(_bare(source), _bare(target), language)
    return linked == 0 < known


def _around(text: str, opening: int, closing: int) -> tuple[str, str, str]:
    """What stands between two placeholders, before, and behind them."""
    before, _, rest = text.partition(f"⟦{opening}⟧")
    inside, _, behind = rest.partition(f"⟦{closing}⟧")
    return inside, before, behind


def _bare(text: str) -> str:
    return _SYMBOL.sub(" ", text)
