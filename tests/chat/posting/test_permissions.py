"""Every kind of channel, and every permission that Qiao can lack there: what still works, and what the owner is told.

`docs/hosting.md` has the same rows.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.sandbox import channels, payloads, threads
from bot.sandbox.errors import ApiError
from bot.sandbox.events import Event
from bot.sandbox.model import Channel, ChannelType, Message, MessageType
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import ChannelPreferences, Mode
from tests.chat.harness import BotHarness, response_text

ENGLISH = "How are you doing today, my friend?"
PAGE = (Path(__file__).parents[3] / "docs" / "hosting.md").read_text("utf-8")
OWNER = "王芳"


class Server(BotHarness):
    """A server whose owner can be told what Qiao lacks."""

    @property
    def guild_id(self) -> int:
        return self.world.channel(self.channel).guild_id or 0

    async def room(self, kind: int = ChannelType.TEXT, mode: Mode = Mode.REPLY) -> Channel:
        """Add a channel in which Qiao translates."""
        room = await self.sandbox.create_channel(self.world.guilds[self.guild_id], "room", kind=kind)
        await self.stores.channels.set(ChannelPreferences(room.id, self.guild_id, enabled=True, mode=mode))
        return room

    def deny(self, room: Channel, permission: Permission) -> None:
        self.world.overwrite(room, self.world.bot, deny=permission)
        channels.announce(self.world, "CHANNEL_UPDATE", room)

    def told(self) -> list[str]:
        owner = self.world.person(OWNER).id
        rooms = [each for each in self.world.channels.values() if owner in each.recipients]
        return [message.content for room in rooms for message in room.messages.values()]

    async def translate(self, room: Channel, times: int = 2) -> list[Message]:
        """Say something several times, and return what Qiao posted anywhere when all is done."""
        before = self.ledger.outcomes.total()
        for count in range(1, times + 1):
            await self.say(ENGLISH, channel=room.id)
            await self.settled(before + count)
        places = [each for each in self.world.channels.values() if room.id in {each.id, each.parent_id}]
        return [
            post
            for place in places
            for post in self.posts(place.id)
            if post.content and post.type != MessageType.THREAD_CREATED
        ]


@pytest.fixture
async def server(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(sandbox, tmp_path)
    server.world.guilds[server.guild_id].owner_id = server.world.person(OWNER).id
    await server.open()
    yield server
    await server.close()


@dataclass(frozen=True)
class Row:
    """A permission that is missing.

    Attributes:
        permission: what Qiao lacks.
        posts: how the two messages are translated: "reply", "webhook", "thread", or "" for not at all.
        told: what the owner is told, once; empty for nothing.
        mode: of the channel.
        kind: of the channel.
    """

    permission: Permission
    posts: str
    told: str = ""
    mode: Mode = Mode.REPLY
    kind: ChannelType = ChannelType.TEXT


ROWS = [
    Row(Permission.VIEW_CHANNEL, "", ""),
    Row(Permission.SEND_MESSAGES, "", "“Send Messages”"),
    Row(Permission.SEND_MESSAGES, "webhook", mode=Mode.WEBHOOK),
    Row(Permission.CONNECT, "", "“Connect”", kind=ChannelType.VOICE),
    Row(Permission.MANAGE_WEBHOOKS, "reply", "“Manage Webhooks”", mode=Mode.WEBHOOK),
    Row(Permission.MANAGE_WEBHOOKS, "reply"),
    Row(Permission.CREATE_PUBLIC_THREADS, "reply", "“Create Public Threads”", mode=Mode.THREAD),
    Row(Permission.SEND_MESSAGES_IN_THREADS, "", "“Send Messages in Threads”", mode=Mode.THREAD),
    Row(Permission.SEND_MESSAGES_IN_THREADS, "reply"),
    *(
        Row(permission, mode.value, mode=mode)
        for permission in (
            Permission.EMBED_LINKS,
            Permission.ATTACH_FILES,
            Permission.USE_EXTERNAL_EMOJIS,
            Permission.ADD_REACTIONS,
            Permission.MANAGE_MESSAGES,
            Permission.MANAGE_THREADS,
            Permission.MENTION_EVERYONE,
            Permission.USE_APPLICATION_COMMANDS,
        )
        for mode in (Mode.REPLY, Mode.WEBHOOK)
    ),
]


def way(post: Message, room: Channel) -> str:
    if post.persona:
        return "webhook"
    return "reply" if post.channel_id == room.id else "thread"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.permission.name}-{row.mode}")
async def test_what_works_without_a_permission_and_what_the_owner_is_told(server: Server, row: Row) -> None:
    room = await server.room(row.kind, row.mode)
    server.deny(room, row.permission)
    if row.permission is Permission.VIEW_CHANNEL:  # its events do not arrive
        await server.say(ENGLISH, channel=room.id)
        await server.answer_to(await server.say(ENGLISH))
        assert (server.posts(room.id), server.told()) == ([], [])
        return
    posts = await server.translate(room)
    assert [way(post, room) for post in posts] == ([row.posts] * 2 if row.posts else [])
    told = server.told()
    assert [row.told in text for text in told] == ([True] if row.told else [])


@pytest.mark.parametrize("row", [row for row in ROWS if row.told], ids=lambda row: f"{row.permission.name}-{row.mode}")
async def test_the_moderator_who_turns_a_channel_on_is_told_at_once(server: Server, row: Row) -> None:
    room = await server.room(row.kind, row.mode)
    server.deny(room, row.permission)
    answer = await server.use(OWNER, "channel enable", channel=room.id)
    assert "我在" in answer
    assert "缺少权限" in answer


def test_every_permission_of_the_table_is_tried() -> None:
    table = PAGE[PAGE.index("## Channels and permissions") :]
    named = set(re.findall(r"^\| \*([A-Z][^*]+)\*", table, re.MULTILINE))
    tried = {" ".join(word.capitalize() for word in (row.permission.name or "").split("_")) for row in ROWS}
    own_tests = {"Read Message History", "timed out", "Manage Server"}
    assert {name.replace(" In ", " in ") for name in tried} == named - own_tests


KINDS = [
    ChannelType.TEXT,
    ChannelType.NEWS,
    ChannelType.VOICE,
    ChannelType.STAGE,
]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_chat_is_translated_in_every_mode(server: Server, kind: ChannelType, mode: Mode) -> None:
    room = await server.room(kind, mode)
    posts = await server.translate(room)
    # Voice and stage channels have no threads.
    vocal = kind in {ChannelType.VOICE, ChannelType.STAGE}
    assert {way(post, room) for post in posts} == {"reply" if vocal and mode is Mode.THREAD else mode.value}
    assert server.told() == []


@pytest.mark.parametrize("nsfw", [False, True])
@pytest.mark.parametrize("slowmode", [0, 21_600])
async def test_slow_mode_and_age_restriction_change_nothing(server: Server, nsfw: bool, slowmode: int) -> None:  # noqa: FBT001 - parametrized
    room = await server.room()
    channels.change(room, {"nsfw": nsfw, "rate_limit_per_user": slowmode})
    channels.announce(server.world, "CHANNEL_UPDATE", room)
    assert len(await server.translate(room)) == 2


Start = Callable[[Server, Channel], Awaitable[Channel]]


async def public(server: Server, room: Channel) -> Channel:
    return threads.start(server.world, room, server.world.person("Amy"), {"name": "tea", "type": 11})


async def private(server: Server, room: Channel) -> Channel:
    return threads.start(server.world, room, server.world.person("Amy"), {"name": "tea", "type": 12})


async def archived(server: Server, room: Channel) -> Channel:
    thread = await public(server, room)
    channels.change(thread, {"archived": True})  # whoever writes reopens it
    channels.announce(server.world, "THREAD_UPDATE", thread)
    return thread


async def post(server: Server, _: Channel) -> Channel:
    forum, before = await server.room(ChannelType.FORUM), server.ledger.outcomes.total()
    amy = server.world.person("Amy")
    opened = threads.open_post(server.world, forum, amy, {"name": "👍"}, starter={"content": "👍"})
    await server.settled(before + 1)
    return opened


@pytest.mark.parametrize("start", [public, private, archived, post])
async def test_threads_of_every_kind_are_translated(server: Server, start: Start) -> None:
    thread = await start(server, await server.room())
    assert [each.channel_id for each in await server.translate(thread)] == [thread.id] * 2


@pytest.mark.parametrize("start", [public, archived, post])
async def test_without_send_messages_in_threads_the_owner_is_told_once(server: Server, start: Start) -> None:
    thread = await start(server, await server.room())
    parent = server.world.channel(thread.parent_id or 0)
    server.deny(parent, Permission.SEND_MESSAGES_IN_THREADS)
    assert await server.translate(thread) == []
    [text] = server.told()
    assert "“Send Messages in Threads”" in text


async def test_a_private_thread_is_seen_by_those_who_manage_threads_or_are_added(server: Server) -> None:
    room = await server.room()
    server.deny(room, Permission.MANAGE_THREADS)
    thread = await private(server, room)
    await server.say(ENGLISH, channel=thread.id)
    await server.translate(room)
    assert server.posts(thread.id) == []
    threads.join(server.world, thread, server.world.bot.id)
    assert len(await server.translate(thread)) == 2


async def test_a_locked_thread_needs_manage_threads(server: Server) -> None:
    room = await server.room()
    thread = await public(server, room)
    channels.change(thread, {"locked": True})
    channels.announce(server.world, "THREAD_UPDATE", thread)
    said = await server.sandbox.say(thread.id, server.world.person(OWNER).id, ENGLISH)
    await server.answer_to(said)
    server.deny(room, Permission.MANAGE_THREADS)
    await server.sandbox.say(thread.id, server.world.person(OWNER).id, ENGLISH)
    await server.settled(2)
    assert len(server.posts(thread.id)) == 1


def time_out(server: Server, until: float) -> None:
    guild = server.world.guilds[server.guild_id]
    member = guild.members[server.world.bot.id]
    member.timed_out_until = until
    data = {**payloads.member(member), "guild_id": str(guild.id)}
    server.world.emit(Event("GUILD_MEMBER_UPDATE", data, guild.id, users=frozenset({member.user.id})))


async def test_a_timeout_is_told_once_for_the_whole_server(server: Server) -> None:
    rooms = [await server.room(), await server.room()]
    time_out(server, (discord.utils.utcnow() + timedelta(days=1)).timestamp())
    for room in rooms:
        assert await server.translate(room) == []
    [text] = server.told()
    assert "timed me out" in text
    assert "禁言" in await server.use(OWNER, "channel enable", channel=rooms[0].id)


async def test_a_timeout_does_not_stop_webhooks(server: Server) -> None:
    room = await server.room(mode=Mode.WEBHOOK)
    await server.translate(room)
    time_out(server, (discord.utils.utcnow() + timedelta(days=1)).timestamp())
    assert len(await server.translate(room)) == 4
    assert server.told() == []


async def test_direct_messages_are_translated(server: Server) -> None:
    direct = server.world.dm(server.world.person("Amy"), server.world.bot)
    await server.answer_to(await server.say(ENGLISH, channel=direct.id))


async def test_commands_work_in_group_direct_messages_for_people_who_installed_qiao(server: Server) -> None:
    amy, jake = server.world.person("Amy"), server.world.person("Jake")
    group = server.world.group(amy, jake)
    said = await server.say(ENGLISH, channel=group.id)  # Qiao is not told about it
    used = await server.sandbox.invoke(jake.id, group.id, "translate", {"text": "我在回家的路上"})
    assert await response_text(used)
    used = await server.sandbox.invoke_message(jake.id, group.id, said.id, "Translate")
    assert await response_text(used)
    with pytest.raises(ApiError):
        await server.sandbox.invoke(jake.id, group.id, "channel status")
    assert server.posts(group.id) == []


async def test_only_qiaos_text_is_missing_where_it_cannot_react(server: Server) -> None:
    """Without Add Reactions nothing is offered, and nothing breaks."""
    room = await server.room()
    server.deny(room, Permission.ADD_REACTIONS)
    await asyncio.gather(*(server.say(ENGLISH, channel=room.id) for _ in range(3)))
    await server.settled(3)
    assert server.ledger.outcomes == {"posted": 3}
