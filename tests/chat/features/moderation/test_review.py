"""Cards of flagged messages, and what moderators decide with their buttons."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.features.moderation import cards
from bot.chat.features.moderation.review import CARDS_PER_MINUTE, Review
from bot.chat.strings import both_in_line
from bot.chat.ui.verbatim import code_block, code_span, cut_block
from bot.moderation.types import Case, Finding, Origin, Side
from bot.sandbox import payloads
from bot.sandbox.events import Event
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Message, MessageFlag, Overwrite, Role
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import GuildPreferences
from bot.text.limits import length
from tests.chat.harness import BotHarness, HeldRequest, response_text

MODERATOR, OTHER = "王芳", "Jake"
TEXT = "You are all fools, my friends."
HELD = Finding(Origin.WATCH, "fools", "fools", Side.ORIGINAL, holds=True)
TOLD = Finding(Origin.WATCH, "friends", "friends", Side.ORIGINAL)


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    harness.world.person(MODERATOR).locale = "en-US"
    await choose_channel(harness)
    return harness


async def choose_channel(harness: BotHarness, *, log_channel_id: int | None = None) -> None:
    chosen = GuildPreferences(guild_id(harness), moderation_channel_id=desk(harness), log_channel_id=log_channel_id)
    await harness.stores.guilds.set(chosen)


def desk(harness: BotHarness) -> int:
    return harness.world.named("food").id


def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


def review(harness: BotHarness) -> Review:
    cog = harness.client.get_cog("Review")
    assert isinstance(cog, Review)
    return cog


def case_of(
    harness: BotHarness, message: Message, *findings: Finding, translation: str | None = "你们都是傻瓜"
) -> Case:
    home = harness.world.channel(message.channel_id).guild_id
    author = message.author
    return Case(
        guild_id(harness), home, message.channel_id, message.id, author.id, author.name, message.content, translation,
        findings or (HELD,),
    )  # fmt: skip


async def flagged(harness: BotHarness, *findings: Finding, text: str = TEXT) -> tuple[Message, Message]:
    """A message and its card."""
    message = await harness.say(text)
    review(harness).submit(case_of(harness, message, *findings))
    return message, await card_of(harness, message)


async def card_of(harness: BotHarness, message: Message, channel: int | None = None) -> Message:
    def find() -> Message | None:
        there = harness.posts(channel or desk(harness))
        return next((post for post in reversed(there) if f"/{message.id})" in text_of(post)), None)

    return await harness.sandbox.until(find)


def text_of(post: Message) -> str:
    return "\n".join(str(one.get("content", "")) for one in flatten(post.components))


def actions(card: Message) -> list[str]:
    return [one["custom_id"].split(":")[2] for one in flatten(card.components) if "custom_id" in one]


async def press(harness: BotHarness, card: Message, action: str, who: str = MODERATOR) -> Interaction:
    [button] = [
        one["custom_id"]
        for one in flatten(card.components)
        if one.get("custom_id", "").startswith(f"qiao:case:{action}:")
    ]
    return await harness.sandbox.press(harness.world.person(who).id, card, button)


async def answer(harness: BotHarness, card: Message, action: str, who: str = MODERATOR) -> str:
    return (await (await press(harness, card, action, who)).response()).content


async def choice(harness: BotHarness, card: Message, who: str = MODERATOR) -> Message:
    """Ask for a time-out; the choice of how long."""
    return await (await harness.responded(press(harness, card, "timeout", who))).response()


async def timed_out(harness: BotHarness, card: Message, minutes: int = 60, who: str = MODERATOR) -> str:
    asked = await choice(harness, card, who)
    pressed = await harness.sandbox.press(harness.world.person(who).id, asked, f"minutes:{minutes}")
    return (await pressed.followup()).content


def let_bot(harness: BotHarness, bits: int, *, position: int = 50) -> None:
    """Give the bot's role permissions and a position."""
    guild = harness.world.guilds[guild_id(harness)]
    for role_id in guild.members[harness.world.bot.id].roles:
        role = guild.roles[role_id]
        role.permissions, role.position = bits, position
        announce(harness, role)


def role_of(harness: BotHarness, who: str, bits: int, position: int) -> None:
    """Make a role the only one that a person has."""
    guild = harness.world.guilds[guild_id(harness)]
    role = harness.world.add_role(guild, "a role", bits)
    role.position = position
    announce(harness, role)
    guild.members[harness.world.person(who).id].roles = [role.id]


def announce(harness: BotHarness, role: Role) -> None:
    data = {"guild_id": str(guild_id(harness)), "role": payloads.role(role)}
    harness.world.emit(Event("GUILD_ROLE_CREATE", data, guild_id(harness)))


async def test_a_card_shows_both_texts_the_rule_the_speaker_and_a_link_in_both_languages(harness: BotHarness) -> None:
    message, card = await flagged(harness)
    shown = text_of(card)
    place = f"{guild_id(harness)}/{message.channel_id}/{message.id}"
    parts = [TEXT, "你们都是傻瓜", "Original · 原文", "Translation · 译文", "Watch-list · 监测词", "||`` fools ``||"]
    for part in (*parts, f"<@{message.author.id}> `` Amy ``", "译文暂未发布", f"https://discord.com/channels/{place}"):
        assert part in shown
    assert card.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id] == []
    assert actions(card) == ["delete", "timeout", "release", "dismiss"]
    assert harness.ledger.flagged == {Origin.WATCH: 1}


async def test_later_findings_change_the_card_instead_of_adding_one(harness: BotHarness) -> None:
    message, card = await flagged(harness)
    review(harness).submit(case_of(harness, message, TOLD))
    await harness.sandbox.until(lambda: "`` friends ``" in text_of(card))
    assert "`` fools ``" in text_of(card)
    assert len(harness.posts(desk(harness))) == 1
    assert "release" in actions(card)


async def test_a_decided_message_gets_a_new_card_only_for_something_new(harness: BotHarness) -> None:
    message, card = await flagged(harness)
    await answer(harness, card, "dismiss")
    review(harness).submit(case_of(harness, message))
    review(harness).submit(case_of(harness, message, TOLD))
    await harness.sandbox.until(lambda: len(harness.posts(desk(harness))) == 2)
    second = await card_of(harness, message)
    assert "`` friends ``" in text_of(second)
    assert "`` fools ``" not in text_of(second)
    assert actions(card) == []


async def test_a_card_that_was_deleted_is_replaced(harness: BotHarness) -> None:
    message, card = await flagged(harness)
    await harness.sandbox.delete(desk(harness), card.id)
    review(harness).submit(case_of(harness, message, TOLD))
    second = await card_of(harness, message)
    assert "`` friends ``" in text_of(second)
    assert "`` fools ``" in text_of(second)


@pytest.mark.parametrize(("gentle", "cards_shown"), [(True, 1), (False, 2)])
async def test_moderators_hear_nothing_of_what_only_gets_a_gentle_notice(
    harness: BotHarness, *, gentle: bool, cards_shown: int
) -> None:
    first, second = await harness.say(TEXT), await harness.say(TEXT)
    review(harness).submit(case_of(harness, first, replace(TOLD, gentle=gentle)))
    review(harness).submit(case_of(harness, second))
    await card_of(harness, second)
    assert len(harness.posts(desk(harness))) == cards_shown


async def test_without_a_channel_the_card_goes_where_the_rule_alerts_then_to_the_log(harness: BotHarness) -> None:
    quiet, gaming = harness.world.named("quiet").id, harness.world.named("gaming").id
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness), log_channel_id=quiet))
    first, second = await harness.say(TEXT), await harness.say(TEXT)
    review(harness).submit(case_of(harness, first, replace(HELD, origin=Origin.AUTOMOD, alert_channel_id=gaming)))
    review(harness).submit(case_of(harness, second))
    assert "release" not in actions(await card_of(harness, first, gaming))
    await card_of(harness, second, quiet)


async def test_without_any_channel_it_is_only_counted(harness: BotHarness) -> None:
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness)))
    before = sum(len(harness.posts(channel)) for channel in harness.world.channels)
    message = await harness.say("ok")
    review(harness).submit(case_of(harness, message))
    await harness.client.remove_cog("Review")
    assert sum(len(harness.posts(channel)) for channel in harness.world.channels) == before
    assert harness.ledger.flagged == {Origin.WATCH: 1}


@pytest.mark.parametrize("status", [403, 404])
async def test_a_channel_that_refuses_is_turned_off_and_its_chooser_is_told(harness: BotHarness, status: int) -> None:
    quiet = harness.world.named("quiet").id
    await choose_channel(harness, log_channel_id=quiet)
    moderator = harness.world.person(MODERATOR)
    harness.client.audit.remember_chooser(guild_id(harness), moderator.id, "moderation_channel_id")
    codes = {403: 50013, 404: 10003}
    body = {"code": codes[status], "message": "no"}
    harness.sandbox.faults.add(rf"/channels/{desk(harness)}/messages", method="POST", status=status, body=body)
    message = await harness.say(TEXT)
    review(harness).submit(case_of(harness, message))
    await card_of(harness, message, quiet)
    stored = await harness.stores.guilds.get(guild_id(harness))
    assert (stored.moderation_channel_id, stored.log_channel_id) == (None, quiet)
    direct = harness.world.dm(harness.world.bot, moderator)
    told = await harness.sandbox.until(lambda: next(iter(direct.messages.values()), None))
    assert "/moderation channel" in told.content


async def test_a_flood_becomes_one_card_with_a_count_and_links(harness: BotHarness) -> None:
    harness.model.enqueue(*["好"] * 40)
    messages = [await harness.say(f"{TEXT} {number}") for number in range(CARDS_PER_MINUTE + 6)]
    for message in messages:
        review(harness).submit(case_of(harness, message))
    await harness.client.remove_cog("Review")
    posts = harness.posts(desk(harness))
    assert len(posts) == CARDS_PER_MINUTE + 1
    assert "6 more" in text_of(posts[-1])
    assert [f"/{message.id}" in text_of(posts[-1]) for message in messages] == [False] * CARDS_PER_MINUTE + [True] * 6
    assert actions(posts[-1]) == []


async def test_the_summary_of_a_flood_comes_by_itself(harness: BotHarness) -> None:
    async def release(_: discord.Message, __: int, ___: str) -> bool:
        return False

    async def withdraw(_: Sequence[int]) -> None: ...

    hasty = Review(
        harness.client, harness.stores.guilds, harness.client.audit, harness.ledger,
        release=release, withdraw=withdraw, pause=0,
    )  # fmt: skip
    message = await harness.say(TEXT)
    for _ in range(CARDS_PER_MINUTE + 2):
        hasty.submit(case_of(harness, message))
    await harness.sandbox.until(lambda: any("2 more" in text_of(post) for post in harness.posts(desk(harness))))


async def test_deleting_removes_the_original_and_its_translations(harness: BotHarness) -> None:
    message = await harness.say(TEXT)
    reply = await harness.answer_to(message)
    review(harness).submit(case_of(harness, message))
    card = await card_of(harness, message)
    used = await press(harness, card, "delete")
    assert (await used.response()).ephemeral
    there = harness.world.channel(harness.channel).messages
    await harness.sandbox.until(lambda: message.id not in there and reply.id not in there)
    await harness.sandbox.until(lambda: actions(card) == ["timeout"])
    moderator = harness.world.person(MODERATOR).id
    assert f"<@{moderator}> deleted the message" in text_of(card)
    assert f"<@{moderator}> 已删除" in text_of(card)
    assert TEXT in text_of(card)
    assert harness.ledger.decisions == {cards.Action.DELETE: 1}


@pytest.mark.parametrize("action", ["delete", "release", "dismiss", "timeout"])
async def test_only_those_with_the_right_decide(harness: BotHarness, action: str) -> None:
    message, card = await flagged(harness)
    said = await response_text(await press(harness, card, action, "小李"))
    assert ("禁言成员" if action == "timeout" else "管理消息") in said
    assert message.id in harness.world.channel(harness.channel).messages
    assert len(actions(card)) == 4


@pytest.mark.parametrize("action", ["delete", "release", "dismiss"])
async def test_the_right_counts_in_the_channel_of_the_message(harness: BotHarness, action: str) -> None:
    message, card = await flagged(harness)
    role_of(harness, "小李", 0, 1)
    channel = harness.world.channel(desk(harness))
    person = harness.world.person("小李").id
    channel.overwrites[person] = Overwrite(1, int(Permission.MANAGE_MESSAGES), 0)
    assert "管理消息" in await response_text(await press(harness, card, action, "小李"))
    assert message.id in harness.world.channel(harness.channel).messages


async def test_without_the_right_to_delete_the_translations_are_removed_and_moderators_are_told(
    harness: BotHarness,
) -> None:
    let_bot(harness, 0)
    message = await harness.say(TEXT)
    reply = await harness.answer_to(message)
    review(harness).submit(case_of(harness, message))
    card = await card_of(harness, message)
    assert "Manage Messages" in await answer(harness, card, "delete")
    there = harness.world.channel(harness.channel).messages
    assert message.id in there
    assert reply.id not in there
    assert actions(card) == ["delete", "timeout"]
    let_bot(harness, int(Permission.MANAGE_MESSAGES))
    assert "Done" in await answer(harness, card, "delete")
    assert message.id not in there


async def test_a_message_that_is_gone_already(harness: BotHarness) -> None:
    message, card = await flagged(harness)
    await harness.sandbox.delete(harness.channel, message.id)
    assert "deleted" in await answer(harness, card, "release")
    assert "already gone" in await answer(harness, card, "delete")
    assert "already gone" in text_of(card)
    assert actions(card) == ["timeout"]


async def test_a_dismissed_card_has_no_buttons(harness: BotHarness) -> None:
    message, card = await flagged(harness)
    await answer(harness, card, "dismiss")
    assert actions(card) == []
    assert "已忽略" in text_of(card)
    assert message.id in harness.world.channel(harness.channel).messages


async def test_the_first_of_two_decisions_counts(harness: BotHarness) -> None:
    _, card = await flagged(harness)
    pressed = await asyncio.gather(press(harness, card, "dismiss"), press(harness, card, "delete", OTHER))
    said = [(await one.response()).content for one in pressed]
    assert sum("beat you to it" in one for one in said) == 1
    assert harness.ledger.decisions.total() == 1


async def test_a_decision_about_a_deleted_card_is_carried_out(harness: BotHarness) -> None:
    message, card = await flagged(harness)
    held = HeldRequest(rf"/channels/{desk(harness)}/messages/{card.id}", method="GET")
    harness.sandbox.faults.rest.append(held)
    pressed = await press(harness, card, "delete")
    await held.arrived.wait()
    await harness.sandbox.delete(desk(harness), card.id)
    held.released.set()
    assert "card itself is gone" in (await pressed.response()).content
    assert message.id not in harness.world.channel(harness.channel).messages


async def test_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    await choose_channel(before)
    message, card = await flagged(before)
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        await answer(after, card, "delete")
        assert message.id not in after.world.channel(after.channel).messages
        assert actions(card) == ["timeout"]
        assert TEXT in text_of(card)
    finally:
        await after.close()


async def test_a_message_on_another_server_can_only_be_dismissed(harness: BotHarness) -> None:
    message = await harness.say(TEXT)
    review(harness).submit(replace(case_of(harness, message), message_guild_id=12345))
    card = await card_of(harness, message)
    assert actions(card) == ["dismiss"]
    await answer(harness, card, "dismiss")
    assert actions(card) == []


@pytest.mark.parametrize("action", ["delete", "release", "timeout"])
async def test_ids_of_another_server_are_refused(harness: BotHarness, action: str) -> None:
    guild = await harness.invited("Elsewhere", owner=harness.world.person(MODERATOR))
    lobby = next(channel for channel in guild.channels.values() if channel.name == "lobby")
    message = await harness.say(TEXT, MODERATOR, lobby.id)
    forged = replace(case_of(harness, message), message_guild_id=guild_id(harness))
    review(harness).submit(forged)
    card = await card_of(harness, message)
    assert "another server" in await response_text(await press(harness, card, action))
    assert message.id in lobby.messages
    assert len(actions(card)) == 4


async def test_the_author_can_be_timed_out(harness: BotHarness) -> None:
    let_bot(harness, int(Permission.MODERATE_MEMBERS))
    _, card = await flagged(harness)
    assert "can't write" in await timed_out(harness, card)
    member = harness.world.guilds[guild_id(harness)].members[harness.world.person("Amy").id]
    assert member.timed_out_until > 0
    assert "for 1 hour" in text_of(card)
    assert "禁言 1 小时" in text_of(card)
    assert actions(card) == ["delete", "release"]


@pytest.mark.parametrize(
    ("bot", "target", "said"),
    [
        ((Permission.MODERATE_MEMBERS, 50), (0, 40), "the same highest role as you"),
        ((Permission.MODERATE_MEMBERS, 50), (Permission.ADMINISTRATOR, 1), "administrator"),
        ((Permission.MODERATE_MEMBERS, 1), (0, 20), "as me or a higher one"),
    ],
)
async def test_why_someone_cannot_be_timed_out(
    harness: BotHarness, bot: tuple[int, int], target: tuple[int, int], said: str
) -> None:
    let_bot(harness, int(bot[0]), position=bot[1])
    role_of(harness, "Amy", int(target[0]), target[1])
    role_of(harness, MODERATOR, int(Permission.MODERATE_MEMBERS), 30)
    _, card = await flagged(harness)
    assert said in await timed_out(harness, card)
    assert harness.world.guilds[guild_id(harness)].members[harness.world.person("Amy").id].timed_out_until == 0
    assert len(actions(card)) == 4


def test_a_line_in_both_languages_shows_its_emoji_once() -> None:
    assert both_in_line("case.title") == "🚩 Flagged message · 被标记的消息"
    assert both_in_line("case.original") == "Original · 原文"


async def test_without_the_permission_nobody_is_asked_for_how_long(harness: BotHarness) -> None:
    _, card = await flagged(harness)
    answer = await (await press(harness, card, "timeout")).response()
    assert "I lack “Timeout Members”" in answer.content
    assert not answer.components


async def test_who_left_cannot_be_timed_out(harness: BotHarness) -> None:
    let_bot(harness, int(Permission.MODERATE_MEMBERS))
    _, card = await flagged(harness)
    guild = harness.world.guilds[guild_id(harness)]
    await harness.sandbox.leave(guild, harness.world.person("Amy"))
    assert "aren't a member" in await timed_out(harness, card)


async def test_a_right_that_is_lost_before_the_choice_counts(harness: BotHarness) -> None:
    let_bot(harness, int(Permission.MODERATE_MEMBERS))
    _, card = await flagged(harness)
    asked = await choice(harness, card)
    guild = harness.world.guilds[guild_id(harness)]
    guild.members[harness.world.person(MODERATOR).id].roles = []
    pressed = await harness.sandbox.press(harness.world.person(MODERATOR).id, asked, "minutes:10")
    assert "Timeout Members" in (await pressed.response()).content
    assert guild.members[harness.world.person("Amy").id].timed_out_until == 0


async def test_a_held_translation_can_be_posted(harness: BotHarness) -> None:
    asked: list[tuple[int, int]] = []

    async def release(message: discord.Message, server_id: int, _: str) -> bool:
        asked.append((message.id, server_id))
        return len(asked) > 1

    async def withdraw(_: Sequence[int]) -> None: ...

    await harness.client.remove_cog("Review")
    client = harness.client
    await client.add_cog(
        Review(client, harness.stores.guilds, client.audit, harness.ledger, release=release, withdraw=withdraw)
    )
    message, card = await flagged(harness)
    assert "posted nothing" in await answer(harness, card, "release")
    assert len(actions(card)) == 4
    assert "posted the translation" in await answer(harness, card, "release")
    assert asked == [(message.id, guild_id(harness))] * 2
    assert actions(card) == ["delete", "timeout"]
    assert "已让" not in text_of(card)
    assert "让我发布了译文" in text_of(card)


@pytest.mark.parametrize("finding", [TOLD, replace(HELD, origin=Origin.AUTOMOD)])
async def test_only_what_a_watched_term_holds_can_be_posted(harness: BotHarness, finding: Finding) -> None:
    _, card = await flagged(harness, finding)
    assert actions(card) == ["delete", "timeout", "dismiss"]


def case(
    original: str, translation: str | None, *, rule: str = "a rule", matched: str = "", author: str = "Amy"
) -> Case:
    return Case(1, 1, 2, 3, 4, author, original, translation, (Finding(Origin.AUTOMOD, rule, matched, Side.ORIGINAL),))


ANY = st.text(st.sampled_from("`ab c\n|*[]()<>@你好𝕏") | st.characters(exclude_categories=["Cs"]), max_size=300)


@given(st.tuples(ANY, ANY, ANY, ANY), st.dictionaries(st.integers(1, 2**63), ANY, max_size=8), st.integers(1, 30))
def test_a_card_always_fits_and_shows_nothing_as_markup(
    written: tuple[str, str, str, str], reports: dict[int, str], times: int
) -> None:
    original, translation, rule, author = written
    made = case(original * times, translation * times or None, rule=rule, author=author)
    made = replace(made, findings=made.findings * times)
    texts = cards.texts_of(made, reports, "report.failed")
    assert sum(map(length, texts)) <= 3_300
    for text in texts:
        assert text.count("```") in {0, 2}


@given(ANY)
def test_code_cannot_be_left(text: str) -> None:
    block = code_block(text)
    assert "```" not in block[3:-3]
    assert block[4:-4].replace("\u200b", "") == text.replace("\u200b", "")
    span = code_span(text)
    assert "``" not in span[2:-2]
    assert "\n" not in span


@given(ANY, st.integers(20, 400))
def test_a_cut_block_fits_and_counts_what_is_left(text: str, room: int) -> None:
    block, left = cut_block(text, room)
    assert length(block) <= room
    shown = re.sub("\u200b", "", block[4:-4])
    assert len(shown) + left == len(text) - text[: len(text) - left].count("\u200b")


def test_a_long_text_is_cut_with_a_note_only_if_both_do_not_fit() -> None:
    short = cards.texts_of(case("a" * 1_900, "你好"), {})
    assert "a" * 1_900 in "\n".join(short)
    assert "more characters" not in "\n".join(short)
    cut = "\n".join(cards.texts_of(case("a" * 4_000, "好" * 4_000), {}))
    assert cut.count("more characters") == 2
    assert cut.count("a") > 1_200
