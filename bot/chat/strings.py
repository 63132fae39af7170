"""User-facing texts in English and Chinese; Traditional is converted from Simplified by OpenCC."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from bot.storage.types.preferences import AUTO, MemberPreferences
from bot.text.script import Script, to_script
from bot.translation.types import Skip, Target

ENGLISH, SIMPLIFIED, TRADITIONAL = "en", "zh-CN", "zh-TW"

Forms = Mapping[str, str]
"""A text by plural form: `other`, and `one` if the language has it.

Source: Unicode CLDR, "Language Plural Rules"; Chinese has only `other`.
"""


def say(locale: object, key: str, **values: object) -> str:
    """Return a text in the language of a reader.

    Args:
        locale: the reader's locale: a `discord.Locale`, a `Target` or a language code.
        key: a dotted key in `locales/*.toml`.
        values: values of the text's `{fields}`; `count` also selects the plural form.

    Raises:
        KeyError: there is no such key.
    """
    forms = _strings(resolve_locale(locale))[key]
    text = forms["one"] if values.get("count") == 1 and "one" in forms else forms["other"]
    return text.format(**values) if values else text


def both(key: str, **values: object) -> str:
    """Return a text in English and, on the next line, in Chinese, for channels with readers of both."""
    return f"{say(ENGLISH, key, **values)}\n{say(SIMPLIFIED, key, **values)}"


def both_in_line(key: str, **values: object) -> str:
    """The same in one line; an emoji that both start with is shown once."""
    english, chinese = (say(locale, key, **values) for locale in (ENGLISH, SIMPLIFIED))
    sign = english.partition(" ")[0]
    return f"{english} · {chinese if sign.isascii() else chinese.removeprefix(f'{sign} ')}"


def keys(locale: str) -> frozenset[str]:
    """Return all keys of a locale."""
    return frozenset(_strings(locale))


def join_items(locale: object, items: Iterable[str]) -> str:
    """Join items with the separator of the reader's language."""
    return (", " if resolve_locale(locale) == ENGLISH else "、").join(items)


def skip_key(skip: Skip) -> str:
    """The key of the text that says why a message was not translated."""
    return f"skip.{skip.reason.replace(' ', '_')}"


def resolve_locale(locale: object) -> str:
    """Map a Discord locale to one of ours: `zh-TW` and `zh-HK` to Traditional, unknown ones to English."""
    code = str(locale)
    if code.startswith("zh"):
        return TRADITIONAL if code in {"zh-TW", "zh-HK", "zh-Hant"} else SIMPLIFIED
    return ENGLISH


def target_of(member: MemberPreferences, locale: object) -> Target:
    """The language that a person reads: the one they chose, or else that of their Discord client."""
    if member.language != AUTO:
        return Target(member.language)
    if str(locale) == Target.HONG_KONG:
        return Target.HONG_KONG
    language = resolve_locale(locale)
    if language == ENGLISH:
        return Target.ENGLISH
    return Target.TRADITIONAL if language == TRADITIONAL else Target.SIMPLIFIED


def languages_of(member: MemberPreferences, locale: object) -> tuple[Target, ...]:
    """All languages that a person reads, the one for translations first."""
    return tuple(dict.fromkeys((target_of(member, locale), *map(Target, member.languages[1:]))))


@cache
def _strings(locale: str) -> Mapping[str, Forms]:
    if locale == TRADITIONAL:
        simplified = _strings(SIMPLIFIED)
        return {key: {form: _traditional(text) for form, text in forms.items()} for key, forms in simplified.items()}
    return MappingProxyType(dict(_flatten("", _file(locale))))


def _traditional(text: str) -> str:
    traditional = to_script(text, Script.TAIWAN)
    for general, taiwanese in _file(TRADITIONAL)["words"].items():
        traditional = traditional.replace(general, taiwanese)
    return traditional


@cache
def _file(locale: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("bot.chat").joinpath("locales", f"{locale}.toml").read_text("utf-8"))


def _flatten(prefix: str, table: Mapping[str, object]) -> list[tuple[str, Forms]]:
    """Flatten TOML tables into dotted keys; a table with `one` and `other` is one text."""
    pairs: list[tuple[str, Forms]] = []
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if not isinstance(value, dict):
            pairs.append((name, {"other": str(value).strip("\n")}))
        elif value.keys() == {"one", "other"}:
            pairs.append((name, {form: str(text).strip("\n") for form, text in value.items()}))
        else:
            pairs += _flatten(name, value)
    return pairs
