"""Shows flagged messages to the moderators of their server, one card a message, and never too many at once."""

import asyncio
import re
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog
from cachetools import LRUCache, TTLCache
from discord.ext import commands

from bot.chat.features.moderation import cards
from bot.chat.features.moderation.decisions import Decisions, Place, Release, Withdraw
from bot.chat.posting.audit import Audit
from bot.chat.relay.quota import WINDOW, Quota
from bot.chat.relay.tasks import Tasks
from bot.chat.strings import both_in_line
from bot.chat.ui.persistent import PersistentButton, cog_of
from bot.errors import QiaoError
from bot.log import describe, origin
from bot.moderation.types import Case, Finding, Origin
from bot.storage.guilds import Guilds
from bot.telemetry.ledger import Ledger

log = structlog.get_logger(__name__)

CARDS_PER_MINUTE: Final = 10
"""Cards that a server gets per minute, changed ones included; the others are counted and linked in one."""

_STYLES: Final = {
    cards.Action.DELETE: discord.ButtonStyle.danger,
    cards.Action.TIMEOUT: discord.ButtonStyle.danger,
    cards.Action.RELEASE: discord.ButtonStyle.success,
    cards.Action.DISMISS: discord.ButtonStyle.secondary,
}

_REMEMBERED: Final = 5_000
_REFUSED_SECONDS: Final = 3_600.0
_LINKS: Final = 25


@dataclass(slots=True)
class _Shown:
    """A card, without the texts on it.

    Attributes:
        channel_id: where it is.
        card_id: its id.
        findings: what it says was found.
        reports: who reported the message, with the reasons that they gave.
        decided: whether a moderator decided anything about it.
    """

    channel_id: int
    card_id: int
    findings: tuple[Finding, ...]
    reports: dict[int, str]
    decided: bool = False


@dataclass(slots=True)
class _Flood:
    """Flagged messages of a server that get no cards of their own.

    Attributes:
        count: how many.
        links: the addresses of the first ones.
        alert_channel_ids: see `_places`.
    """

    count: int = 0
    links: list[str] = field(default_factory=list)
    alert_channel_ids: dict[int, None] = field(default_factory=dict)


class Review(commands.Cog):
    """Posts cards of flagged messages for moderators.

    A card goes to the server's channel for flagged messages; without one, to where the AutoMod rule sends its alerts,
    and otherwise to the log channel. Nothing of it is stored: the record lives on Discord.

    Args:
        client: the connected client, where the buttons are registered.
        guilds: where the channels are stored.
        audit: turns off a channel that is gone or refuses.
        ledger: counts flagged messages and decisions.
        release: posts what is held of a message; see `decisions.Release`.
        withdraw: removes the posts of messages.
        pause: seconds for which flagged messages are collected in one card where there are too many.
    """

    def __init__(
        self,
        client: commands.Bot,
        guilds: Guilds,
        audit: Audit,
        ledger: Ledger,
        *,
        release: Release,
        withdraw: Withdraw,
        pause: float = WINDOW / 2,
    ) -> None:
        self._client = client
        self._guilds = guilds
        self._audit = audit
        self._ledger = ledger
        self._pause = pause
        self._quota = Quota(CARDS_PER_MINUTE)
        self._shown: LRUCache[tuple[int, int], _Shown] = LRUCache(_REMEMBERED)
        self._floods: dict[int, _Flood] = {}
        self._refused: TTLCache[int, bool] = TTLCache(_REMEMBERED, _REFUSED_SECONDS)
        self._tasks = Tasks()
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
        self._closing = asyncio.Event()
        self.decisions = Decisions(client, release, withdraw, self._lock, self._on_decision)

    async def cog_load(self) -> None:
        """Register the buttons."""
        self._client.add_dynamic_items(CaseButton)

    async def cog_unload(self) -> None:
        """Remove the buttons, and post what is waiting."""
        self._client.remove_dynamic_items(CaseButton)
        self._closing.set()
        await self._tasks.drain()

    def submit(self, case: Case, missing: str = "") -> None:
        """Show a flagged message to its server's moderators; returns at once.

        Args:
            case: the message.
            missing: key of the text that says why there is no translation; empty if that need not be said.
        """
        findings = tuple(each for each in case.findings if not each.gentle)
        if not findings:
            return
        self._ledger.flagged.update({each.origin for each in findings})
        case = replace(case, findings=findings)
        if self._quota.allows(case.guild_id):
            self._tasks.start(self._guarded(self._show(case, missing)))
            return
        if case.guild_id not in self._floods:
            self._floods[case.guild_id] = _Flood()
            self._tasks.start(self._guarded(self._summarize(case.guild_id)))
        flood = self._floods[case.guild_id]
        flood.count += 1
        flood.alert_channel_ids |= _alert_channels(case)
        link = cards.url_of(case)
        if len(flood.links) < _LINKS and link not in flood.links:
            flood.links.append(link)

    async def _guarded(self, step: Awaitable[None]) -> None:
        """Log what fails, without the text of a message."""
        try:
            await step
        except (discord.HTTPException, QiaoError, aiohttp.ClientError, OSError) as error:
            log.warning("flagged message not shown", error=describe(error))
        except Exception as error:  # noqa: BLE001 - one card that fails must not end the others; nobody awaits this
            log.error("flagged message not shown", error=origin(error))  # noqa: TRY400 - its text might quote a message

    def _lock(self, guild_id: int, message_id: int) -> asyncio.Lock:
        """What a card is changed under."""
        return self._locks.setdefault((guild_id, message_id), asyncio.Lock())

    def _on_decision(self, guild_id: int, message_id: int, action: cards.Action) -> None:
        self._ledger.decisions[action] += 1
        if shown := self._shown.get((guild_id, message_id)):
            shown.decided = True

    async def _show(self, case: Case, missing: str) -> None:
        """Post a card, or change the one that the message has."""
        key = (case.guild_id, case.message_id)
        reports = {} if case.reporter_id is None else {case.reporter_id: _reason(case)}
        found = tuple(each for each in case.findings if not _is_report(each))
        async with self._lock(*key):
            shown = self._shown.get(key)
            if shown:
                news = [each for each in found if each not in shown.findings]
                if shown.decided and not (news or reports.keys() - shown.reports.keys()):
                    return
                if not shown.decided:
                    found, reports = (*shown.findings, *news), shown.reports | reports
            case = replace(case, findings=found)
            texts = cards.texts_of(case, reports, missing)
            view = cards.card(texts, _row_of(case))
            if shown and not shown.decided and await self._edit(case.guild_id, shown, view):
                shown.findings, shown.reports = found, reports
                return
            post = await self._post(case.guild_id, _alert_channels(case), view)
            if post is not None:
                self._shown[key] = _Shown(post.channel.id, post.id, found, reports)

    async def _edit(self, guild_id: int, shown: _Shown, view: discord.ui.LayoutView) -> bool:
        """Change a card; False if it is gone."""
        channel = self._client.get_partial_messageable(shown.channel_id, guild_id=guild_id)
        try:
            await channel.get_partial_message(shown.card_id).edit(view=view)
        except (discord.NotFound, discord.Forbidden):
            return False
        return True

    async def _post(
        self, guild_id: int, alert_channel_ids: dict[int, None], view: discord.ui.LayoutView
    ) -> discord.Message | None:
        """Post in the first channel that takes it; None if there is none."""
        for channel_id in await self._places(guild_id, alert_channel_ids):
            channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
            try:
                return await channel.send(view=view, silent=True)
            except (discord.Forbidden, discord.NotFound) as error:
                log.warning("channel for flagged messages refused", guild=guild_id, channel=channel_id, code=error.code)
                self._refused[channel_id] = True  # where AutoMod sends its alerts is not ours to turn off
                await self._audit.turn_off(guild_id, channel_id)
        return None

    async def _places(self, guild_id: int, alert_channel_ids: dict[int, None]) -> tuple[int, ...]:
        """Where moderators look, the best place first.

        Where a rule sends its alerts, they look too, but only if they chose no channel for what Qiao flags.
        """
        preferences = await self._guilds.get(guild_id)
        alerts = (each for each in alert_channel_ids if each not in self._refused)
        places = (preferences.moderation_channel_id, *alerts, preferences.log_channel_id)
        return tuple(dict.fromkeys(place for place in places if place))

    async def _summarize(self, guild_id: int) -> None:
        """Show in one card what was flagged in a while, because there is too much of it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self._pause)
        flood = self._floods.pop(guild_id)
        view = cards.card([cards.summary(flood.count, flood.links)], None)
        await self._post(guild_id, flood.alert_channel_ids, view)


class CaseButton(
    PersistentButton,
    template=r"qiao:case:(?P<action>delete|timeout|release|dismiss):(?P<channel>\d+):(?P<message>\d+):(?P<author>\d+)"
    r"(?::(?P<fingerprint>[0-9a-f]+))?",
):
    """A button that decides about a flagged message.

    Args:
        action: what it decides.
        place: the message.
    """

    def __init__(self, action: cards.Action, place: Place) -> None:
        custom_id = f"qiao:case:{action}:{place.channel_id}:{place.message_id}:{place.author_id}"
        if place.fingerprint:
            custom_id += f":{place.fingerprint}"
        label = both_in_line(f"case.button.{action}")
        super().__init__(discord.ui.Button(label=label, style=_STYLES[action], custom_id=custom_id))
        self._action = action
        self._place = place

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        place = Place(int(match["channel"]), int(match["message"]), int(match["author"]), match["fingerprint"] or "")
        return cls(cards.Action(match["action"]), place)

    async def press(self, interaction: discord.Interaction) -> None:
        """Decide."""
        await cog_of(interaction, Review).decisions.decide(interaction, self._action, self._place)


def _row_of(case: Case) -> discord.ui.ActionRow[discord.ui.LayoutView]:
    """The buttons of a card."""
    place = Place(case.channel_id, case.message_id, case.author_id, case.fingerprint)
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    for action in cards.actions_for(case):
        row.add_item(CaseButton(action, place))
    return row


def _alert_channels(case: Case) -> dict[int, None]:
    """Where the AutoMod rules that a message matches send their alerts, in order."""
    return {each.alert_channel_id: None for each in case.findings if each.alert_channel_id}


def _reason(case: Case) -> str:
    return next((each.rule for each in case.findings if _is_report(each)), "")


def _is_report(finding: Finding) -> bool:
    return finding.origin is Origin.REPORT
