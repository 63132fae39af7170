"""Every kind of message: docs/architecture.md says what happens to each, in one row, and here is its test."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.sandbox import messages, payloads, threads
from bot.sandbox.model import Json, Message, MessageFlag, MessageType, Webhook
from bot.sandbox.server import Sandbox
from tests.chat.harness import BotHarness, response_text

DOCUMENT = Path(__file__).parents[2] / "docs" / "architecture.md"
TEXT = "The garden is full of flowers"
OTHER = "The kitchen needs a new window"
THIRD = "My brother plays the violin"
FILE, FILENAME = "dinner menu of the week", "dinner_menu_of_the_week.pdf"
COMMAND = "play despacito all night"
SENTINEL = "Everybody in this house loves soup"
MEDIA: Json = {"url": "https://example.com/a.png"}
POLL: Json = {"question": {"text": TEXT}, "answers": [{"poll_media": {"text": OTHER}}]}
BUTTON: Json = {"type": 2, "style": 5, "label": OTHER, "url": "https://example.com"}
CONTROLS: Json = {"type": 1, "components": [BUTTON]}
SELECT: Json = {
    "type": 3,
    "custom_id": "menu",
    "placeholder": OTHER,
    "options": [{"label": THIRD, "value": "x", "description": TEXT}],
}
TEXT_DISPLAY: Json = {"type": 10, "content": TEXT}

Make = Callable[["Room"], Awaitable[Message] | Message]


class Room(BotHarness):
    """The bot with a news bot that it translates, another bot that it does not, and a webhook."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        guild = next(iter(sandbox.world.guilds.values()))
        self.news = sandbox.world.add_user("Newsbot", bot=True, guilds=[guild])
        self.other = sandbox.world.add_user("Otherbot", bot=True, guilds=[guild])
        super().__init__(sandbox, folder, bots=frozenset({self.news.id}), prefixes=("!",))
        self.amy = self.world.person("Amy")
        self.place = self.world.channel(self.channel)
        self.hook = Webhook(
            self.world.snowflake(), "token", self.channel, self.place.guild_id or 0, "Hook", self.world.person("王芳")
        )
        self.world.webhooks[self.hook.id] = self.hook

    def post(self, body: Json, author: Any = None, **origin: Any) -> Message:
        """Post as Amy or a bot, in whatever way."""
        made = messages.Origin(permitted=True, **origin)
        return messages.post(self.world, self.place, author or self.amy, body, origin=made)

    def layout(self, *components: Json) -> Message:
        """A message of the news bot that is made of components."""
        return self.post({"flags": int(MessageFlag.COMPONENTS_V2), "components": list(components)}, self.news)

    def notice(self, kind: MessageType, content: str = "", **fields: Any) -> Message:
        return messages.notice(self.world, self.place, self.amy, kind, content, **fields)

    def with_file(self, name: str, content: str = "", flags: int = 0, **about: Any) -> Message:
        body = {"content": content, "flags": flags, "attachments": [{"id": 0, **about}]}
        return messages.post(self.world, self.place, self.amy, body, [messages.Upload(0, name, b"x")])

    async def menu(self, message: Message) -> str:
        used = await self.sandbox.invoke_message(self.amy.id, message.channel_id, message.id, "Translate")
        return await response_text(used)


@dataclass(frozen=True)
class Row:
    """A kind of message.

    Attributes:
        name: as in the document.
        make: posts one.
        unasked: the texts in it that are translated without being asked.
        asked: those that are translated when asked; the same if None.
    """

    name: str
    make: Make
    unasked: tuple[str, ...] = ()
    asked: tuple[str, ...] | None = None


def said(**fields: Any) -> Make:
    """Post as Amy."""
    return lambda room: room.post({"content": TEXT} | fields)


def notice(kind: MessageType, content: str = "", **fields: Any) -> Make:
    return lambda room: room.notice(kind, content, **fields)


def laid_out(*components: Json) -> Make:
    return lambda room: room.layout(*components)


def flagged(flag: MessageFlag) -> Make:
    """Post as Amy, with a flag that only Discord sets."""
    return lambda room: room.post({"content": TEXT}, flags=int(flag))


async def reply(room: Room) -> Message:
    original = room.post({"content": OTHER}, room.other)
    return await room.say(TEXT, reply_to=original.id)


def response(kind: MessageType) -> Make:
    """The response of the news bot to a command."""
    return lambda room: room.post({"content": TEXT}, room.news, kind=kind, interaction=command_by(room))


def command_by(room: Room) -> Json:
    return {"id": "1", "type": 2, "user": payloads.user(room.amy), "authorizing_integration_owners": {}}


def pinned(room: Room) -> Message:
    message = room.post({"content": TEXT}, room.other)
    reference = {"type": 0, "message_id": str(message.id), "channel_id": str(room.channel)}
    return room.notice(MessageType.PINNED, message_reference=reference)


def unknown_type(room: Room) -> Message:
    message = Message(room.world.snowflake(), room.channel, room.amy, TEXT, 250)
    messages.add(room.world, room.place, message)
    return message


def with_thread(room: Room) -> Message:
    message = room.post({"content": TEXT})
    room.start_thread(message)
    return message


def ephemeral(room: Room) -> Message:
    return room.post({"content": TEXT}, room.news, flags=int(MessageFlag.EPHEMERAL), interaction=command_by(room))


def voice(room: Room) -> Message:
    flags = int(MessageFlag.VOICE)
    return room.with_file("voice-message.ogg", flags=flags, duration_secs=2.5, waveform="AAAA")


def shown_file(room: Room) -> Message:
    body = {
        "flags": int(MessageFlag.COMPONENTS_V2),
        "components": [{"type": 13, "file": {"url": f"attachment://{FILENAME}"}}],
        "attachments": [{"id": 0}],
    }
    upload = messages.Upload(0, FILENAME, b"x")
    origin = messages.Origin(permitted=True)
    return messages.post(room.world, room.place, room.news, body, [upload], origin=origin)


def stickers(room: Room) -> Message:
    message = Message(room.world.snowflake(), room.channel, room.amy, "")
    message.extra = {"sticker_items": [{"id": "1", "name": OTHER, "format_type": 1}]}
    messages.add(room.world, room.place, message)
    return message


def preview(room: Room) -> Message:
    message = Message(room.world.snowflake(), room.channel, room.amy, TEXT)
    message.extra = {"embeds": [{"type": "article", "url": "https://example.com", "title": OTHER}]}
    messages.add(room.world, room.place, message)
    return message


async def forwarded_embed(room: Room) -> Message:
    return await forward(room, text="", who="Otherbot", embeds=[EMBED])


async def forward(room: Room, **fields: Any) -> Message:
    text, who = fields.pop("text", TEXT), fields.pop("who", "Amy")
    source = await room.say(text, who, room.world.named("quiet").id, **fields)
    reference = {"type": 1, "message_id": str(source.id), "channel_id": str(source.channel_id)}
    return room.post({"message_reference": reference})


def starter(room: Room) -> Message:
    thread = room.start_thread(room.post({"content": TEXT}, room.other))
    return next(iter(thread.messages.values()))


def thread_notice(room: Room) -> Message:
    body = {"name": TEXT, "type": 11}
    threads.start(room.world, room.place, room.amy, body)
    return list(room.place.messages.values())[-1]


def closed_poll(room: Room) -> Message:
    poll = room.post({"poll": POLL}, room.other)
    return messages.close_poll(room.world, poll, {1: 3})


def published(room: Room) -> Message:
    message = room.post({"content": TEXT})
    messages.publish(room.world, message, room.world.named("food"), room.hook)
    return message


def crosspost(room: Room) -> Message:
    source = messages.post(room.world, room.world.named("quiet"), room.amy, {"content": TEXT})
    return messages.publish(room.world, source, room.place, room.hook)


def withdrawn(room: Room) -> Message:
    copy = crosspost(room)
    messages.withdraw(room.world, copy)
    return copy


def thought(room: Room) -> Message:
    message = room.post({}, room.news, flags=int(MessageFlag.LOADING))
    messages.edit(room.world, message, room.news, {"content": TEXT})
    messages.announce(room.world, "MESSAGE_UPDATE", message)
    return message


def reacted(room: Room) -> Message:
    message = room.post({"content": TEXT})
    room.react(message, "👍")
    return message


def system(room: Room) -> Message:
    room.amy.system = True
    return room.post({"content": TEXT})


def carrying(**fields: Any) -> Make:
    """Announce a message of Amy's with fields that no request has."""

    def make(room: Room) -> Message:
        message = Message(room.world.snowflake(), room.channel, room.amy, TEXT, extra=fields)
        messages.add(room.world, room.place, message)
        return message

    return make


def automod(room: Room) -> Message:
    embed = {
        "type": "auto_moderation_message",
        "description": TEXT,
        "fields": [
            {"name": "rule_name", "value": "Block rude words", "inline": False},
            {"name": "channel_id", "value": str(room.channel), "inline": False},
            {"name": "keyword", "value": "garden", "inline": False},
            {"name": "keyword_matched_content", "value": "garden", "inline": False},
        ],
    }
    return room.notice(MessageType.AUTO_MODERATION_ACTION, embeds=[embed])


EMBED: Json = {
    "author": {"name": THIRD},
    "title": TEXT,
    "description": OTHER,
    "fields": [{"name": "The first of many fields", "value": "What is in this field"}],
    "footer": {"text": "Thank you for reading this"},
}
EMBEDDED = (THIRD, TEXT, OTHER, "The first of many fields", "What is in this field", "Thank you for reading this")
SUBSCRIPTION: Json = {
    "role_subscription_listing_id": "1",
    "tier_name": TEXT,
    "total_months_subscribed": 3,
    "is_renewal": False,
}
PURCHASE: Json = {"type": 0, "guild_product_purchase": {"listing_id": "1", "product_name": TEXT}}
THEME: Json = {"colors": ["5865F2"], "gradient_angle": 0, "base_mix": 58, "base_theme": 1}

TYPES = [
    Row("`DEFAULT` (type 0)", said(), (TEXT,)),
    Row("`RECIPIENT_ADD` (type 1)", notice(MessageType.RECIPIENT_ADD)),
    Row("`RECIPIENT_REMOVE` (type 2)", notice(MessageType.RECIPIENT_REMOVE)),
    Row("`CALL` (type 3)", notice(MessageType.CALL, call={"participants": [], "ended_timestamp": None})),
    Row("`CHANNEL_NAME_CHANGE` (type 4)", notice(MessageType.CHANNEL_NAME_CHANGE, TEXT), asked=(TEXT,)),
    Row("`CHANNEL_ICON_CHANGE` (type 5)", notice(MessageType.CHANNEL_ICON_CHANGE)),
    Row("`CHANNEL_PINNED_MESSAGE` (type 6)", pinned),
    Row("`USER_JOIN` (type 7)", notice(MessageType.USER_JOIN)),
    Row("`GUILD_BOOST` (type 8)", notice(MessageType.GUILD_BOOST, "3")),
    Row("`GUILD_BOOST_TIER_1` (type 9)", notice(MessageType.GUILD_BOOST_TIER_1, "3")),
    Row("`GUILD_BOOST_TIER_2` (type 10)", notice(MessageType.GUILD_BOOST_TIER_2, "3")),
    Row("`GUILD_BOOST_TIER_3` (type 11)", notice(MessageType.GUILD_BOOST_TIER_3)),
    Row("`CHANNEL_FOLLOW_ADD` (type 12)", notice(MessageType.CHANNEL_FOLLOW_ADD, TEXT), asked=(TEXT,)),
    Row("`GUILD_STREAM` (type 13)", notice(MessageType.GUILD_STREAM)),
    Row("`GUILD_DISCOVERY_DISQUALIFIED` (type 14)", notice(MessageType.GUILD_DISCOVERY_DISQUALIFIED)),
    Row("`GUILD_DISCOVERY_REQUALIFIED` (type 15)", notice(MessageType.GUILD_DISCOVERY_REQUALIFIED)),
    Row(
        "`GUILD_DISCOVERY_GRACE_PERIOD_INITIAL_WARNING` (type 16)",
        notice(MessageType.GUILD_DISCOVERY_GRACE_PERIOD_INITIAL_WARNING),
    ),
    Row(
        "`GUILD_DISCOVERY_GRACE_PERIOD_FINAL_WARNING` (type 17)",
        notice(MessageType.GUILD_DISCOVERY_GRACE_PERIOD_FINAL_WARNING),
    ),
    Row("`THREAD_CREATED` (type 18)", thread_notice, asked=(TEXT,)),
    Row("`REPLY` (type 19)", reply, (TEXT,)),
    Row("`CHAT_INPUT_COMMAND` (type 20)", response(MessageType.CHAT_INPUT_COMMAND), (TEXT,)),
    Row("`THREAD_STARTER_MESSAGE` (type 21)", starter, asked=(TEXT,)),
    Row("`GUILD_INVITE_REMINDER` (type 22)", notice(MessageType.GUILD_INVITE_REMINDER)),
    Row("`CONTEXT_MENU_COMMAND` (type 23)", response(MessageType.CONTEXT_MENU_COMMAND), (TEXT,)),
    Row("`AUTO_MODERATION_ACTION` (type 24)", automod, asked=(TEXT,)),
    Row(
        "`ROLE_SUBSCRIPTION_PURCHASE` (type 25)",
        notice(MessageType.ROLE_SUBSCRIPTION_PURCHASE, role_subscription_data=SUBSCRIPTION),
    ),
    Row("`INTERACTION_PREMIUM_UPSELL` (type 26)", notice(MessageType.INTERACTION_PREMIUM_UPSELL)),
    Row("`STAGE_START` (type 27)", notice(MessageType.STAGE_START, TEXT), asked=(TEXT,)),
    Row("`STAGE_END` (type 28)", notice(MessageType.STAGE_END, TEXT), asked=(TEXT,)),
    Row("`STAGE_SPEAKER` (type 29)", notice(MessageType.STAGE_SPEAKER)),
    Row("`STAGE_RAISE_HAND` (type 30)", notice(MessageType.STAGE_RAISE_HAND)),
    Row("`STAGE_TOPIC` (type 31)", notice(MessageType.STAGE_TOPIC, TEXT), asked=(TEXT,)),
    Row(
        "`GUILD_APPLICATION_PREMIUM_SUBSCRIPTION` (type 32)",
        notice(MessageType.GUILD_APPLICATION_PREMIUM_SUBSCRIPTION),
    ),
    Row(
        "`GUILD_INCIDENT_ALERT_MODE_ENABLED` (type 36)",
        notice(MessageType.GUILD_INCIDENT_ALERT_MODE_ENABLED, "2026-11-27T06:00:00.000000+00:00"),
    ),
    Row("`GUILD_INCIDENT_ALERT_MODE_DISABLED` (type 37)", notice(MessageType.GUILD_INCIDENT_ALERT_MODE_DISABLED)),
    Row("`GUILD_INCIDENT_REPORT_RAID` (type 38)", notice(MessageType.GUILD_INCIDENT_REPORT_RAID)),
    Row("`GUILD_INCIDENT_REPORT_FALSE_ALARM` (type 39)", notice(MessageType.GUILD_INCIDENT_REPORT_FALSE_ALARM)),
    Row(
        "`PURCHASE_NOTIFICATION` (type 44)",
        notice(MessageType.PURCHASE_NOTIFICATION, purchase_notification=PURCHASE),
    ),
    Row("`POLL_RESULT` (type 46)", closed_poll, asked=(TEXT, OTHER)),
    Row("`EMOJI_ADDED` (type 63)", notice(MessageType.EMOJI_ADDED)),
    Row("a type that Discord adds later", unknown_type, asked=(TEXT,)),
]
FLAGS = [
    Row("`CROSSPOSTED` (flag 0)", published, (TEXT,)),
    Row("`IS_CROSSPOST` (flag 1)", crosspost, asked=(TEXT,)),
    Row("`SUPPRESS_EMBEDS` (flag 2)", said(flags=int(MessageFlag.SUPPRESS_EMBEDS)), (TEXT,)),
    Row("`SOURCE_MESSAGE_DELETED` (flag 3)", withdrawn),
    Row("`URGENT` (flag 4)", flagged(MessageFlag.URGENT), (TEXT,)),
    Row("`HAS_THREAD` (flag 5)", with_thread, (TEXT,)),
    Row("`EPHEMERAL` (flag 6)", ephemeral, asked=(TEXT,)),
    Row("`LOADING` (flag 7)", thought, (TEXT,)),
    Row(
        "`FAILED_TO_MENTION_SOME_ROLES_IN_THREAD` (flag 8)",
        flagged(MessageFlag.FAILED_TO_MENTION_SOME_ROLES_IN_THREAD),
        (TEXT,),
    ),
    Row("`SUPPRESS_NOTIFICATIONS` (flag 12)", said(flags=int(MessageFlag.SUPPRESS_NOTIFICATIONS)), (TEXT,)),
    Row("`IS_VOICE_MESSAGE` (flag 13)", voice),
    Row("`HAS_SNAPSHOT` (flag 14)", forward, (TEXT,)),
    Row("`IS_COMPONENTS_V2` (flag 15)", laid_out(TEXT_DISPLAY), (TEXT,)),
]
COMPONENTS = [
    Row("action row (component 1)", laid_out(TEXT_DISPLAY, CONTROLS), (TEXT,)),
    Row(
        "button (component 2)", lambda room: room.post({"components": [{"type": 1, "components": [BUTTON]}]}, room.news)
    ),
    Row("menus (components 3, 5, 6, 7, and 8)", laid_out({"type": 1, "components": [SELECT]})),
    Row(
        "section (component 9)",
        laid_out(
            {"type": 9, "components": [TEXT_DISPLAY, {"type": 10, "content": OTHER}], "accessory": BUTTON},
        ),
        (TEXT, OTHER),
    ),
    Row("text display (component 10)", laid_out({"type": 10, "content": f"# {TEXT}\n- {OTHER}"}), (TEXT, OTHER)),
    Row(
        "thumbnail (component 11)",
        laid_out(
            {
                "type": 9,
                "components": [TEXT_DISPLAY],
                "accessory": {"type": 11, "media": MEDIA, "description": OTHER},
            }
        ),
        (TEXT, OTHER),
    ),
    Row(
        "media gallery (component 12)",
        laid_out(
            {
                "type": 12,
                "items": [
                    {"media": MEDIA, "description": TEXT},
                    {"media": MEDIA, "description": OTHER, "spoiler": True},
                ],
            }
        ),
        (TEXT, OTHER),
    ),
    Row("file (component 13)", shown_file, asked=(FILE,)),
    Row("separator (component 14)", laid_out(TEXT_DISPLAY, {"type": 14, "spacing": 2}, TEXT_DISPLAY), (TEXT,)),
    Row(
        "container (component 17)",
        laid_out(
            {"type": 17, "accent_color": 1, "components": [TEXT_DISPLAY]},
            {"type": 17, "spoiler": True, "components": [{"type": 10, "content": OTHER}]},
        ),
        (TEXT, OTHER),
    ),
]
PARTS = [
    Row("`embeds` of a bot", lambda room: room.post({"embeds": [EMBED]}, room.news), EMBEDDED),
    Row("`embeds` of a person", lambda room: room.post({"embeds": [EMBED]}), asked=EMBEDDED),
    Row("`embeds` that preview a link", preview, (TEXT,)),
    Row(
        "`attachments`",
        lambda room: room.with_file(FILENAME, TEXT, description=OTHER),
        (TEXT,),
        (TEXT, FILE, OTHER),
    ),
    Row("`poll`", said(content="", poll=POLL), (TEXT, OTHER)),
    Row("`message_snapshots` with embeds", forwarded_embed, EMBEDDED),
    Row("`sticker_items`", stickers, asked=(OTHER,)),
    Row("`activity` and `application`", said(activity={"type": 1, "party_id": "1"}), (TEXT,)),
    Row("`interaction_metadata`", response(MessageType.CHAT_INPUT_COMMAND), (TEXT,)),
    Row("`referenced_message`", reply, (TEXT,)),
    Row("`tts`", said(tts=True), (TEXT,)),
    Row("`mentions` and `mention_everyone`", said(content=f"@everyone {TEXT}"), (TEXT,)),
    Row("`reactions`, `pinned`, and `thread`", reacted, (TEXT,)),
    Row("`shared_client_theme`", carrying(shared_client_theme=THEME), (TEXT,)),
    Row("the name of a thread", with_thread, (TEXT,)),
]
AUTHORS = [
    Row("an `author` who is a bot", lambda room: room.post({"content": TEXT}, room.other), asked=(TEXT,)),
    Row("an `author` whom the host named", lambda room: room.post({"content": TEXT}, room.news), (TEXT,)),
    Row("a webhook (`webhook_id`)", lambda room: room.post({"content": TEXT}, webhook=room.hook), asked=(TEXT,)),
    Row("an `author` who is Discord (`system`)", system, (TEXT,)),
    Row("a command to another bot", said(content=f"!{COMMAND}"), asked=(COMMAND,)),
]
ROWS = [*TYPES, *FLAGS, *COMPONENTS, *PARTS, *AUTHORS]


KNOWN = {SENTINEL, *(text for row in ROWS for text in (*row.unasked, *(row.asked or ())))}


def heard(room: Room) -> set[str]:
    """The texts that the model was asked to translate."""
    return {text for text in KNOWN if any(text in asked for asked in room.model.asked)}


@pytest.fixture
async def room(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(sandbox, tmp_path)
    await room.open()
    yield room
    await room.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_kind_of_message(room: Room, row: Row) -> None:
    made = row.make(room)
    message = made if isinstance(made, Message) else await made
    if row.unasked:
        await room.answer_to(message)
    await room.answer_to(await room.say(SENTINEL, "小李"))
    assert heard(room) == {*row.unasked, SENTINEL}
    assert (room.reply(message) is not None) == bool(row.unasked)
    room.model.history.clear()
    answer = await room.menu(message)
    assert heard(room) == set(row.unasked if row.asked is None else row.asked)
    nothing = {"There's no text to translate.", "There are no words to translate."}
    assert bool(room.model.asked) == (answer not in nothing)


async def test_a_crosspost_loses_its_translation_with_its_original(sandbox: Sandbox, tmp_path: Path) -> None:
    room = Room(sandbox, tmp_path)
    room.options = replace(room.options, bots=frozenset({room.hook.id}))
    await room.open()
    try:
        copy = crosspost(room)
        await room.answer_to(copy)
        messages.withdraw(room.world, copy)
        await room.sandbox.until(lambda: not room.posts())
    finally:
        await room.close()


def documented() -> Iterator[tuple[str, str, str]]:
    """The rows of the document: the kind, what happens without being asked, and when asked."""
    section = DOCUMENT.read_text("utf-8").partition("\n## Messages\n")[2].partition("\n## ")[0]
    for line in re.findall(r"^\| (.+) \|$", section, re.MULTILINE):
        kind, unasked, asked, _ = line.split(" | ")
        if kind != "kind" and not kind.startswith("-"):
            yield kind, unasked, asked


def test_the_document_says_what_happens() -> None:
    def verdict(row: Row) -> tuple[str, str, str]:
        asked = row.unasked if row.asked is None else row.asked
        return row.name, "translated" if row.unasked else "left alone", "translated" if asked else "nothing"

    assert list(documented()) == [verdict(row) for row in ROWS]


def numbers(rows: list[Row], word: str) -> list[int]:
    found = [re.search(rf"\({word}s? ([^)]+)\)", row.name) for row in rows]
    return [int(number) for each in found if each for number in re.findall(r"\d+", each[1])]


def test_every_kind_that_the_library_knows_has_a_row() -> None:
    assert numbers(TYPES, "type") == sorted(kind.value for kind in discord.MessageType)
    assert {1 << bit for bit in numbers(FLAGS, "flag")} >= set(discord.MessageFlags.VALID_FLAGS.values())
    only_in_forms = {4, 18, 19, 21, 22, 23}
    assert set(numbers(COMPONENTS, "component")) == {kind.value for kind in discord.ComponentType} - only_in_forms
