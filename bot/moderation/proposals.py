"""What a term may be called in the other language, from everything that Qiao knows; people choose what fits."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice

import regex

from bot.errors import QiaoError
from bot.storage.types.moderation import LONGEST_TERM
from bot.storage.types.terms import GlossaryTerm
from bot.text.han import HAN
from bot.text.language import Language
from bot.text.script import to_simplified
from bot.translation.known.phrasebook import Phrasebook
from bot.translation.known.slang import Slang
from bot.translation.lookup.dictionary import translate_word
from bot.translation.service import Translator
from bot.translation.types import Target, Translation

MOST = 24
"""Proposals for a term."""

_PATIENCE = 8.0  # seconds that the model may take
_ENDING = regex.compile(r"[\s.!?。！？…~～]+$")
_ARTICLE = regex.compile(r"^(?:to be|to|an?|the) (?=\S)", regex.IGNORECASE)
_HAN_WORD = regex.compile(r"\p{Han}{2,}")
_POINTER = regex.compile(r"(?:variant of|same as|see) (?:\p{Han}+\|)?(\p{Han}+)\[")
_NO_NAME = regex.compile(r"surname \p{Lu}|classifier for|abbr\. for|\p{Han}")
_MOST_WORDS = 4  # of a definition; longer ones explain rather than name
_MOST_DEFINITIONS = 12
_MOST_MENTIONS = 3000  # words in whose entries a term occurs; more only where it is a word such as `to`


def language_of(term: str) -> Language:
    """The language of a term: Chinese if it has Han characters or is known as Chinese slang only, such as `yyds`."""
    if HAN.search(term):
        return Language.CHINESE
    slang = Slang.shipped()
    chinese = slang.whole(term, Language.CHINESE) and not slang.whole(term, Language.ENGLISH)
    return Language.CHINESE if chinese else Language.ENGLISH


def other(language: Language) -> Language:
    """The other of the two languages."""
    return Language.ENGLISH if language is Language.CHINESE else Language.CHINESE


def known(term: str, language: Language, glossary: Iterable[GlossaryTerm]) -> list[str]:
    """Translations of a term that need no model: from the glossary, slang, phrasebook, and dictionaries.

    Call it in a thread: the first call takes two seconds, later ones some tenths.

    Args:
        term: a word or phrase.
        language: of the term, English or Chinese.
        glossary: of the server.

    Returns:
        The translations, the likeliest first, each once; none that equals the term.
    """
    return _distinct(term, _found(_ENDING.sub("", term), language, glossary))


async def from_model(term: str, language: Language, translator: Translator, guild_id: int) -> list[str]:
    """What the model makes of a term by itself; empty if it has nothing to offer, or not in time."""
    target = Target.ENGLISH if language is Language.CHINESE else Target.SIMPLIFIED
    made = None
    with suppress(QiaoError):
        made = await translator.translate(
            term, target=target, native=language, tenant=guild_id, deadline=time.monotonic() + _PATIENCE
        )
    if not isinstance(made, Translation) or bool(HAN.search(made.text)) is (language is Language.CHINESE):
        return []
    return _distinct(term, [made.text])


def merge(term: str, *sources: Iterable[str]) -> list[str]:
    """Proposals from several sources, each once, at most `MOST`."""
    return _distinct(term, (proposal for source in sources for proposal in source))[:MOST]


def _found(term: str, language: Language, glossary: Iterable[GlossaryTerm]) -> Iterator[str]:
    plain = _key(term)
    for row in glossary:
        if not row.exact and row.source != row.target:
            if row.language == language and _key(row.source) == plain:
                yield row.target
            elif row.language != language and _key(row.target) == plain:
                yield row.source
    yield from _slang(plain, language)
    if phrase := Phrasebook.shipped().find(term, language):
        yield phrase
    if word := translate_word(term, language):
        yield word
    yield from _from_chinese(term) if language is Language.CHINESE else _from_english(term)


def _slang(plain: str, language: Language) -> Iterator[str]:
    entries = Slang.shipped().entries
    for entry in entries:
        if entry.language is language and plain in map(_key, entry.spellings):
            yield from (entry.translation, entry.standalone)
    for entry in entries:
        if entry.language is not language and plain in {_key(entry.translation), _key(entry.standalone)}:
            yield from entry.spellings


def _from_chinese(term: str) -> Iterator[str]:
    # Imported on use, as in `bot.learning.explaining`: the dictionary takes 30 MB, which few bots need.
    from bot.learning.cedict import Dictionary  # noqa: PLC0415 - see above
    from bot.learning.gloss import bare, definitions  # noqa: PLC0415 - see above

    found: list[str] = []
    dictionary = Dictionary.shipped()
    plain = to_simplified(term)
    entries = dictionary.entries(plain)
    # What is vulgar is often only a pointer: 傻逼 is a variant of 傻屄.
    pointed = {word: None for entry in entries for word in _POINTER.findall(entry.glosses) if word != plain}
    for entry in (*entries, *(entry for word in pointed for entry in dictionary.entries(word))):
        for definition in definitions(entry.glosses):
            name = _ARTICLE.sub("", bare(definition))
            if not _NO_NAME.search(name) and len(name.split()) <= _MOST_WORDS:
                found.append(name)
    yield from found[:_MOST_DEFINITIONS]


def _from_english(term: str) -> Iterator[str]:
    """The Chinese words that are defined by a term, the most common first."""
    from bot.learning.cedict import Dictionary  # noqa: PLC0415 - see `_from_chinese`
    from bot.learning.frequency import RAREST, frequencies  # noqa: PLC0415 - the same
    from bot.learning.gloss import bare, definitions  # noqa: PLC0415 - the same
    from bot.learning.inflection import forms  # noqa: PLC0415 - the same

    wanted = list(forms(" ".join(term.lower().split())))
    dictionary, common = Dictionary.shipped(), frequencies(Language.CHINESE)
    mentioning = dict.fromkeys(word for form in wanted for word in islice(dictionary.mentioning(form), _MOST_MENTIONS))
    found = [
        word
        for word in filter(_HAN_WORD.fullmatch, mentioning)
        for entry in dictionary.entries(word)
        if any(_ARTICLE.sub("", bare(each)).lower().rstrip("!?.") in wanted for each in definitions(entry.glosses))
    ]
    yield from sorted(found, key=lambda word: -common.get(word, RAREST - 1))


def _distinct(term: str, proposals: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for proposal in proposals:
        plain = _ENDING.sub("", " ".join(proposal.split()))
        if plain and len(plain) <= LONGEST_TERM and any(char.isalnum() for char in plain):
            found.setdefault(_key(plain), plain)
    found.pop(_key(term), None)
    return list(found.values())


def _key(text: str) -> str:
    return to_simplified(_ENDING.sub("", " ".join(text.split())).casefold())
