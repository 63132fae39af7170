"""A server's AutoMod rules, applied to what Qiao is about to post: Discord exempts bots from them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import regex

from bot.moderation.cover import Cover, Span
from bot.moderation.expressions import Deadline, Expression, ExpressionError
from bot.moderation.keywords import Folded, Keywords, legible, valid
from bot.translation.checks.coarse import words_of

_MENTION = regex.compile(r"<@([!&]?)([0-9]{1,20})>")


class Trigger(IntEnum):
    """What triggers a rule, in Discord's numbers."""

    KEYWORD = 1
    HARMFUL_LINK = 2
    SPAM = 3
    KEYWORD_PRESET = 4
    MENTION_SPAM = 5
    MEMBER_PROFILE = 6


_CHECKED: Final = frozenset({Trigger.KEYWORD, Trigger.KEYWORD_PRESET, Trigger.MENTION_SPAM})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for messages.

    Attributes:
        id: assigned by Discord.
        name: chosen by the server's moderators.
        trigger: what triggers it; a number that is not one of `Trigger` is possible.
        keywords: words and phrases that it looks for, with Discord's wildcards.
        patterns: regular expressions that it looks for, in Rust's syntax.
        allowed: words and phrases in which nothing is found, with the same wildcards.
        presets: Discord's lists that it looks for: 1 is profanity, 2 sexual content, 3 slurs.
        mention_limit: different people and roles that a message may mention; 0 is no limit.
        exempt_role_ids: roles whose members it does not apply to.
        exempt_channel_ids: channels and categories in which it does not apply.
        blocks: whether it stops messages, rather than only telling the moderators.
        alert_channel_id: the channel to which it sends alerts.
        enabled: whether it is in force.
    """

    id: int
    name: str
    trigger: int
    keywords: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    presets: frozenset[int] = frozenset()
    mention_limit: int = 0
    exempt_role_ids: frozenset[int] = frozenset()
    exempt_channel_ids: frozenset[int] = frozenset()
    blocks: bool = True
    alert_channel_id: int | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a text would trigger.

    Attributes:
        rule: the rule.
        matched: the words that trigger it, as they are written; empty if that cannot be said.
    """

    rule: Rule
    matched: str


class RuleSet:
    """A server's rules, compiled.

    Args:
        rules: the server's rules for messages; those that are disabled or cannot be checked are left out.
        readable: whether Qiao may read the server's rules.

    Attributes:
        rules: those that are applied.
        readable: whether Qiao may read the server's rules; if not, there are none here.
        unsupported: regular expressions that cannot be run, by name of the rule and number of the expression, from 1.
        backtracks: whether a regular expression may take its whole time, so that texts are looked at in a thread.
        unchecked: names of rules in force that cannot be checked, because Discord decides by itself what is spam.
    """

    def __init__(self, rules: Sequence[Rule] = (), *, readable: bool = True) -> None:
        self.readable = readable
        self.rules = tuple(rule for rule in rules if rule.enabled and rule.trigger in _CHECKED)
        self.unchecked = tuple(
            rule.name
            for rule in rules
            if rule.enabled and rule.trigger not in _CHECKED and rule.trigger != Trigger.MEMBER_PROFILE
        )
        self._keywords = Keywords((rule.keywords, rule.allowed) for rule in self.rules)
        self._expressions: list[list[tuple[Expression, Expression | None]]] = []
        unsupported: list[tuple[str, int]] = []
        for rule in self.rules:
            compiled: list[tuple[Expression, Expression | None]] = []
            for number, source in enumerate(rule.patterns, 1):
                try:
                    expression = Expression(source)
                except ExpressionError:
                    unsupported.append((rule.name, number))
                else:
                    compiled.append((expression, expression.simplified()))
            self._expressions.append(compiled)
        self.unsupported = tuple(unsupported)
        self.backtracks = any(expression.backtracks for rule in self._expressions for expression, _ in rule)

    def violations(
        self, text: str, *, channel_ids: Collection[int] = (), role_ids: Collection[int] = (), manages: bool = False
    ) -> list[Violation]:
        """The rules that a text would trigger, each with the first words that do.

        Args:
            text: what is about to be posted; any `str`.
            channel_ids: the channel or thread that it is posted in, with the thread's parent and the category.
            role_ids: the roles of the person whose words they are.
            manages: whether that person has Manage Server or Administrator, and is exempt from all rules.
        """
        if manages or not self.rules:
            return []
        in_force = [
            index
            for index, rule in enumerate(self.rules)
            if rule.exempt_channel_ids.isdisjoint(channel_ids) and rule.exempt_role_ids.isdisjoint(role_ids)
        ]
        if not in_force:
            return []
        screening = _Screening(self._keywords, text)
        violations = []
        for index in in_force:
            rule = self.rules[index]
            matched = screening.check(index, rule, self._expressions[index])
            if matched is not None:
                violations.append(Violation(rule, matched))
        return violations


class _Screening:
    """One text, while the rules are applied to it."""

    def __init__(self, keywords: Keywords, text: str) -> None:
        self._keywords = keywords
        self._raw = valid(text)
        self._folded = Folded(legible(text))
        self._deadline = Deadline()
        self._found: defaultdict[int, list[Span]] = defaultdict(list)
        self._allowed: defaultdict[int, list[Span]] = defaultdict(list)
        for hit in keywords.find(self._folded.text):
            (self._allowed if hit.allowed else self._found)[hit.owner].append(hit.span)

    def check(self, index: int, rule: Rule, expressions: Sequence[tuple[Expression, Expression | None]]) -> str | None:
        """The words that trigger a rule; None if it is not triggered.

        If a regular expression takes too long, that counts as a match without words.
        """
        if rule.trigger == Trigger.MENTION_SPAM:
            return self._mentions(rule.mention_limit)
        cover = Cover(self._allowed.get(index, ()))
        for span in self._words(index, rule):
            if not cover.has(span):
                return self._folded.written(span)
        try:
            for expression, simplified in expressions:
                matched = self._search(index, rule, expression, simplified)
                if matched is not None:
                    return matched
        except TimeoutError:
            return ""
        return None

    def _words(self, index: int, rule: Rule) -> Iterator[Span]:
        yield from self._found.get(index, ())
        for preset in sorted(rule.presets):
            for words in words_of(preset):
                for match in words.finditer(self._folded.text):
                    yield match.span()

    def _mentions(self, limit: int) -> str | None:
        mentioned = {("&" if kind == "&" else "", int(number)) for kind, number in _MENTION.findall(self._raw)}
        return "" if 0 < limit < len(mentioned) else None

    def _search(self, index: int, rule: Rule, expression: Expression, simplified: Expression | None) -> str | None:
        """What a regular expression finds in the text as it is written, or in the folded text."""
        searches = [(expression, self._raw)]
        if self._folded.text != self._raw:
            searches.append((expression, self._folded.text))
        if simplified:
            searches.append((simplified, self._folded.text))
        for searched, text in searches:
            cover: Cover | None = None
            for span in searched.find(text, self._deadline):
                if rule.allowed and cover is None:
                    cover = self._cover(index, text)
                if cover is None or not cover.has(span):
                    return text[slice(*span)] if text is self._raw else self._folded.written(span)
        return None

    def _cover(self, index: int, text: str) -> Cover:
        """What is allowed in another form of the text."""
        folded = Folded(text)
        spans = (hit.span for hit in self._keywords.find(folded.text) if hit.allowed and hit.owner == index)
        return Cover(map(folded.origin, spans))


NOTHING: Final = RuleSet()
"""Of a server without rules, or of none."""

UNREADABLE: Final = RuleSet(readable=False)
"""Of a server whose rules Qiao may not read."""
