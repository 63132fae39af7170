"""What Qiao says to people, in English and Chinese; Traditional is made of Simplified through OpenCC."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from bot.storage.types import AUTO, MemberPreferences
from bot.text.script import Script, to_script
from bot.translation.types import Target

ENGLISH, SIMPLIFIED, TRADITIONAL = "en", "zh-CN", "zh-TW"


class Catalogue:
    """Texts by key and locale.

    Args:
        texts: a mapping from keys to texts for each of `en`, `zh-CN` and `zh-TW`.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    @cache
    def shipped(cls) -> "Catalogue":
        """The catalogue that comes with Qiao."""
        english, simplified = _read(ENGLISH), _read(SIMPLIFIED)
        traditional = {key: to_script(text, Script.TAIWAN) for key, text in simplified.items()}
        return cls({ENGLISH: english, SIMPLIFIED: simplified, TRADITIONAL: traditional})

    def say(self, locale: object, key: str, **values: object) -> str:
        """The text of a key for a Discord locale, its `{fields}` filled in.

        Raises:
            KeyError: there is no such key.
        """
        text = self._texts[spoken(locale)][key]
        return text.format(**values) if values else text

    def both(self, key: str, **values: object) -> str:
        """The text in English and, below it, in Chinese: for a room in which both are read."""
        return f"{self.say(ENGLISH, key, **values)}\n{self.say(SIMPLIFIED, key, **values)}"

    def keys(self, locale: str) -> frozenset[str]:
        """All keys of a locale."""
        return frozenset(self._texts[locale])


def spoken(locale: object) -> str:
    """Which of our locales serves a Discord locale: `zh-TW` and `zh-HK` read Traditional, unknown ones English."""
    code = str(locale)
    if code.startswith("zh"):
        return TRADITIONAL if code in {"zh-TW", "zh-HK", "zh-Hant"} else SIMPLIFIED
    return ENGLISH


def _read(locale: str) -> dict[str, str]:
    text = resources.files("bot.chat").joinpath("locales", f"{locale}.toml").read_text("utf-8")
    return dict(_flat("", tomllib.loads(text)))


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    """Tables of TOML as dotted keys."""
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        pairs += _flat(name, value) if isinstance(value, dict) else [(name, str(value).strip("\n"))]
    return pairs


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
