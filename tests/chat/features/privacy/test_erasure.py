"""`/forget-me`: every post with a person's words goes, and the answer is true."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat.strings import say
from bot.sandbox import channels
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Message
from bot.sandbox.server import Sandbox
from bot.storage.mutes import Mute
from bot.storage.schema import metadata
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences, Mode
from bot.storage.types.terms import GlossaryTerm
from tests.chat.harness import BotHarness, HeldRequest

SAID = "How are you doing today, my friend?"
TRANSLATED = "朋友，你今天过得怎么样？"
ANSWER = "I am fine, thank you for asking."
MENU = "Suggest a better translation"


class Forgetful:
    """A server on which Amy says something, and then asks to be forgotten."""

    def __init__(self, harness: BotHarness) -> None:
        self.harness, self.world, self.sandbox = harness, harness.world, harness.sandbox
        self.amy = harness.world.person("Amy")
        self.guild_id = harness.world.channel(harness.channel).guild_id or 0
        self.quiet = harness.world.named("quiet").id
        self._said = 0

    async def configure(self, *, enabled: bool = True, mode: Mode | None = None) -> None:
        here = ChannelPreferences(self.harness.channel, self.guild_id, enabled=enabled, mode=mode)
        await self.harness.stores.channels.set(here)

    async def bridge(self) -> None:
        rows = ((self.harness.channel, "en"), (self.quiet, "zh"))
        await self.harness.stores.bridges.add([BridgedChannel(where, self.guild_id, 1, to) for where, to in rows])

    async def said(self, text: str = SAID, translation: str = TRANSLATED, **more: object) -> Message:
        """A message, by Amy unless someone else is named, after it was posted."""
        self.harness.model.enqueue(translation)
        message = await self.harness.say(text, **more)  # type: ignore[arg-type]
        self._said += 1
        await self.harness.settled(self._said)
        return message

    async def forget(self, who: str = "Amy") -> str:
        """Use `/forget-me`, confirm, and return the final word."""
        person = self.world.person(who)
        used = await self.sandbox.invoke(person.id, self.harness.channel, "forget-me")
        asked = await used.response()
        question, working = asked.content, say(person.locale, "forget.working")
        await self.sandbox.press(person.id, asked, "forget:yes")
        await self.sandbox.until(lambda: asked.content not in {question, working})
        return asked.content

    def anywhere(self, *words: str) -> list[str]:
        """The bot's posts, in any channel, that contain some words."""
        posts = [post for channel in self.world.channels.values() for post in self.harness.posts(channel.id)]
        return [post.content for post in posts if any(word in post.content for word in words)]

    async def rows(self, person_id: int) -> list[str]:
        """The columns of the database that contain a person's id."""
        found = []
        for table in metadata.sorted_tables:
            for row in await self.harness.database.rows(select(table)):
                found += [f"{table.name}.{name}" for name, value in row.items() if value == person_id]
        return found


@pytest.fixture
async def town(harness: BotHarness) -> Forgetful:
    harness.world.person("王芳").locale = "en-US"
    return Forgetful(harness)


@pytest.mark.parametrize("mode", list(Mode))
async def test_translations_go_in_every_mode(town: Forgetful, mode: Mode) -> None:
    await town.configure(mode=mode)
    await town.said()
    assert town.anywhere(TRANSLATED)
    told = await town.forget()
    assert "digests with your words: 1" in told
    assert town.anywhere(TRANSLATED) == []
    assert await town.rows(town.amy.id) == []


async def test_answers_to_flags_and_mentions_go(town: Forgetful) -> None:
    flagged, mentioned = [await town.harness.say(SAID, channel=town.quiet) for _ in range(2)]
    town.harness.model.enqueue(TRANSLATED, TRANSLATED)
    town.harness.react(flagged, "🇨🇳", town.world.person("小李"))
    await town.harness.answer_to(flagged)
    asked = await town.harness.say(f"<@{town.world.bot.id}>", "小李", town.quiet, reply_to=mentioned.id)
    await town.harness.answer_to(asked)
    assert len(town.anywhere(TRANSLATED)) == 2
    assert "with your words: 2" in await town.forget()
    assert town.anywhere(TRANSLATED) == []
    assert await town.rows(town.amy.id) == []


async def test_copies_and_quotes_in_copies_of_replies_go(town: Forgetful) -> None:
    await town.configure(enabled=False)
    await town.bridge()
    message = await town.said()
    [copy] = town.harness.posts(town.quiet)
    await town.said(ANSWER, "我很好，谢谢你。", who="Jake", reply_to=message.id)
    await town.said("我也很好，谢谢。", "Me too, thank you.", who="小李", channel=town.quiet, reply_to=copy.id)
    assert len(town.anywhere("> **Amy**")) == 2
    told = await town.forget()
    assert "with your words: 1" in told
    assert "in other posts: 2" in told
    assert town.anywhere(SAID, TRANSLATED, "Amy") == []
    assert len(town.anywhere("我很好", "Me too")) == 2
    assert await town.rows(town.amy.id) == []


async def test_quotes_stay_gone_after_an_edit_of_the_reply(town: Forgetful) -> None:
    await town.configure(enabled=False)
    await town.bridge()
    message = await town.said()
    reply = await town.said(ANSWER, "我很好，谢谢你。", who="Jake", reply_to=message.id)
    await town.forget()
    town.harness.model.enqueue("我不太好，谢谢你。")
    await town.sandbox.edit(reply.channel_id, reply.id, "I am not so fine, thank you.")
    await town.sandbox.until(lambda: town.anywhere("我不太好"))
    assert town.anywhere("Amy", SAID, TRANSLATED) == []


async def suggest(town: Forgetful, message: Message, who: str = "Jake") -> None:
    post = town.harness.reply(message)
    assert post
    person = town.world.person(who).id
    opened = await town.harness.ended(town.sandbox.invoke_message(person, post.channel_id, post.id, MENU))
    await (await town.sandbox.submit(opened, {"better": "朋友，今天好吗？"})).response()


@pytest.mark.parametrize("decided", [True, False])
@pytest.mark.parametrize("who", ["Amy", "Jake"])
async def test_suggestions_with_their_words_go(town: Forgetful, who: str, *, decided: bool) -> None:
    await town.harness.stores.guilds.set(GuildPreferences(town.guild_id, log_channel_id=town.quiet))
    message = await town.said()
    await suggest(town, message)
    review = await town.sandbox.until(lambda: next(iter(town.harness.posts(town.quiet)), None))
    if decided:
        [button] = [
            one["custom_id"] for one in flatten(review.components) if one.get("custom_id", "").endswith("reject")
        ]
        await town.sandbox.press(town.world.person("王芳").id, review, button)
        await town.sandbox.until(lambda: review.edited)
    assert await town.rows(town.world.person(who).id)
    told = await town.forget(who)
    assert f"suggestions: {int(not decided)}" in told
    assert town.harness.posts(town.quiet) == []
    assert await town.rows(town.world.person(who).id) == []


async def test_every_table_is_cleared(town: Forgetful) -> None:
    await town.harness.use("Amy", "language set", language="en")
    await town.harness.use("Amy", "ignore-me on")
    await town.harness.use("Amy", "ignore-me off")
    message = await town.said()
    await suggest(town, message, "Amy")
    await town.harness.stores.votes.cast(1, town.guild_id, town.amy.id, 1)
    await town.harness.stores.glossary.add(
        GlossaryTerm(town.guild_id, "en", "bridge", "桥", exact=False, author_id=town.amy.id, created_at=1)
    )
    assert len(set(await town.rows(town.amy.id))) >= 6
    told = await town.forget()
    assert await town.rows(town.amy.id) == []
    assert "Preferences: 1 · suggestions: 1 · votes: 1" in told
    assert "glossary terms: 1" in told


async def test_posts_of_a_deleted_webhook_that_must_stay_are_named(town: Forgetful) -> None:
    await town.configure(mode=Mode.WEBHOOK)
    await town.said()
    town.world.webhooks.clear()
    town.world.withheld[town.harness.channel] = 1 << 13
    told = await town.forget()
    assert "One post with your words is still there" in told
    assert "digests with your words: 0" in told
    assert town.anywhere(TRANSLATED)


async def test_a_quote_that_cannot_be_removed_is_counted(town: Forgetful) -> None:
    await town.configure(enabled=False)
    await town.bridge()
    message = await town.said()
    await town.said(ANSWER, "我很好，谢谢你。", who="Jake", reply_to=message.id)
    town.sandbox.faults.add(r"/webhooks/.*/messages/", method="PATCH", status=403, body={"code": 50013})
    told = await town.forget()
    assert "One post with your words is still there" in told
    assert "with your words: 1" in told


async def test_a_reply_whose_webhook_was_deleted_goes_with_its_quote(town: Forgetful) -> None:
    await town.configure(enabled=False)
    await town.bridge()
    message = await town.said()
    await town.said(ANSWER, "我很好，谢谢你。", who="Jake", reply_to=message.id)
    town.world.webhooks.clear()
    told = await town.forget()
    assert "in other posts: 1" in told
    assert town.anywhere("Amy", TRANSLATED) == []


async def test_quotes_go_without_read_message_history(town: Forgetful) -> None:
    await town.configure(enabled=False)
    await town.bridge()
    message = await town.said()
    await town.said(ANSWER, "我很好，谢谢你。", who="Jake", reply_to=message.id)
    town.world.withheld[town.quiet] = 1 << 16
    assert "in other posts: 1" in await town.forget()
    assert town.anywhere("Amy", TRANSLATED) == []


async def test_quotes_in_copies_without_a_webhook_go(town: Forgetful) -> None:
    town.world.withheld[town.quiet] = 1 << 29
    await town.configure(enabled=False)
    await town.bridge()
    message = await town.said()
    await town.said(ANSWER, "我很好，谢谢你。", who="Jake", reply_to=message.id)
    assert town.anywhere("> **")
    assert "in other posts: 1" in await town.forget()
    assert town.anywhere("> **", TRANSLATED, "Amy") == []
    assert town.anywhere("我很好")


async def test_posts_in_archived_threads_go(town: Forgetful) -> None:
    message = await town.harness.say("gg")
    thread = town.harness.start_thread(message)
    await town.said(channel=thread.id)
    channels.change(thread, {"archived": True})
    channels.announce(town.world, "THREAD_UPDATE", thread)
    assert "with your words: 1" in await town.forget()
    assert town.anywhere(TRANSLATED) == []


@pytest.mark.parametrize(("days", "told"), [(30, True), (0, False)])
async def test_posts_that_are_too_old_to_be_found_are_mentioned(
    sandbox: Sandbox, tmp_path: Path, days: int, *, told: bool
) -> None:
    harness = BotHarness(sandbox, tmp_path, links_days=days)
    await harness.open()
    try:
        assert ("keep track of my posts for 30 days" in await Forgetful(harness).forget()) is told
    finally:
        await harness.close()


async def test_an_interrupted_erasure_goes_on_after_a_restart_with_a_final_word(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    town = Forgetful(before)
    for _ in range(4):
        await town.said()
    used = await sandbox.invoke(town.amy.id, before.channel, "forget-me")
    asked = await used.response()
    held = HeldRequest(rf"/channels/{before.channel}/messages/", "DELETE")
    sandbox.faults.rest.append(held)
    await sandbox.press(town.amy.id, asked, "forget:yes")
    await held.arrived.wait()
    closing = asyncio.create_task(before.close())
    while before.client.get_cog("ForgetMe"):  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0)
    held.released.set()
    await closing
    assert len(town.anywhere(TRANSLATED)) == 3
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        direct = sandbox.world.dm(town.amy, sandbox.world.bot)
        [word] = await sandbox.until(lambda: after.posts(direct.id))
        assert "I no longer store anything about you" in word.content
        assert "digests with your words: 4" in word.content
        assert town.anywhere(TRANSLATED) == []
        assert await Forgetful(after).rows(town.amy.id) == []
        assert await after.stores.privacy.unfinished() == []
    finally:
        await after.close()


async def test_what_is_forgotten_is_not_translated_again_after_a_crash(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    town = Forgetful(before)
    await town.said()
    await town.forget()
    guild_id = town.guild_id
    after = BotHarness(sandbox, tmp_path)
    await before.close()
    await after.open()
    try:
        assert after.stores.seen.of_guild(guild_id)
        await Forgetful(after).said("Something else was said later.", "后来又说了别的。", who="Jake")
        assert town.anywhere(TRANSLATED) == []
    finally:
        await after.close()


async def test_a_mute_stays_and_the_answer_does_not_give_it_away(harness: BotHarness) -> None:
    town = Forgetful(harness)
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    before = await town.forget()
    await harness.stores.mutes.set(Mute(guild_id, town.amy.id))
    assert await town.forget() == before
    assert "apart from what a server's moderators decided" in before
    assert await harness.stores.mutes.has(guild_id, town.amy.id)
