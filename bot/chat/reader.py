"""In which language a person reads."""

from bot.chat.catalogue import ENGLISH, TRADITIONAL, spoken
from bot.storage.types import AUTO, MemberPreferences
from bot.translation.types import Target


def target_of(member: MemberPreferences, locale: object) -> Target:
    """What the person chose, else the language of his Discord app."""
    if member.language != AUTO:
        return Target(member.language)
    if str(locale) == Target.HONG_KONG:
        return Target.HONG_KONG
    language = spoken(locale)
    if language == ENGLISH:
        return Target.ENGLISH
    return Target.TRADITIONAL if language == TRADITIONAL else Target.SIMPLIFIED
