"""What proposed translations mean, for moderators who do not read their language."""

import asyncio
from collections.abc import Sequence

from bot.moderation.proposals import from_model
from bot.moderation.spellings import plain
from bot.text.language import Language
from bot.translation.service import Translator

_MOST_ASKED = 8
"""Proposals of which the model is asked what they mean; the dictionary knows most."""


async def explain(
    term: str, proposals: Sequence[str], language: Language, translator: Translator, guild_id: int
) -> dict[str, str]:
    """What proposals mean: from the dictionary if they are a word in it, otherwise what the model makes of them.

    The first call takes two seconds, in a thread.

    Args:
        term: what is to be watched for.
        proposals: its translations.
        language: of the proposals, English or Chinese.
        translator: translates what is in no dictionary.
        guild_id: for whom.

    Returns:
        A meaning in the other language for each proposal that has one; not the term itself, which would say nothing.
    """
    meanings = await asyncio.to_thread(_from_dictionary, proposals, language)
    unknown = [each for each in proposals if each not in meanings][:_MOST_ASKED]
    made = await asyncio.gather(*(from_model(each, language, translator, guild_id) for each in unknown))
    meanings |= {each: answer[0] for each, answer in zip(unknown, made, strict=True) if answer}
    return {each: meaning for each, meaning in meanings.items() if plain(meaning) != plain(term)}


def _from_dictionary(proposals: Sequence[str], language: Language) -> dict[str, str]:
    # Imported on use, as in `bot.moderation.proposals`: dictionaries take memory that few bots need.
    from bot.learning.explaining import explain as look_up  # noqa: PLC0415 - see above

    found: dict[str, str] = {}
    for each in proposals:
        words = look_up(each, language).words
        if len(words) == 1 and words[0].text == each and words[0].gloss:
            found[each] = f"{words[0].pinyin} · {words[0].gloss}" if words[0].pinyin else words[0].gloss
    return found
