"""Answers that need no model: what moderators approved, the phrasebook, and slang or a dictionary word by itself."""

import re
from collections.abc import Sequence

from bot.text.folding import fold
from bot.text.language import Language, identify
from bot.translation.coarse import offends
from bot.translation.dictionary import lone
from bot.translation.frames import framed
from bot.translation.headings import label_in
from bot.translation.phrasebook import Phrasebook, lowered
from bot.translation.slang import Slang
from bot.translation.terms import Terms

_LONGEST = 60
"""Characters of a text that may be known as a whole."""
_ARTICLE = re.compile(r"(?:[Tt]he|[Aa]n?) (?=[a-z]+$)")
_ALL = re.compile(r"(?:every(?:one|body)|guys|folks|all|people|大家|各位|朋友们)[.!。！~]*", re.IGNORECASE)
"""Who is spoken to, which the other language says elsewhere: 大家早上好."""
_COMMA = re.compile(r"[,，]\s*")
_STOPS = re.compile(r"[.!?~…。！？～]")
_CODE = re.compile(r"`[^`]+`")
_UNIVERSAL = re.compile(
    r"(?:gg(?:wp)?|wp|gl|hf|ok+|k+|xd+|uwu|owo|(?:a?ha|he)(?:ha|he)*h?|w{3,}|h{2,})[.!~！。～]*", re.IGNORECASE
)


def is_universal(text: str) -> bool:
    """Whether a message is one that people write alike in both languages, so that nobody waits for a translation."""
    return len(text) <= _LONGEST and _UNIVERSAL.fullmatch(fold(text.strip())) is not None


def answer(text: str, source: Language, terms: Sequence[Terms]) -> str | None:
    """The translation of a whole message or sentence, where one is known.

    What a server settled comes first: its approved corrections, and its terms, which no phrasebook passes over.

    Args:
        text: as it was written.
        source: English or Chinese.
        terms: of the server, the first of which come before the others.

    Returns:
        English or Simplified Chinese; None where a model is needed.
    """
    for layer in terms:
        if (settled := layer.memory.find(text, source)) is not None:
            return settled
    if len(text) > _LONGEST or _CODE.search(text) or any(layer.occurs_in(text, source) for layer in terms):
        return None
    if text.endswith((":", "：")):
        label = label_in(text[:-1].rstrip(), source) or _known(text[:-1].rstrip(), source)
        return label and label.rstrip(".。!！?？") + ("：" if source is Language.ENGLISH else ":")
    return _known(text, source) or framed(text, source) or _by_clauses(text, source)


def noun(text: str, source: Language, terms: Sequence[Terms]) -> str | None:
    """The translation of a word behind its article (`the butler`), which makes no message and may be a part of one."""
    found = _ARTICLE.match(text) if source is Language.ENGLISH else None
    return found and answer(text[found.end() :], source, terms)


def _by_clauses(text: str, source: Language) -> str | None:
    """Clauses with commas between them, each of which the phrasebook knows (`懂了，谢啦`)."""
    if "," not in text and "，" not in text:
        return None
    found: list[str] = []
    for clause in _COMMA.split(text):
        target = None if _ALL.fullmatch(clause) else Phrasebook.shipped().find(clause, source)
        if target is None or (found and _STOPS.search(found[-1])):
            return None
        found.append(target)
    if not _STOPS.search(text[-1]):
        found[-1] = found[-1].rstrip("!！")
    return "，".join(found) if source is Language.ENGLISH else ", ".join([found[0], *map(lowered, found[1:])])


def _known(text: str, source: Language) -> str | None:
    return (
        Phrasebook.shipped().find(text, source) or Slang.shipped().whole(text, source) or _in_dictionary(text, source)
    )


def _in_dictionary(text: str, source: Language) -> str | None:
    """A lone word; one that may be Japanese as well (大丈夫) is not looked up, nor said coarsely (丁丁)."""
    found = lone(text, source)
    if found is None or (source is Language.CHINESE and identify(text).language is not source):
        return None
    into = Language.ENGLISH if source is Language.CHINESE else Language.CHINESE
    return None if offends(text, found, into) else found
