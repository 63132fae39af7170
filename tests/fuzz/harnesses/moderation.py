"""A server's AutoMod rules, and the words that its moderators watch for."""

from functools import cache
from typing import Literal

from bot.moderation.automod import Rule, RuleSet, Trigger
from bot.moderation.keywords import Folded, legible
from bot.moderation.matcher import Entry, Matcher, is_findable
from tests.fuzz.harness import Reader

_WATCHED = (
    "badword",
    "spam offer",
    "free nitro",
    "*scam*",
    "坏话",
    "垃圾广告",
    "加微信",
    "傻瓜",
    "kys",
    "8964",
    "日",
    "cock",
)
_HARMLESS = ("cock-a-doodle", "日本", "scampi")


def automod(data: bytes) -> None:
    reader = Reader(data)
    trigger = (*Trigger, 99)[reader.number(len(Trigger) + 1)]
    wildcards, blocks = reader.number(4), bool(reader.number(2))
    limit, presets = reader.number(4), frozenset({reader.number(5)})
    keyword, pattern, allowed, text = (reader.text() for _ in range(4))
    wanted = f"{'*' if wildcards & 1 else ''}{keyword}{'*' if wildcards & 2 else ''}"
    rule = Rule(
        1,
        "rule",
        trigger,
        keywords=(wanted, "badword"),
        patterns=(pattern,) if pattern else (),
        allowed=tuple(allowed.split(",")),
        presets=presets,
        mention_limit=limit,
        exempt_role_ids=frozenset({5}),
        exempt_channel_ids=frozenset({6}),
        blocks=blocks,
    )
    rules = RuleSet([rule])
    for violation in rules.violations(text, channel_ids=(1,), role_ids=(2,)):
        assert violation.rule is rule
        assert violation.matched or trigger == Trigger.MENTION_SPAM or pattern
    assert not rules.violations(text, role_ids=(5,))
    assert not rules.violations(text, channel_ids=(6,))
    assert not rules.violations(text, manages=True)
    if trigger == Trigger.KEYWORD and not allowed:
        assert rules.violations(f"{text}\nbadword\n")
        planted = wanted.strip().strip("*")
        if Folded(legible(planted)).text.strip():
            assert rules.violations(f"{text}\n{planted}\n{text}")


def watch(data: bytes) -> None:
    reader = Reader(data)
    language: Literal["en", "zh"] = "zh" if reader.number(2) else "en"
    compiled = reader.number(4) == 0  # which takes most of the time
    term, text = reader.text(), reader.text()
    matcher = Matcher([Entry(term, language, "term")]) if compiled else _shipped()
    for match in matcher.find(text):
        assert 0 <= match.start < match.end <= len(text)
    if not compiled:
        planted = _WATCHED[len(term) % len(_WATCHED)].strip("*")
        assert matcher.find(f"{text}\n{planted}\n")
    elif is_findable(term):
        assert matcher.find(f"{text}\n{term.strip().strip('*')}\n")


@cache
def _shipped() -> Matcher[str]:
    """A matcher of some terms."""
    entries = [Entry(term, "en" if term.isascii() else "zh", term) for term in _WATCHED]
    harmless = [Entry(term, "en" if term.isascii() else "zh", term, exception=True) for term in _HARMLESS]
    return Matcher([*entries, *harmless])
