"""What is held back is never visible, not even for a moment: in any mode, digest, bridge, edit, or menu."""

import asyncio
import time
from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path

import pytest

from bot.chat.relay.attachments import LARGEST
from bot.errors import DeadlineError, EngineError, OverloadedError, QiaoError
from bot.nmt.types import Hypothesis
from bot.sandbox import payloads, threads
from bot.sandbox.events import Event
from bot.sandbox.membership import add_member
from bot.sandbox.messages import Upload, post
from bot.sandbox.model import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.moderation import Action, Topic, WatchedTerm
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences, Mode
from bot.telemetry.ledger import Improvement
from bot.translation.better import Better
from bot.translation.service import Translator
from tests.chat.features.glossary.test_suggestions import log_channel, review_post, suggested
from tests.chat.features.glossary.test_suggestions import press as press_verdict
from tests.chat.features.moderation.test_automod_rules import Server
from tests.chat.features.moderation.test_review import actions, press, text_of
from tests.chat.features.moderation.witness import Witness
from tests.chat.harness import BotHarness, HeldRequest, response_text
from tests.translation.fakes import FakeSegments

ENGLISH = "I think we should buy a flibber for the party."
CHINESE = "我觉得我们应该为派对买一个大西瓜。"
SECRET = "西瓜"
HARMLESS = "I am very tired today, my dear friend."
TIRED = "亲爱的朋友，我今天很累。"
WITHHELD = "This server's rules don't allow the translation."


class Town(BotHarness):
    """A server that watches for melons.

    Attributes:
        witness: sees what members see.
        review: the moderators' channel.
        better: a second model.
    """

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox, folder)
        self.review = self.world.named("quiet").id
        self.guild_id = self.world.channel(self.channel).guild_id or 0
        self.witness = Witness(self.world, self.review)
        self.better = FakeSegments(score=-0.05)

    async def start(self, by: str = "watch-list") -> None:
        await self.open(
            translator=Translator(self.model, unsure_below=0.25, very_unsure_below=0.05),
            better=Better(Translator(self.better, unsure_below=0.25, very_unsure_below=0.05), lambda: 0),
        )
        await self.stores.guilds.set(GuildPreferences(self.guild_id, moderation_channel_id=self.review))
        if by == "AutoMod":
            await self.forbid(SECRET)
        else:
            await self.watch(SECRET)

    async def forbid(self, keyword: str, **fields: object) -> None:
        """Add an AutoMod rule against a word, with Discord's fields; the bot may read it."""
        server = Server(self)
        await server.allow(server.role.permissions | Permission.MANAGE_GUILD)
        metadata = {"keyword_filter": [keyword]}
        await server.heard(
            "automod_rule_create", lambda: server.add("melons", **({"trigger_metadata": metadata} | fields))
        )

    async def watch(self, term: str, action: Action = Action.HOLD, *, topic_id: int = 0, language: str = "zh") -> None:
        now = int(time.time())
        await self.stores.watch.add_many(
            [WatchedTerm(self.guild_id, language, term, action, 1, now, topic_id=topic_id)]
        )

    async def prefer(self, **preferences: object) -> None:
        await self.stores.channels.set(
            ChannelPreferences(self.channel, self.guild_id, enabled=True, **preferences)  # type: ignore[arg-type]
        )

    async def held(self, text: str = ENGLISH, *, channel: int | None = None) -> Message:
        """Say something whose translation is held, and wait until that is decided."""
        before = self.ledger.outcomes.total()
        self.model.enqueue(CHINESE)
        message = await self.say(text, channel=channel)
        await self.settled(before + 1)
        return message

    async def harmless(self) -> Message:
        """Say something harmless; its translation is posted after everything before it."""
        self.model.enqueue(TIRED)
        message = await self.say(HARMLESS)
        await self.sandbox.until(lambda: self.witness.saw(TIRED))
        return message

    async def card(self) -> Message:
        """The moderators' view of what was found last."""
        posts = await self.sandbox.until(lambda: self.posts(self.review))
        return posts[-1]

    async def menu(self, message: Message, name: str = "Translate", who: str = "Amy") -> str:
        used = await self.sandbox.invoke_message(self.world.person(who).id, message.channel_id, message.id, name)
        return await response_text(used)


@pytest.fixture
async def town(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Town]:
    town = Town(sandbox, tmp_path)
    await town.start()
    yield town
    await town.close()


@pytest.fixture(params=["watch-list", "AutoMod"])
async def strict(sandbox: Sandbox, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """A server in which translations about melons are held by either means."""
    town = Town(sandbox, tmp_path)
    await town.start(request.param)
    yield town
    await town.close()


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_held_translation_is_posted_in_no_mode(strict: Town, mode: Mode) -> None:
    await strict.prefer(mode=mode)
    await strict.held()
    await strict.harmless()
    assert not strict.witness.saw(SECRET)
    assert strict.ledger.skips == {"withheld": 1}
    assert SECRET in text_of(await strict.card())


async def test_what_the_message_itself_says_is_held_too(town: Town) -> None:
    await town.watch("flibber", language="en")
    town.model.enqueue("我觉得我们应该为派对买一个小东西。")
    await town.say(ENGLISH)
    await town.settled(1)
    await town.harmless()
    assert not town.witness.saw("小东西")


async def test_a_term_that_only_notifies_lets_the_translation_pass(town: Town) -> None:
    await town.watch(SECRET, Action.NOTIFY)
    town.model.enqueue(CHINESE)
    await town.answer_to(await town.say(ENGLISH))
    assert SECRET in text_of(await town.card())


async def test_other_servers_and_direct_messages_are_not_affected(town: Town) -> None:
    elsewhere = await town.invited("Elsewhere")
    lobby = next(iter(elsewhere.channels.values())).id
    await town.stores.channels.set(ChannelPreferences(lobby, elsewhere.id, enabled=True))
    town.model.enqueue(CHINESE)
    add_member(town.world, elsewhere, town.world.person("Amy"))
    assert (await town.answer_to(await town.say(ENGLISH, channel=lobby))).content == CHINESE


@pytest.mark.parametrize("mode", [Mode.REPLY, Mode.THREAD])
async def test_a_digest_leaves_out_what_is_held(strict: Town, mode: Mode) -> None:
    await strict.prefer(mode=mode)
    strict.model.enqueue(TIRED, CHINESE, TIRED, TIRED, TIRED)
    path = r"/channels/\d+/messages"
    async with strict.held_post(path, HARMLESS, ready=3):
        for text in (ENGLISH, f"{HARMLESS} 1", f"{HARMLESS} 2", f"{HARMLESS} 3"):
            await strict.say(text)
    await strict.settled(5)
    assert strict.ledger.outcomes == {"posted": 4, "skipped": 1}
    assert not strict.witness.saw(SECRET)


async def test_a_digest_of_what_was_missed_leaves_out_what_is_held(sandbox: Sandbox, tmp_path: Path) -> None:
    before = Town(sandbox, tmp_path)
    await before.start()
    await before.harmless()
    await before.settled(1)
    await before.close()
    for text in (HARMLESS + " 1", ENGLISH, HARMLESS + " 2"):
        await before.say(text)
    after = Town(sandbox, tmp_path)
    after.model = FakeSegments(lambda text, _: CHINESE if "flibber" in text else TIRED, score=-0.05)
    await after.start()
    await after.settled(3)
    assert after.ledger.outcomes == {"posted": 2, "skipped": 1}
    assert not after.witness.saw(SECRET)
    await after.close()


async def bridge(town: Town, language: str | None = "zh") -> int:
    other = town.world.named("中文")
    rows = [
        BridgedChannel(town.channel, town.guild_id, 1, "en"),
        BridgedChannel(other.id, town.guild_id, 1, language),
    ]
    await town.stores.bridges.add(rows)
    await town.stores.channels.set(ChannelPreferences(town.channel, town.guild_id, enabled=False))
    return other.id


@pytest.mark.parametrize("language", ["zh", None])
async def test_no_copy_crosses_a_bridge(strict: Town, language: str | None) -> None:
    there = await bridge(strict, language)
    await strict.held()
    strict.model.enqueue(TIRED)
    await strict.say(HARMLESS)
    await strict.sandbox.until(lambda: strict.posts(there))
    assert not strict.witness.saw(SECRET)
    assert strict.ledger.skips == {"withheld": 1}


async def test_the_rules_of_the_other_server_decide_about_a_copy(strict: Town) -> None:
    elsewhere = await strict.invited("Elsewhere")
    lobby = next(iter(elsewhere.channels.values())).id
    await strict.stores.bridges.add(
        [BridgedChannel(lobby, elsewhere.id, 1, "en"), BridgedChannel(strict.channel, strict.guild_id, 1, "zh")]
    )
    await strict.stores.channels.set(ChannelPreferences(strict.channel, strict.guild_id, enabled=False))
    strict.model.enqueue(CHINESE)
    add_member(strict.world, elsewhere, strict.world.person("Amy"))
    await strict.say(ENGLISH, channel=lobby)
    await strict.settled(1)
    assert strict.posts() == []
    assert strict.ledger.skips == {"withheld": 1}


async def test_the_title_of_a_thread_does_not_cross_a_bridge(strict: Town) -> None:
    there = await bridge(strict)
    body = {"name": "Who buys the flibber?", "type": 11}
    thread = threads.start(strict.world, strict.world.channel(strict.channel), strict.world.person("Amy"), body)
    strict.model.enqueue("谁去买西瓜？", TIRED)
    await strict.say(HARMLESS, channel=thread.id)
    await strict.sandbox.until(lambda: strict.witness.saw(TIRED))
    counterpart = next(each for each in strict.world.channels.values() if each.thread and each.parent_id == there)
    assert counterpart.name == "Who buys the flibber?"
    assert not strict.witness.saw(SECRET)


async def test_an_edit_whose_translation_is_held_removes_the_old_one(strict: Town) -> None:
    message = await strict.harmless()
    await strict.answer_to(message)
    await strict.settled(1)
    strict.model.enqueue(CHINESE)
    await strict.sandbox.edit(strict.channel, message.id, ENGLISH)
    await strict.sandbox.until(lambda: not strict.posts())
    assert not strict.witness.saw(SECRET)


async def test_an_edit_that_makes_it_harmless_posts_the_translation(strict: Town) -> None:
    message = await strict.held()
    strict.model.enqueue(TIRED)
    await strict.sandbox.edit(strict.channel, message.id, HARMLESS)
    assert (await strict.answer_to(message)).content == TIRED


async def test_a_flag_is_not_answered(strict: Town) -> None:
    message = await strict.held()
    strict.react(message, "🇨🇳")
    strict.model.enqueue(CHINESE)
    await strict.harmless()
    assert not strict.witness.saw(SECRET)


async def test_a_mention_is_told_why(strict: Town) -> None:
    message = await strict.held()
    strict.model.enqueue(CHINESE)
    request = await strict.say(f"<@{strict.world.bot.id}>", "Jake", reply_to=message.id)
    assert WITHHELD in (await strict.answer_to(request)).content
    assert not strict.witness.saw(SECRET)


@pytest.mark.parametrize("name", ["Translate", "Better translation"])
async def test_no_menu_shows_it(strict: Town, name: str) -> None:
    message = await strict.held()
    strict.model.enqueue(CHINESE)
    strict.better.enqueue(CHINESE)
    assert await strict.menu(message, name, "小李") == "本服务器的规则不允许显示这段译文。"
    assert not strict.witness.saw(SECRET)


@pytest.mark.usefixtures("dictionaries")
async def test_no_explanation_shows_it(town: Town) -> None:
    await town.watch("watermelon", language="en")
    message = await town.say("我想吃西瓜", "小李")
    await town.settled(1)
    assert await town.menu(message, "Explain", "Amy") == WITHHELD


async def test_moderators_may_read_it_for_themselves(strict: Town) -> None:
    message = await strict.held()
    strict.model.enqueue(CHINESE)
    assert SECRET in await strict.menu(message, who="王芳")


async def test_catching_up_shows_the_original(strict: Town) -> None:
    await strict.held()
    strict.model.enqueue(CHINESE)
    answer = await strict.use("小李", "catch-up")
    assert ENGLISH in answer
    assert SECRET not in answer


async def test_a_preview_says_that_it_would_be_held_and_reports_nothing(strict: Town) -> None:
    strict.model.enqueue(CHINESE)
    assert WITHHELD in await strict.use("Amy", "preview", text=ENGLISH)
    await strict.harmless()
    assert strict.posts(strict.review) == []


async def test_a_better_translation_is_held(strict: Town) -> None:
    strict.model.enqueue(Hypothesis("我们买个东西吧。", -1.5, 9))
    strict.better.enqueue(CHINESE)
    reply = await strict.answer_to(await strict.say(ENGLISH))
    await strict.ledger.until_improved(1)
    assert strict.ledger.improvements == {Improvement.KEPT: 1}
    assert "东西" in reply.content
    assert not strict.witness.saw(SECRET)


async def test_a_quote_of_something_forbidden_is_left_out(town: Town) -> None:
    await town.prefer(mode=Mode.WEBHOOK)
    first = await town.say("我想吃西瓜", "小李")
    await town.settled(1)
    town.model.enqueue(TIRED)
    await town.say(HARMLESS, reply_to=first.id)
    post = await town.sandbox.until(lambda: next((each for each in town.posts() if TIRED in each.content), None))
    assert SECRET not in post.content


async def test_a_topic_holds_nothing(town: Town) -> None:
    await town.stores.watch.clear(town.guild_id)
    topic = await town.stores.topics.add(Topic(0, town.guild_id, "melons", "西瓜", enabled=True))
    await town.watch(SECRET, Action.NOTICE, topic_id=topic.id)
    town.model.enqueue(CHINESE)
    assert (await town.answer_to(await town.say(ENGLISH))).content == CHINESE


async def test_a_moderator_can_post_it_after_all(town: Town) -> None:
    message = await town.held()
    town.model.enqueue(CHINESE)
    await press(town, await town.card(), "release")
    assert (await town.answer_to(message)).content == CHINESE


async def test_what_is_edited_under_a_moderator_s_hand_is_not_released(town: Town) -> None:
    message = await town.held()
    card = await town.card()
    seen = deepcopy(card)
    town.model.enqueue("我们都去买西瓜吧！")
    await town.sandbox.edit(town.channel, message.id, "Let us all go and buy a flibber!")
    await town.sandbox.until(lambda: "Let us all go" in text_of(card))  # the card says it too
    assert "编辑过" in await response_text(await press(town, seen, "release"))
    assert town.posts() == []
    town.model.enqueue("我们都去买西瓜吧！")
    await press(town, card, "release")
    assert SECRET in (await town.answer_to(message)).content


async def test_an_edit_of_what_was_released_is_screened_again(town: Town) -> None:
    message = await town.held()
    town.model.enqueue(CHINESE)
    await press(town, await town.card(), "release")
    await town.answer_to(message)
    town.model.enqueue(CHINESE)
    await town.sandbox.edit(town.channel, message.id, ENGLISH + " Now!")
    await town.sandbox.until(lambda: not town.posts())


async def test_a_gentle_notice_follows_a_message_about_a_topic_and_tells_the_moderators_nothing(town: Town) -> None:
    await town.stores.watch.clear(town.guild_id)
    topic = await town.stores.topics.add(Topic(0, town.guild_id, "melons", "西瓜", "Not here, please.", enabled=True))
    await town.watch("flibber", Action.NOTICE, topic_id=topic.id, language="en")
    await town.say(ENGLISH)
    await town.sandbox.until(lambda: town.witness.saw("Not here, please."))
    assert town.posts(town.review) == []


async def test_an_alert_tells_the_moderators_and_holds_nothing(town: Town) -> None:
    await town.stores.watch.clear(town.guild_id)
    await town.forbid(SECRET, actions=[{"type": 2, "metadata": {"channel_id": str(town.review)}}])
    town.model.enqueue(CHINESE)
    assert (await town.answer_to(await town.say(ENGLISH))).content == CHINESE
    assert "melons" in text_of(await town.card())


async def test_what_automod_stops_no_moderator_can_post(town: Town) -> None:
    await town.stores.watch.clear(town.guild_id)
    await town.forbid(SECRET)
    await town.held()
    assert "release" not in actions(await town.card())


@pytest.mark.parametrize("exempt", ["role", "channel", "parent", "manager"])
async def test_who_and_what_a_rule_exempts_is_translated(town: Town, exempt: str) -> None:
    await town.stores.watch.clear(town.guild_id)
    guild, who, channel = town.world.guilds[town.guild_id], "Amy", town.channel
    role = town.world.add_role(guild, "friends")
    guild.members[town.world.person("Amy").id].roles.append(role.id)
    fields: dict[str, object] = {}
    if exempt == "role":
        fields = {"exempt_roles": [str(role.id)]}
    elif exempt == "manager":
        role.permissions = Permission.MANAGE_GUILD
    else:
        fields = {"exempt_channels": [str(town.channel)]}
        channel = town.start_thread(await town.say("gg")).id if exempt == "parent" else channel
    announced = {"guild_id": str(town.guild_id), "role": payloads.role(role)}
    town.world.emit(Event("GUILD_ROLE_CREATE", announced, town.guild_id))
    await town.forbid(SECRET, **fields)
    town.model.enqueue(CHINESE)
    assert (await town.answer_to(await town.say(ENGLISH, who, channel))).content == CHINESE


async def test_nothing_is_posted_while_the_rules_are_not_known(sandbox: Sandbox, tmp_path: Path) -> None:
    town = Town(sandbox, tmp_path)
    await town.open()
    server = Server(town)
    await server.allow(server.role.permissions | Permission.MANAGE_GUILD)
    server.add("melons", trigger_metadata={"keyword_filter": [SECRET]})
    held = HeldRequest("/guilds/.*/auto-moderation/rules", "GET")
    sandbox.faults.rest.append(held)
    town.model.enqueue(CHINESE)
    await town.say(ENGLISH)
    await held.arrived.wait()
    assert town.posts() == []
    held.released.set()
    await town.settled(1)
    assert town.posts() == []
    assert town.ledger.skips == {"withheld": 1}
    await town.close()


async def test_a_correction_brings_no_forbidden_quote_back(strict: Town) -> None:
    await strict.prefer(mode=Mode.WEBHOOK)
    await strict.stores.guilds.set(GuildPreferences(strict.guild_id, log_channel_id=log_channel(strict)))
    first = await strict.say("我想吃西瓜", "小李")
    await strict.settled(1)
    strict.model.enqueue(TIRED)
    await strict.say(HARMLESS, reply_to=first.id)
    reply = await strict.sandbox.until(lambda: next((each for each in strict.posts() if TIRED in each.content), None))
    await suggested(strict, reply, "亲爱的朋友，我今天累坏了。")
    await press_verdict(strict, await review_post(strict), "approve")
    await strict.sandbox.until(lambda: "累坏了" in reply.content)
    assert SECRET not in reply.content


@pytest.mark.parametrize("size", [1, LARGEST + 1])
async def test_the_name_of_a_file_crosses_a_bridge_only_if_the_rules_permit_it(strict: Town, size: int) -> None:
    there = await bridge(strict)
    body = {"content": "", "attachments": [{"id": "0"}]}
    name, content = ("西瓜.png", b"melon") if size < LARGEST else ("西瓜.bin", b"0" * size)
    channel = strict.world.channel(strict.channel)
    post(strict.world, channel, strict.world.person("Amy"), body, [Upload(0, name, content)])
    await strict.settled(1)
    assert strict.posts(there) == []
    assert strict.ledger.skips == {"withheld": 1}


async def test_what_is_released_is_one_message_and_not_everybody_s_words(town: Town) -> None:
    message = await town.held()
    town.model.enqueue(CHINESE)
    await press(town, await town.card(), "release")
    await town.answer_to(message)
    town.model.enqueue(CHINESE)
    again = await town.say(ENGLISH, "Jake")
    await town.until(lambda: town.ledger.skips == {"withheld": 2})
    assert town.reply(again) is None


async def test_a_preview_knows_whom_a_rule_exempts(town: Town) -> None:
    await town.stores.watch.clear(town.guild_id)
    guild = town.world.guilds[town.guild_id]
    role = town.world.add_role(guild, "friends")
    guild.members[town.world.person("Amy").id].roles.append(role.id)
    town.world.emit(Event("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": payloads.role(role)}, guild.id))
    await town.forbid(SECRET, exempt_roles=[str(role.id)])
    town.model.enqueue(CHINESE)
    assert CHINESE in await town.use("Amy", "preview", text=ENGLISH)


@pytest.mark.parametrize("by", ["watch-list", "AutoMod"])
@pytest.mark.parametrize("waiting", [1, 2])
async def test_a_new_rule_applies_to_what_waits_to_be_posted(town: Town, by: str, waiting: int) -> None:
    await town.stores.watch.clear(town.guild_id)
    town.model.enqueue(TIRED, CHINESE, "我们明天见面吧。")
    async with town.held_post(r"/channels/\d+/messages", HARMLESS, ready=waiting):
        await town.say(ENGLISH)
        if waiting > 1:
            await town.say("Let us meet tomorrow at the station.")
        outbox = town.client.outbox
        assert outbox
        while outbox.ready < waiting:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)
        await (town.watch(SECRET) if by == "watch-list" else town.forbid(SECRET))
    await town.settled(1 + waiting)
    assert town.ledger.outcomes == {"posted": waiting, "skipped": 1}
    assert town.ledger.skips == {"withheld": 1}
    assert not town.witness.saw(SECRET)
    assert town.witness.saw("见面") == (waiting > 1)


@pytest.mark.parametrize("error", [EngineError("no"), OverloadedError("no"), DeadlineError("no")])
async def test_moderators_see_what_a_message_says_that_cannot_be_translated(town: Town, error: QiaoError) -> None:
    await town.watch("flibber", Action.NOTIFY, language="en")
    town.model.enqueue(error)
    await town.say(ENGLISH)
    await town.settled(1)
    assert "flibber" in text_of(await town.card())
