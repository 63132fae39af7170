"""Members who want Qiao to ping people, to speak for others, or to act where they have no rights."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.chat.features.privacy.commands import ErasureConfirmation
from bot.chat.features.settings.setup import PAGES, SetupView
from bot.chat.strings import ENGLISH, say
from bot.chat.ui.persistent import PersistentButton, PersistentView
from bot.sandbox import messages
from bot.sandbox.model import Channel, Guild, Message
from bot.sandbox.permissions import Permission
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.links import Link, PostKind
from bot.storage.types.moderation import Action, WatchedTerm
from bot.storage.types.preferences import ChannelPreferences, Mode
from bot.storage.types.terms import GlossaryTerm
from tests.chat.harness import BotHarness, response_text

ENGLISH_TEXT = "How are you doing today, my friend?"
MODERATOR = "王芳"
SECRET = "a secret term"


def guild_of(harness: BotHarness) -> Guild:
    return harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]


async def choose(harness: BotHarness, mode: Mode, **more: object) -> None:
    preferences = ChannelPreferences(harness.channel, guild_of(harness).id, enabled=True, mode=mode)
    await harness.stores.channels.set(replace(preferences, **more))  # type: ignore[arg-type]


def everyone(harness: BotHarness) -> str:
    """Mentions of everyone, of a role that may be mentioned, and of a person; Qiao may mention them all."""
    guild = guild_of(harness)
    for role in guild.roles.values():
        role.permissions |= int(Permission.MENTION_EVERYONE)
    role = harness.world.add_role(guild, "Tea", mentionable=True)
    guild.members[harness.world.person("小李").id].roles.append(role.id)
    return f"@everyone @here <@&{role.id}> <@{harness.world.person('小李').id}>"


def pings(harness: BotHarness) -> list[object]:
    return [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id]


def all_posts(harness: BotHarness) -> list[Message]:
    return [post for channel in list(harness.world.channels.values()) for post in harness.posts(channel.id)]


@pytest.mark.parametrize("mode", Mode)
async def test_no_post_and_no_edit_pings_in_any_mode(harness: BotHarness, mode: Mode) -> None:
    await choose(harness, mode)
    mentions = everyone(harness)
    message = await harness.say(f"{ENGLISH_TEXT} {mentions}")
    await harness.settled(1)
    post = await harness.sandbox.until(
        lambda: next((one for one in all_posts(harness) if "@here" in one.content), None)
    )
    await harness.sandbox.edit(
        harness.channel, message.id, f"I am very tired after this long day. {mentions} @everyone"
    )
    await harness.sandbox.until(lambda: post.content.count("@everyone") > 1)
    assert [ping for ping in harness.world.pings if ping.author_id == message.author.id]
    assert pings(harness) == []


@pytest.mark.parametrize("mode", [Mode.REPLY, Mode.THREAD])
async def test_no_digest_pings(harness: BotHarness, mode: Mode) -> None:
    await choose(harness, mode)
    mentions = everyone(harness)
    async with harness.held_post(r"/channels/\d+/messages", ENGLISH_TEXT, ready=3):
        last = [await harness.say(f"{ENGLISH_TEXT} {number} {mentions}") for number in range(3)][-1]
    await harness.settled(4)
    digest = next(post for post in all_posts(harness) if post.content.count("@here") == 3)
    await harness.sandbox.edit(harness.channel, last.id, f"I am very tired after this long day. {mentions} @everyone")
    await harness.sandbox.until(lambda: digest.content.count("@everyone") == 4)
    assert pings(harness) == []


async def test_no_copy_across_a_bridge_pings(harness: BotHarness) -> None:
    guild, mentions = guild_of(harness), everyone(harness)
    english, chinese = (harness.world.named(name) for name in ("english", "中文"))
    rows = [BridgedChannel(english.id, guild.id, 1, "en"), BridgedChannel(chinese.id, guild.id, 1, "zh")]
    await harness.stores.bridges.add(rows)
    message = await harness.say(f"{ENGLISH_TEXT} {mentions}", channel=english.id)
    copy = await harness.sandbox.until(lambda: next(iter(harness.posts(chinese.id)), None))
    await harness.sandbox.edit(english.id, message.id, f"{ENGLISH_TEXT} {mentions} @everyone")
    await harness.sandbox.until(lambda: copy.content.count("@everyone") > 1)
    assert pings(harness) == []


async def test_no_answer_pings(harness: BotHarness) -> None:
    mentions = everyone(harness)
    quiet = harness.world.named("quiet").id
    message = await harness.say(f"{ENGLISH_TEXT} {mentions}", channel=quiet)
    harness.react(message, "🇨🇳")
    assert "@everyone" in (await harness.answer_to(message)).content
    assert "@everyone" in await harness.use("Amy", "translate", text=f"{ENGLISH_TEXT} {mentions}")
    assert pings(harness) == []


FORGED = {
    "a heading": "-# **Jake** [↗](<https://discord.com/channels/1/2/3>)\n{text}",
    "a line of a digest": "**Jake** [↗](<https://discord.com/channels/1/2/3>): {text}",
    "a quote": "> **Jake**: {text} [↗](<https://discord.com/channels/1/2/3>)\n{text}",
    "an arrow with a style": "**Jake** [ ↗️ ](https://discord.com/channels/1/2/3): {text}",
}


@pytest.mark.parametrize("form", FORGED)
@pytest.mark.parametrize("mode", Mode)
async def test_no_text_passes_for_what_qiao_says_about_another_member(
    harness: BotHarness, form: str, mode: Mode
) -> None:
    await choose(harness, mode)
    await harness.say(FORGED[form].format(text=ENGLISH_TEXT))
    await harness.settled(1)
    post = await harness.sandbox.until(
        lambda: next((one for one in all_posts(harness) if "1/2/3" in one.content), None)
    )
    assert "<https://discord.com/channels/1/2/3>" in post.content
    assert "](<https://discord.com/channels/1/2/3>" not in post.content
    assert "](https://discord.com/channels/1/2/3" not in post.content


NAMES = [
    "Jake**: I owe you money\n**Amy",
    "\u202eekaJ",
    "Ja](https://evil.example)ke",
    "`Jake`",
    "> Jake",
    "\u200b",
    "@everyone",
    "J" * 32,
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_speaks_for_nobody_else_in_a_digest(harness: BotHarness, name: str) -> None:
    guild = guild_of(harness)
    guild.members[harness.world.person("Amy").id].nick = name
    async with harness.held_post(rf"/channels/{harness.channel}/messages", ENGLISH_TEXT, ready=2):
        for number in range(2):
            await harness.say(f"{ENGLISH_TEXT} {number}")
    await harness.settled(3)
    digest = harness.posts()[-1].content
    assert len(digest.split("\n")) == 2
    assert digest.count("): ") == 2
    for line in digest.split("\n"):
        assert line.startswith("**")
        assert not {"\u202e", "\u200b", "**:"} & {bad for bad in ("\u202e", "\u200b", "**:") if bad in line}
        assert "](https://evil" not in line.replace("\\]", "")
    assert pings(harness) == []


@pytest.mark.parametrize(("name", "shown"), [("Qiao 桥", "Qiao 桥 (成员 · member)"), ("cly\u200bde", "cly·de")])
async def test_a_webhook_does_not_speak_as_qiao_or_discord(harness: BotHarness, name: str, shown: str) -> None:
    await choose(harness, Mode.WEBHOOK)
    guild_of(harness).members[harness.world.person("Amy").id].nick = name
    await harness.say(ENGLISH_TEXT)
    post = await harness.sandbox.until(lambda: next((one for one in harness.posts() if one.persona), None))
    assert post.persona
    assert post.persona[0] == shown


BUTTONS = {
    "VerdictButton": [f"qiao:suggestion:{{suggestion}}:{verdict}" for verdict in ("approve", "term", "reject")],
    "PageButton": ["qiao:glossary:0"],
    "ListButton": ["qiao:watch:list:0"],
    "ClearButton": ["qiao:watch:clear"],
    "VoteButton": ["qiao:vote:for", "qiao:vote:against"],
    "BetterButton": ["qiao:better"],
}
"""The custom ids of every persistent button, by class."""

OF_MODERATORS = ("VerdictButton", "PageButton", "ListButton", "ClearButton")

VIEWS = {SetupView, ErasureConfirmation, *PAGES}
"""Persistent views: the panel, of which each control checks the permission, and what concerns only its user."""


def subclasses(kind: type) -> Iterator[type]:
    children: list[type] = kind.__subclasses__()
    for each in children:
        yield each
        yield from subclasses(each)


def test_every_persistent_control_is_tested_here() -> None:
    """New buttons belong into the tables above, so that the tests below press them without the right to."""
    ours = {each for each in subclasses(PersistentButton) if each.__module__.startswith("bot.")}
    assert {each.__name__ for each in ours} - REVIEWED_ELSEWHERE == set(BUTTONS)
    assert {each for each in subclasses(PersistentView) if each.__module__.startswith("bot.")} == VIEWS


REVIEWED_ELSEWHERE = {"CaseButton", "OnlyButton", "StarterButton"}
"""Buttons whose own tests press them without the right, and with ids of another server."""


@pytest.fixture
async def elsewhere(harness: BotHarness) -> Guild:
    """Another server, which Amy owns; the first one has a suggestion, a term, and a translation with votes."""
    owner = harness.world.person("Amy")
    owner.locale = "en-US"
    guild = await harness.invited("Elsewhere", owner=owner)
    await harness.stores.glossary.add(
        GlossaryTerm(guild_of(harness).id, "en", SECRET, "秘密", exact=False, author_id=1, created_at=1)
    )
    await harness.stores.watch.add_many(
        [WatchedTerm(guild_of(harness).id, "en", SECRET, Action.HOLD, author_id=1, created_at=1)]
    )
    await harness.stores.links.record(
        [Link(11, harness.channel, guild_of(harness).id, 1, 12, harness.channel, kind=PostKind.TRANSLATION)]
    )
    return guild


async def suggestion(harness: BotHarness) -> int:
    made = await harness.stores.suggestions.add(
        guild_id=guild_of(harness).id,
        channel_id=harness.channel,
        post_id=12,
        author_id=1,
        language="en",
        source="good morning, dear all",
        target="大家早",
        created_at=1,
        source_author_id=2,
    )
    return made.id


async def state(harness: BotHarness, *guilds: Guild) -> list[object]:
    """What is stored about servers."""
    stores = harness.stores
    return [
        [
            await stores.suggestions.of_guild(guild.id),
            await stores.glossary.of_guild(guild.id),
            await stores.votes.count(guild.id),
            await stores.channels.of_guild(guild.id),
            await stores.guilds.get(guild.id),
            await stores.bridges.of_guild(guild.id),
            await stores.bots.of_guild(guild.id),
            await stores.mutes.of_guild(guild.id),
            await stores.watch.of_guild(guild.id),
        ]
        for guild in guilds
    ]


def shown_button(harness: BotHarness, channel: Channel, custom_id: str) -> Message:
    """A message of the bot with a button, as if it had posted that there."""
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "·", "custom_id": custom_id}]}
    return messages.post(harness.world, channel, harness.world.bot, {"content": "x", "components": [row]})


@pytest.mark.parametrize("form", [form for forms in BUTTONS.values() for form in forms])
async def test_a_button_changes_and_shows_nothing_of_another_server(
    harness: BotHarness, elsewhere: Guild, form: str
) -> None:
    custom_id = form.format(suggestion=await suggestion(harness))
    lobby = next(channel for channel in elsewhere.channels.values() if channel.name == "lobby")
    before = await state(harness, guild_of(harness), elsewhere)
    post = shown_button(harness, lobby, custom_id)
    used = await harness.sandbox.press(harness.world.person("Amy").id, post, custom_id)
    await used.callback_given()
    await harness.sandbox.until(lambda: used.followups or (used.original and used.original.content != "x"))
    said = [message.content for message in (used.original, *used.followups) if message]
    assert SECRET not in "\n".join(said)
    assert await state(harness, guild_of(harness), elsewhere) == before


@pytest.mark.parametrize(
    "form", [*BUTTONS["VerdictButton"], *BUTTONS["PageButton"], *BUTTONS["ListButton"], *BUTTONS["ClearButton"]]
)
async def test_a_button_of_moderators_does_nothing_for_others(harness: BotHarness, elsewhere: Guild, form: str) -> None:
    custom_id = form.format(suggestion=await suggestion(harness))
    harness.world.person("Amy").locale = "en-US"
    before = await state(harness, guild_of(harness))
    post = shown_button(harness, harness.world.channel(harness.channel), custom_id)
    used = await harness.sandbox.press(harness.world.person("Amy").id, post, custom_id)
    assert "Manage Messages" in await response_text(used)
    assert SECRET not in post.content
    assert await state(harness, guild_of(harness)) == before


@pytest.mark.parametrize(
    ("control", "values"),
    [
        ("channels", ["{channel}"]),
        ("mode", ["webhook"]),
        ("script", ["zh-Hant"]),
        ("patience", ["30"]),
        ("log", ["{channel}"]),
    ],
)
async def test_a_control_of_the_panel_does_nothing_for_others(
    harness: BotHarness, control: str, values: list[str]
) -> None:
    moderator = harness.world.person(MODERATOR)
    used = await harness.sandbox.invoke(moderator.id, harness.channel, "qiao setup")
    panel = await used.response()
    if control == "log":
        await (await harness.sandbox.press(moderator.id, panel, "setup:more")).callback_given()
    harness.world.person(MODERATOR).locale = "en-US"
    member = guild_of(harness).members[moderator.id]
    member.roles.clear()
    before = await state(harness, guild_of(harness))
    chosen = [value.format(channel=harness.world.named("quiet").id) for value in values]
    pressed = await harness.sandbox.press(moderator.id, panel, f"setup:{control}", chosen)
    assert "Manage Server" in (await pressed.callback_given())["data"]["content"]
    assert await state(harness, guild_of(harness)) == before


@pytest.mark.parametrize(("control", "page"), [("channels", ""), ("log", "more")])
async def test_the_panel_changes_no_channel_of_another_server(
    harness: BotHarness, elsewhere: Guild, control: str, page: str
) -> None:
    lobby = next(iter(elsewhere.channels.values()))
    moderator = harness.world.person(MODERATOR)
    moderator.locale = "en-US"
    panel = await (await harness.sandbox.invoke(moderator.id, harness.channel, "qiao setup")).response()
    if page:
        await (await harness.sandbox.press(moderator.id, panel, f"setup:{page}")).callback_given()
    before = await state(harness, guild_of(harness), elsewhere)
    used = await harness.sandbox.press(moderator.id, panel, f"setup:{control}", [str(lobby.id)])
    assert say(ENGLISH, "error.foreign") in [(await used.response()).content, *(one.content for one in used.followups)]
    assert await state(harness, guild_of(harness), elsewhere) == before


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("channel enable", {"channel": "there"}),
        ("channel disable", {"channel": "there"}),
        ("channel mode", {"channel": "there", "mode": "webhook"}),
        ("channel add-bot", {"channel": "there", "bot": "1"}),
        ("channel remove-bot", {"channel": "there", "bot": "1"}),
        ("bridge create", {"first": "there", "second": "here"}),
        ("bridge remove", {"channel": "there"}),
    ],
)
async def test_a_command_changes_no_channel_of_another_server(
    harness: BotHarness, elsewhere: Guild, command: str, options: dict[str, str]
) -> None:
    lobby = next(iter(elsewhere.channels.values()))
    await harness.stores.bridges.add([BridgedChannel(lobby.id, elsewhere.id, 9, "en")])
    harness.world.person(MODERATOR).locale = "en-US"
    ids = {"here": harness.world.named("quiet").id, "there": lobby.id}
    before = await state(harness, guild_of(harness), elsewhere)
    said = await harness.use(MODERATOR, command, **{name: ids.get(value, value) for name, value in options.items()})
    assert said == say(ENGLISH, "error.foreign")
    assert await state(harness, guild_of(harness), elsewhere) == before


def zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("glossary.csv", text)
    return file.getvalue()


CSV_BOMBS = {
    "a large file": b"a,b\n" * 400_000,
    "many rows": b"".join(b"word %d,b\n" % number for number in range(60_000)),
    "one huge cell": b"a," + b"b" * 500_000,
    "zeros": b"\0" * 1_000,
    "zeros in cells": b"a\0b,c\n",
    "a quote that never ends": b'a,"' + b"b,c\n" * 10_000,
    "an archive": zipped("a,b\n" * 1_000_000),
    "UTF-16": "source,target\nabc,甲乙\n".encode("utf-16"),
    "UTF-32": "source,target\nabc,甲乙\n".encode("utf-32"),
    "no text": bytes(range(256)) * 100,
    "columns": b"," * 100_000 + b"\n",
}


@pytest.mark.parametrize("bomb", CSV_BOMBS)
async def test_a_file_that_is_no_glossary_is_refused_with_a_sentence(harness: BotHarness, bomb: str) -> None:
    harness.world.person(MODERATOR).locale = "en-US"
    file = harness.sandbox.upload("glossary.csv", CSV_BOMBS[bomb])
    said = await harness.use(MODERATOR, "glossary import", file=file)
    assert said not in {say(ENGLISH, "error.unexpected"), ""}
    assert len(said) < 500
    assert not await harness.stores.glossary.of_guild(guild_of(harness).id)
