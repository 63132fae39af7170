"""Answers that need no model: approved corrections, the phrasebook, and slang or a dictionary word by itself."""

import re
from collections.abc import Sequence

from bot.text.folding import fold
from bot.text.language import Language, identify
from bot.translation.checks.coarse import adds_coarse_words
from bot.translation.known.labels import translate_label
from bot.translation.known.phrasebook import Phrasebook, lower_first
from bot.translation.known.slang import Slang
from bot.translation.known.word_questions import translate_word_question
from bot.translation.lookup.dictionary import translate_word
from bot.translation.terms import Terms

_LONGEST = 60
"""Characters of a text that is looked up as a whole."""
_ARTICLE = re.compile(r"(?:[Tt]he|[Aa]n?) (?=[a-z]+$)")
_ADDRESSEES = re.compile(r"(?:every(?:one|body)|guys|folks|all|people|大家|各位|朋友们)[.!。！~]*", re.IGNORECASE)
"""Addressees, which the other language puts elsewhere: 大家早上好."""
_COMMA = re.compile(r"[,，]\s*")
_STOPS = re.compile(r"[.!?~…。！？～]")
_CODE = re.compile(r"`[^`]+`")
_UNIVERSAL = re.compile(
    r"(?:gg(?:wp)?|wp|gl|hf|ok+|k+|xd+|uwu|owo|(?:a?ha|he)(?:ha|he)*h?|w{3,}|h{2,})[.!~！。～]*", re.IGNORECASE
)


def is_universal(text: str) -> bool:
    """Whether people write a message the same way in both languages, so that nobody needs a translation."""
    return len(text) <= _LONGEST and _UNIVERSAL.fullmatch(fold(text.strip())) is not None


def find_answer(text: str, source: Language, terms: Sequence[Terms]) -> str | None:
    """Find the translation of a whole message or sentence.

    The server's own approved corrections come first. Where one of its terms occurs, nothing else is looked up.

    Args:
        text: as it was written.
        source: English or Chinese.
        terms: lists of terms from the server; earlier lists take precedence.

    Returns:
        English or Simplified Chinese; None where a model is needed.
    """
    for layer in terms:
        if (settled := layer.memory.find(text, source)) is not None:
            return settled
    if len(text) > _LONGEST or _CODE.search(text) or any(layer.occurs_in(text, source) for layer in terms):
        return None
    if text.endswith((":", "：")):
        label = translate_label(text[:-1].rstrip(), source) or _known_phrase(text[:-1].rstrip(), source)
        return label and label.rstrip(".。!！?？") + ("：" if source is Language.ENGLISH else ":")
    return _known_phrase(text, source) or translate_word_question(text, source) or _answer_clauses(text, source)


def find_noun(text: str, source: Language, terms: Sequence[Terms]) -> str | None:
    """Find the translation of a noun with its article (`the butler`), which is only ever part of a message."""
    found = _ARTICLE.match(text) if source is Language.ENGLISH else None
    return found and find_answer(text[found.end() :], source, terms)


def _answer_clauses(text: str, source: Language) -> str | None:
    """Answer clauses separated by commas, each of which the phrasebook knows (`懂了，谢啦`)."""
    if "," not in text and "，" not in text:
        return None
    found: list[str] = []
    for clause in _COMMA.split(text):
        target = None if _ADDRESSEES.fullmatch(clause) else Phrasebook.shipped().find(clause, source)
        if target is None or (found and _STOPS.search(found[-1])):
            return None
        found.append(target)
    if not _STOPS.search(text[-1]):
        found[-1] = found[-1].rstrip("!！")
    return "，".join(found) if source is Language.ENGLISH else ", ".join([found[0], *map(lower_first, found[1:])])


def _known_phrase(text: str, source: Language) -> str | None:
    return (
        Phrasebook.shipped().find(text, source) or Slang.shipped().whole(text, source) or _dictionary_word(text, source)
    )


def _dictionary_word(text: str, source: Language) -> str | None:
    """A single word, unless it may be Japanese (大丈夫) or its translation would be coarse (丁丁)."""
    found = translate_word(text, source)
    if found is None or (source is Language.CHINESE and identify(text).language is not source):
        return None
    into = Language.ENGLISH if source is Language.CHINESE else Language.CHINESE
    return None if adds_coarse_words(text, found, into) else found
