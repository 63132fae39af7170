"""Familiar words in the place of a server's terms, around which a model writes better sentences than a placeholder.

`I had ⟦0⟧ yesterday` says neither that it was eaten nor that one was there. `I had pizza yesterday` does, and the
translation of `pizza` then becomes that of the term.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.nmt.types import Hypothesis
from bot.text.language import Language
from bot.text.markup import Kind, Role, Span
from bot.text.symbols import symbol
from bot.translation.drafts import Draft
from bot.translation.facts import places
from bot.translation.terms import Terms

_FOOD = re.compile("[锅面饭菜茶肉鱼虾蟹饼汤酒糖饺粉糕串鸡鸭蛋粥奶酪酱串粽丸饮啡]$|烧烤|麻辣烫|面包|包子")
_HAN = re.compile("[\u4e00-\u9fff]")


class Sense(Enum):
    """What a term is, as far as the sentence around it depends on it."""

    PLACE = auto()
    FOOD = auto()
    THING = auto()


_WORDS: dict[Sense, tuple[tuple[str, str], ...]] = {
    Sense.PLACE: (("London", "伦敦"), ("Beijing", "北京")),
    Sense.FOOD: (("pizza", "披萨"), ("beef", "牛肉")),
    Sense.THING: (("football", "足球"), ("computer", "电脑")),
}
"""Words that the model translates reliably, in English and Chinese."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A draft whose terms are replaced by familiar words.

    Attributes:
        text: the model's input.
        words: what the model writes for each word, with the placeholder that it stands for.
        certain: whether the senses of all terms are known, so that it is better than the placeholders.
    """

    text: str
    words: tuple[tuple[str, str], ...]
    certain: bool

    def restore(self, hypothesis: Hypothesis) -> Hypothesis | None:
        """A translation with the placeholders back; None where no hypothesis of the beam has each word once."""
        beam = [
            replace(candidate, text=text, alternatives=())
            for candidate in hypothesis.beam
            if (text := self._restored(candidate.text)) is not None
        ]
        return replace(beam[0], alternatives=tuple(beam[1:])) if beam else None

    def _restored(self, text: str) -> str | None:
        for word, placeholder in self.words:
            pattern = rf"\b{word}\b" if word.isascii() else word
            text, count = re.subn(
                pattern, f" {placeholder} " if word.isascii() else placeholder, text, flags=re.IGNORECASE
            )
            if count != 1:
                return None
        return " ".join(text.split())


def stand_ins(draft: Draft, terms: Iterable[Terms]) -> list[StandIn]:
    """The ways to replace the terms of a server in a draft by familiar words; empty where it has none.

    Args:
        draft: with terms as placeholders.
        terms: the lists of the server.
    """
    layers = list(terms)
    numbers = [number for number, span in enumerate(draft.protected) if _is_term(span, draft, layers)]
    if not numbers:
        return []
    senses = [_sense(draft.protected[number]) for number in numbers]
    text = draft.text
    for number, sense in zip(numbers, senses, strict=True):
        if sense is Sense.PLACE:
            text = re.sub(f"是({re.escape(symbol(number))})人(?![民们口家才])", r"来自\1", text)
            if f"{symbol(number)}人" in text:
                return []  # 伦敦人 is a Londoner
    found: list[StandIn] = []
    for turn in range(2):
        filled, used = text, []
        for at, (number, sense) in enumerate(zip(numbers, senses, strict=True)):
            english, chinese = _WORDS[sense][(turn + senses[:at].count(sense)) % 2]
            source, target = (english, chinese) if draft.task.source is Language.ENGLISH else (chinese, english)
            filled = filled.replace(symbol(number), source)
            used.append((target, symbol(number)))
        if len(dict(used)) == len(used):
            found.append(StandIn(filled, tuple(used), Sense.THING not in senses))
    return found


def _is_term(span: Span, draft: Draft, layers: list[Terms]) -> bool:
    """Whether a span is a term of the server with a translation, or already in Chinese in an English sentence."""
    if span.kind is not Kind.INLINE or span.role is not Role.TERM:
        return False
    source = draft.task.source
    foreign = source is Language.ENGLISH and _HAN.search(span.text)
    return bool(span.becomes is not None or foreign) and any(terms.chosen_in(span.text, source) for terms in layers)


def _sense(span: Span) -> Sense:
    sides = (span.text, span.becomes or span.text)
    if any(name.end - name.start == len(side) for side in sides for name in places.find(side, _language(side))):
        return Sense.PLACE
    return Sense.FOOD if any(map(_FOOD.search, sides)) else Sense.THING


def _language(text: str) -> str:
    return "zh" if _HAN.search(text) else "en"
