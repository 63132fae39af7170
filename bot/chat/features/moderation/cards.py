"""The cards that moderators see of flagged messages, in both languages, with everything in them as it is written.

A card is made of components, which need no permission to embed links.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import discord

from bot.chat.relay.digest import address_of
from bot.chat.strings import both_in_line
from bot.chat.ui.verbatim import code_span, cut_block
from bot.moderation.types import Case, Finding, Origin
from bot.text.limits import excerpt, length, shorten

_TEXTS: Final = 4_000
"""Discord's limit for the texts of all components of a message."""

_DECISIONS: Final = 700
_FACTS: Final = 1_300
_NOTE: Final = 100
"""Characters kept for what is decided later, for what was found, and for a note that a text was cut."""

_WORDS: Final = 150
_FINDINGS: Final = 8
_REPORTS: Final = 5
_LINKS: Final = 25
"""What a card shows: characters of a rule and of what it matches, rules, reports, and links to other messages."""

DECIDED: Final = 900
"""Component id of the text that says who decided what."""


class Action(StrEnum):
    """What moderators can decide about a flagged message."""

    DELETE = "delete"
    TIMEOUT = "timeout"
    RELEASE = "release"
    DISMISS = "dismiss"


def url_of(case: Case) -> str:
    """The address of a flagged message."""
    return address_of(case.message_guild_id, case.channel_id, case.message_id)


def actions_for(case: Case) -> tuple[Action, ...]:
    """What can be decided about a flagged message on the server that flags it."""
    if case.message_guild_id != case.guild_id:
        return (Action.DISMISS,)
    return tuple(each for each in Action if each is not Action.RELEASE or is_releasable(case))


def is_releasable(case: Case) -> bool:
    """Whether moderators may let a held translation be posted: AutoMod's rules hold it whatever they say."""
    return case.held and not any(each.holds and each.origin is Origin.AUTOMOD for each in case.findings)


def texts_of(case: Case, reports: Mapping[int, str], missing: str = "") -> list[str]:
    """The texts of a card.

    Args:
        case: the flagged message; its reports are ignored.
        reports: the reasons that members gave who reported it, by their ids; a reason may be empty.
        missing: key of the text that says why there is no translation; empty if that need not be said.
    """
    speaker = f"<@{case.author_id}> {code_span(shorten(case.author, _WORDS))}"
    head = [f"### {both_in_line('case.title')}", f"{speaker} · [{both_in_line('case.jump')}]({url_of(case)})"]
    if case.held:
        head.append(f"**{both_in_line('case.held')}**")
    found = [each for each in case.findings if each.origin is not Origin.REPORT]
    lines = [*map(_finding, found[:_FINDINGS]), *_reports(reports)]
    if len(found) > _FINDINGS:
        lines.append(f"- {both_in_line('case.more', count=len(found) - _FINDINGS)}")
    facts = _within("\n".join(lines), _FACTS)
    shown = [(both_in_line("case.original"), case.original)]
    if case.translation:
        shown.append((both_in_line("case.translation"), case.translation))
    gap = [both_in_line(missing)] if missing and not case.translation else []
    used = sum(map(length, (*head, facts, *gap))) + sum(length(label) + _NOTE for label, _ in shown)
    return ["\n".join(head), *_blocks(shown, _TEXTS - _DECISIONS - used), *gap, facts]


def card(texts: Sequence[str], row: discord.ui.ActionRow[discord.ui.LayoutView] | None) -> discord.ui.LayoutView:
    """A message with texts and buttons; discord.py keeps nothing of it."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(accent_color=discord.Color.orange())
    for text in texts:
        container.add_item(discord.ui.TextDisplay(text))
    if row is not None:
        container.add_item(row)
    view.add_item(container)
    view.stop()
    return view


def summary(count: int, links: Sequence[str]) -> str:
    """What moderators see instead of cards where there would be too many.

    Args:
        count: the number of flagged messages.
        links: their addresses, or those of some of them.
    """
    lines = [f"### {both_in_line('case.flood', count=count)}", *(f"- {link}" for link in links[:_LINKS])]
    return "\n".join(lines)


def decided(shown: discord.Message, line: str, closed: frozenset[Action]) -> discord.ui.LayoutView:
    """A card with a decision, without the buttons that no longer apply.

    Args:
        shown: the card as it is.
        line: says who decided what and when.
        closed: what cannot be decided any more.
    """
    view = discord.ui.LayoutView.from_message(shown, timeout=None)
    for item in list(view.walk_children()):
        if isinstance(item, discord.ui.ActionRow):
            for button in list(item.children):
                if action_in(getattr(button, "custom_id", "")) in closed:
                    item.remove_item(button)
            if not item.children:
                _container(view).remove_item(item)
    for item in view.walk_children():
        if isinstance(item, discord.ui.TextDisplay) and item.id == DECIDED:
            item.content = _within(f"{item.content}\n{line}", _DECISIONS)
            break
    else:
        _container(view).add_item(discord.ui.TextDisplay(line, id=DECIDED))
    view.stop()
    return view


def open_actions(shown: discord.Message) -> frozenset[Action]:
    """What can still be decided on a card."""
    view = discord.ui.LayoutView.from_message(shown, timeout=None)
    view.stop()
    found = (action_in(getattr(item, "custom_id", None) or "") for item in view.walk_children())
    return frozenset(action for action in found if action)


def action_in(custom_id: str) -> Action | None:
    """What a button of a card decides; None if it is none."""
    parts = custom_id.split(":")
    known = parts[:2] == ["qiao", "case"] and len(parts) > 2 and parts[2] in set(Action)  # noqa: PLR2004 - its form
    return Action(parts[2]) if known else None


def _container(view: discord.ui.LayoutView) -> discord.ui.Container[discord.ui.LayoutView]:
    return next(item for item in view.children if isinstance(item, discord.ui.Container))


def _finding(finding: Finding) -> str:
    """What a rule found, where. Moderators see the words behind a spoiler."""
    hides = finding.origin is Origin.WATCH
    line = f"- **{both_in_line(f'case.origin.{finding.origin}')}**: {_words(finding.rule, hides=hides)}"
    line += f" · {both_in_line(f'case.side.{finding.side}')}"
    return f"{line}: {_words(finding.matched, hides=hides)}" if finding.matched else line


def _words(text: str, *, hides: bool = False) -> str:
    # Cut by characters: what is shown as code has no markup to keep whole.
    span = code_span(excerpt(text, _WORDS))
    return f"||{span}||" if hides else span


def _reports(reports: Mapping[int, str]) -> list[str]:
    """Who reported a message, the latest ones first."""
    if not reports:
        return []
    lines = [f"- **{both_in_line('case.origin.report')}** × {len(reports)}"]
    for person_id, reason in list(reports.items())[: -_REPORTS - 1 : -1]:
        lines.append(f"  - <@{person_id}>" + (f": {code_span(reason)}" if reason.strip() else ""))
    return lines


def _within(text: str, room: int) -> str:
    """As many lines of a text as fit, so that no markup is cut."""
    lines = text.split("\n")
    while len(lines) > 1 and length("\n".join(lines)) > room:
        lines.pop()
    return "\n".join(lines)


def _blocks(shown: Sequence[tuple[str, str]], room: int) -> list[str]:
    """Labeled texts, in full if they fit; what a short one leaves free, a long one may use."""
    share = room // len(shown)
    spare = sum(max(0, share - _needed(text)) for _, text in shown)
    blocks = []
    for label, text in shown:
        block, left = cut_block(text, share if _needed(text) <= share else share + spare // _over(shown, share))
        note = f"\n-# {both_in_line('case.cut', count=left)}" if left else ""
        blocks.append(f"**{label}**\n{block}{note}")
    return blocks


def _needed(text: str) -> int:
    return length(cut_block(text, _TEXTS * 2)[0])


def _over(shown: Sequence[tuple[str, str]], share: int) -> int:
    return sum(_needed(text) > share for _, text in shown)
