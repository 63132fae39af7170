"""What Qiao says to people, in English and Chinese; Traditional is made from Simplified by OpenCC."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from bot.storage.types import AUTO, MemberPreferences
from bot.text.script import Script, to_script
from bot.translation.types import Target

ENGLISH, SIMPLIFIED, TRADITIONAL = "en", "zh-CN", "zh-TW"

_TAIWAN = {
    "消息": "訊息",
    "許可權": "權限",
    "身份組": "身分組",
    "子區": "討論串",
    "公共": "公開",
    "閱讀訊息歷史記錄": "讀取訊息歷史",
    "通過 Webhook": "透過 Webhook",
    "屏蔽": "封鎖",
    "重新發送": "重新傳送",
    "“": "「",
    "”": "」",
}
"""What Discord's Taiwanese client says where OpenCC's general words do not fit, in the order of replacement."""

Forms = Mapping[str, str]
"""A text by plural form: `one` where the language has it, and `other`.

Source: Unicode CLDR, "Language Plural Rules"; Chinese has only `other`.
"""


def say(locale: object, key: str, **values: object) -> str:
    """The text of a key for a Discord locale.

    Args:
        locale: of the reader, such as `discord.Locale`, a `Target` or a language code.
        key: a dotted key of `locales/*.toml`.
        values: of the text's `{fields}`; `count` also chooses the plural form.

    Raises:
        KeyError: there is no such key.
    """
    forms = _strings(spoken(locale))[key]
    text = forms["one"] if values.get("count") == 1 and "one" in forms else forms["other"]
    return text.format(**values) if values else text


def both(key: str, **values: object) -> str:
    """The text in English and, below it, in Chinese: for channels in which both are read."""
    return f"{say(ENGLISH, key, **values)}\n{say(SIMPLIFIED, key, **values)}"


def keys(locale: str) -> frozenset[str]:
    """All keys of a locale."""
    return frozenset(_strings(locale))


def listed(locale: object, items: Iterable[str]) -> str:
    """Items in a row, separated as in the reader's language."""
    return (", " if spoken(locale) == ENGLISH else "、").join(items)


def spoken(locale: object) -> str:
    """Which of our locales serves a Discord locale: `zh-TW` and `zh-HK` read Traditional, unknown ones English."""
    code = str(locale)
    if code.startswith("zh"):
        return TRADITIONAL if code in {"zh-TW", "zh-HK", "zh-Hant"} else SIMPLIFIED
    return ENGLISH


def target_of(member: MemberPreferences, locale: object) -> Target:
    """The language that a person reads: what they chose, otherwise the language of their Discord app."""
    if member.language != AUTO:
        return Target(member.language)
    if str(locale) == Target.HONG_KONG:
        return Target.HONG_KONG
    language = spoken(locale)
    if language == ENGLISH:
        return Target.ENGLISH
    return Target.TRADITIONAL if language == TRADITIONAL else Target.SIMPLIFIED


@cache
def _strings(locale: str) -> Mapping[str, Forms]:
    if locale == TRADITIONAL:
        simplified = _strings(SIMPLIFIED)
        return {key: {form: _traditional(text) for form, text in forms.items()} for key, forms in simplified.items()}
    text = resources.files("bot.chat").joinpath("locales", f"{locale}.toml").read_text("utf-8")
    return MappingProxyType(dict(_flat("", tomllib.loads(text))))


def _traditional(text: str) -> str:
    traditional = to_script(text, Script.TAIWAN)
    for general, discord in _TAIWAN.items():
        traditional = traditional.replace(general, discord)
    return traditional


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, Forms]]:
    """Tables of TOML as dotted keys; a table of `one` and `other` is one text."""
    pairs: list[tuple[str, Forms]] = []
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if not isinstance(value, dict):
            pairs.append((name, {"other": str(value).strip("\n")}))
        elif value.keys() == {"one", "other"}:
            pairs.append((name, {form: str(text).strip("\n") for form, text in value.items()}))
        else:
            pairs += _flat(name, value)
    return pairs
