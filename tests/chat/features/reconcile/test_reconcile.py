"""What happened while Qiao was offline."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.chat import events
from bot.sandbox import messages
from bot.sandbox.model import Message, MessageType, Overwrite
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import ChannelPreferences, Mode
from tests.chat.fakes import GatedSegments
from tests.chat.features.reconcile.conftest import Start
from tests.chat.features.reconcile.steps import ENGLISH, MISSED, bridged, lines, passed_by, reconciled, translated
from tests.chat.harness import PATIENCE, HeldRequest


async def test_a_message_deleted_meanwhile_loses_its_translation(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    gone, kept = await translated(before), await translated(before, "I am still here.")
    await before.close()
    await sandbox.delete(before.channel, gone.id)
    after = await start()
    await sandbox.until(lambda: len(after.posts()) == 1)
    assert after.reply(kept)
    assert await after.stores.links.of_original(gone.id) == []


async def test_a_message_edited_meanwhile_has_its_translation_updated(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    message = await translated(before)
    reply = await before.answer_to(message)
    await before.close()
    await sandbox.edit(before.channel, message.id, "I am very tired today.")
    after = await start()
    await sandbox.until(lambda: reply.edited)
    assert after.model.asked == ["I am very tired today."]
    assert len(after.posts()) == 1


async def test_messages_written_meanwhile_come_as_one_digest_in_order(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    said = [await before.say(text, who) for text, who in zip(MISSED, ("Amy", "小李", "Jake"), strict=True)]
    await before.say("👍", "Jake")
    after = await start()
    await after.settled(4)
    digest = after.posts()[-1]
    assert [link.original_id for link in await after.stores.links.of_post(digest.id)] == [
        message.id for message in said
    ]
    assert [line.split("**")[1] for line in digest.content.split("\n")] == ["Amy", "小李", "Jake"]
    assert len(after.posts()) == 2


async def test_names_on_the_server_are_shown_in_the_digest(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    guild = before.world.guilds[before.world.channel(before.channel).guild_id or 0]
    await translated(before)
    await before.close()
    guild.members[before.world.person("Amy").id].nick = "Captain Amy"
    for text in MISSED:
        await before.say(text)
    after = await start()
    await sandbox.until(lambda: len(after.posts()) == 2)
    assert after.posts()[-1].content.count("**Captain Amy**") == 3


async def test_nothing_is_translated_twice_by_further_restarts(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    await before.say(MISSED[0])
    await before.say(MISSED[2])
    for _ in range(3):
        after = await start()
        await reconciled(after)
        assert after.client.outbox
        await after.client.outbox.drain()
        assert len(after.posts()) == 2
        await after.close()


@pytest.mark.parametrize("options", [{"reconcile_messages": 0}, {"reconcile_hours": 1e-9}])
async def test_it_can_be_limited_or_turned_off(start: Start, options: dict[str, float]) -> None:
    before = await start()
    gone = await translated(before)
    await before.close()
    await before.sandbox.delete(before.channel, gone.id)
    await before.say(MISSED[0])
    after = await start(**options)
    await reconciled(after)
    await translated(after)
    assert len(after.posts()) == 2


async def test_only_the_latest_messages_are_looked_at(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    said = [await before.say(f"This is missed message number {n}.") for n in range(7)]
    after = await start(reconcile_messages=3)
    await after.settled(3)
    links = await after.stores.links.of_post(after.posts()[-1].id)
    assert [link.original_id for link in links] == [message.id for message in said[-3:]]


async def test_many_long_messages_are_shortened_into_one_digest(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    text = "We walked along the river for a whole afternoon and then we had dinner in a small place by the bridge."
    for n in range(25):
        await before.say(f"{text} It was number {n}.")
    after = await start()
    await sandbox.until(lambda: len(after.posts()) == 2)
    await after.settled(25)
    assert after.ledger.outcomes == {"posted": 25}
    assert len(after.posts()) == 2
    assert len(lines(after.posts()[-1])) == 25


async def test_what_does_not_fit_into_the_digest_is_shed_with_a_notice(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    text = "We walked along the river for a whole afternoon and then we had dinner in a small place by the bridge."
    for n in range(60):
        await before.say(f"{text} It was number {n}.")
    after = await start()
    await after.settled(60)
    digests = [post for post in after.posts() if post.content.startswith("**")]
    assert len(digests) == 1
    posted = len(lines(digests[0]))
    assert posted > 25
    assert after.ledger.outcomes == {"posted": posted, "shed": 60 - posted}
    assert len(after.posts()) == 3


async def test_a_single_missed_message_gets_a_reply(start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    message = await before.say(MISSED[0])
    after = await start()
    await after.answer_to(message)


async def test_few_requests_are_needed(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    for _ in range(5):
        await translated(before)
    await before.close()
    history = "GET /channels/{channel_id}/messages"
    for missed in (0, 50):
        for _ in range(missed):
            await before.say("👍")
        used = sandbox.world.metrics[history]
        after = await start()
        await reconciled(after)
        await after.settled(missed)
        assert sandbox.world.metrics[history] - used == 1
        await after.close()


async def test_people_who_opted_out_and_bots_are_left_out(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await before.use("Amy", "ignore-me on")
    await translated(before, who="Jake")
    await before.close()
    await before.say(MISSED[0])
    await sandbox.say(before.channel, before.world.bot.id, "This is a post of the bot itself.")
    message = await before.say(MISSED[2], "Jake")
    after = await start()
    await after.answer_to(message)
    assert after.model.asked == [MISSED[2]]


async def test_a_post_that_a_moderator_deleted_meanwhile_is_forgotten(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    message = await translated(before)
    reply = before.reply(message)
    assert reply
    await before.close()
    await sandbox.delete(before.channel, reply.id)
    after = await start()
    await reconciled(after)
    assert await after.stores.links.of_original(message.id) == []


async def test_flag_answers_are_followed(sandbox: Sandbox, start: Start) -> None:
    before = await start(enabled=False)
    edited, deleted, later, gone_later = [await before.say(ENGLISH + str(n)) for n in range(4)]
    for message in (edited, deleted, later, gone_later):
        before.react(message, "🇨🇳")
        await before.answer_to(message)
    await before.close()
    await sandbox.edit(before.channel, edited.id, "I am very tired today.")
    await sandbox.delete(before.channel, deleted.id)
    after = await start(enabled=False)
    await sandbox.until(lambda: len(after.posts()) == 3)
    await sandbox.until(lambda: after.reply(edited) and after.reply(edited).edited)  # type: ignore[union-attr]
    await sandbox.edit(after.channel, later.id, "I said something else instead.")
    await sandbox.delete(after.channel, gone_later.id)
    await sandbox.until(lambda: len(after.posts()) == 2)
    await sandbox.until(lambda: after.reply(later) and after.reply(later).edited)  # type: ignore[union-attr]
    assert sorted(after.model.asked) == ["I am very tired today.", "I said something else instead."]


async def test_mention_answers_are_followed(sandbox: Sandbox, start: Start) -> None:
    before = await start(enabled=False)
    mention = f"<@{before.world.bot.id}>"
    answers = []
    for n in range(2):
        original = await before.say(ENGLISH + str(n))
        asked = await before.say(mention, "小李", reply_to=original.id)
        answers.append((original, await before.answer_to(asked)))
    await before.close()
    (edited, answer), (deleted, gone) = answers
    await sandbox.edit(before.channel, edited.id, "I am very tired today.")
    await sandbox.delete(before.channel, deleted.id)
    after = await start(enabled=False)
    await sandbox.until(lambda: answer.edited and gone.id not in sandbox.world.channel(after.channel).messages)


@pytest.mark.parametrize("told", [True, False])
async def test_without_read_message_history_the_channel_is_skipped_and_logged_once(
    sandbox: Sandbox, start: Start, *, told: bool
) -> None:
    before = await start()
    message = await translated(before)
    await before.close()
    await sandbox.delete(before.channel, message.id)
    await before.say(MISSED[0])
    if told:
        channel = sandbox.world.channel(before.channel)
        channel.overwrites[sandbox.world.bot.id] = Overwrite(1, 0, 1 << 16)
    else:
        sandbox.world.withheld[before.channel] = 1 << 16
    with capture_logs() as logs:
        after = await start()
        await reconciled(after)
    assert len([entry for entry in logs if entry["event"] == "channel not reconciled"]) == 1
    assert before.reply(message)
    assert after.model.asked == []


async def test_errors_of_discord_do_not_stop_the_channel(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    await before.say(MISSED[0])
    sandbox.faults.add(
        rf"/channels/{before.channel}/messages", method="GET", status=403, body={"code": 50001, "message": "no"}
    )
    with capture_logs() as logs:
        after = await start()
        await translated(after)
    [entry] = [entry for entry in logs if entry["event"] == "channel not reconciled"]
    assert (entry["status"], entry["code"]) == (403, 50001)
    assert set(after.model.asked) == {ENGLISH}


async def test_what_could_not_be_read_is_read_after_the_next_start(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    said = [await before.say(text) for text in MISSED]
    sandbox.faults.add(rf"/channels/{before.channel}/messages", method="GET", status=400)
    with capture_logs() as logs:
        between = await start()
        await translated(between, "I am here right now.")
        await between.close()
    assert [entry["status"] for entry in logs if entry["event"] == "channel not reconciled yet"] == [400]
    after = await start()
    await after.settled(3)
    links = await after.stores.links.of_post(after.posts()[-1].id)
    assert [link.original_id for link in links] == [message.id for message in said]


async def test_without_the_message_content_intent_only_deletions_are_followed(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    gone, edited = await translated(before), await translated(before, "I am still here.")
    await before.close()
    await sandbox.delete(before.channel, gone.id)
    await sandbox.edit(before.channel, edited.id, "I am very tired today.")
    await before.say(MISSED[0])
    sandbox.faults.intents_refused = True
    after = await start()
    await sandbox.until(lambda: len(after.posts()) == 1)
    assert after.reply(edited)
    assert after.model.asked == []


async def test_channels_that_were_never_on_or_are_off_now_get_nothing(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    quiet = before.world.named("quiet")
    await translated(before)
    await passed_by(before, await before.say(ENGLISH, channel=quiet.id))
    await before.stores.channels.set(ChannelPreferences(before.channel, quiet.guild_id or 0, enabled=False))
    await before.close()
    await before.say(MISSED[0])
    await before.say(MISSED[0], channel=quiet.id)
    after = await start(enabled=False)
    await reconciled(after)
    assert after.model.asked == []


async def test_nothing_from_before_a_channel_was_turned_on_is_translated(start: Start) -> None:
    before = await start(enabled=False)
    await passed_by(before, await before.say(ENGLISH))
    await before.use("王芳", "channel enable")
    await before.close()
    message = await before.say(MISSED[0])
    after = await start()
    await after.answer_to(message)
    assert after.model.asked == [MISSED[0]]


async def test_the_first_start_translates_nothing_old(sandbox: Sandbox, start: Start) -> None:
    channel = sandbox.world.named("general").id
    await sandbox.say(channel, sandbox.world.person("Amy").id, ENGLISH)
    before = await start()
    await reconciled(before)
    assert before.posts() == []
    await before.close()
    message = await before.say(MISSED[0])
    after = await start()
    await after.answer_to(message)
    await reconciled(after)
    assert after.model.asked == [MISSED[0]]
    assert len(after.posts()) == 1


async def test_a_thread_that_was_started_meanwhile_is_translated(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    message = await translated(before)
    await before.close()
    thread = before.start_thread(message)
    for text in MISSED:
        await before.say(text, channel=thread.id)
    after = await start()
    await sandbox.until(lambda: after.posts(thread.id))
    assert len(lines(after.posts(thread.id)[0])) == 3


async def test_a_deleted_channel_is_no_problem(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    quiet = before.world.named("quiet")
    await before.stores.channels.set(ChannelPreferences(quiet.id, quiet.guild_id or 0, enabled=True))
    await translated(before, channel=quiet.id)
    await before.close()
    guild = sandbox.world.guilds[quiet.guild_id or 0]
    guild.channels.pop(quiet.id)
    sandbox.world.channels.pop(quiet.id)
    with capture_logs() as logs:
        after = await start()
        await reconciled(after)
    assert [entry for entry in logs if entry["log_level"] in {"warning", "error"}] == []


async def test_missed_messages_cross_a_bridge_as_one_digest(sandbox: Sandbox, start: Start) -> None:
    before = await start(enabled=False)
    there = await bridged(before)
    first = await before.say(ENGLISH)
    await before.settled(1)
    await before.close()
    said = [await before.say(text, reply_to=first.id) for text in MISSED]
    await before.say("I answer that.", "Jake", reply_to=said[0].id)
    after = await start(enabled=False)
    await after.settled(4)
    digest = after.posts(there)[-1]
    assert len(digest.content.split("\n")) == 4
    links = await after.stores.links.of_post(digest.id)
    assert [link.kind for link in links] == ["copy"] * 4


async def test_copies_of_deleted_and_edited_messages_follow(sandbox: Sandbox, start: Start) -> None:
    before = await start(enabled=False)
    there = await bridged(before)
    gone, edited = await before.say(ENGLISH), await before.say("I am still here.")
    await before.settled(2)
    await before.close()
    await sandbox.delete(before.channel, gone.id)
    await sandbox.edit(before.channel, edited.id, "I am very tired today.")
    after = await start(enabled=False)
    await sandbox.until(
        lambda: [post.edited is not None for post in sandbox.world.channel(there).messages.values()] == [True]
    )
    assert after.model.asked == ["I am very tired today."]


async def test_a_live_message_waits_for_those_before_it_and_is_posted_once(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    missed = [await before.say(text, "Jake") for text in MISSED]
    held = HeldRequest(rf"/channels/{before.channel}/messages", "GET")
    sandbox.faults.rest.append(held)
    after = await start()
    await held.arrived.wait()
    live = [await after.say("I am here right now."), await after.say("And I am still here.")]
    await sandbox.edit(after.channel, live[1].id, "And now I am gone.")
    held.released.set()
    await after.settled(5)
    links = [link for post in after.posts()[1:] for link in await after.stores.links.of_post(post.id)]
    assert [link.original_id for link in links] == [message.id for message in (*missed, *live)]
    assert "And I am still here." not in after.model.asked


async def test_requests_in_channels_that_are_off_wait_for_nothing(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    quiet = before.world.named("quiet").id
    await translated(before)
    await before.close()
    await before.say(MISSED[0], "Jake")
    original = await before.say(MISSED[2], "Jake", quiet)
    held = HeldRequest(rf"/channels/{before.channel}/messages", "GET")
    sandbox.faults.rest.append(held)
    after = await start()
    await held.arrived.wait()
    mention = await after.say(f"<@{after.world.bot.id}>", "小李", quiet, reply_to=original.id)
    await after.answer_to(mention)
    held.released.set()


async def test_a_message_deleted_during_the_reconciliation_is_not_posted(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    await translated(before)
    await before.close()
    missed = [await before.say(text, "Jake") for text in MISSED]
    held = HeldRequest(rf"/channels/{before.channel}/messages", "GET")
    sandbox.faults.rest.append(held)
    after = await start()
    await held.arrived.wait()
    live = await after.say("I am here right now.")
    await sandbox.delete(after.channel, missed[1].id)
    await sandbox.delete(after.channel, live.id)
    held.released.set()
    await after.settled(2)
    await reconciled(after)
    links = [link for post in after.posts()[1:] for link in await after.stores.links.of_post(post.id)]
    assert [link.original_id for link in links] == [missed[0].id, missed[2].id]


async def test_an_outage_without_resume_is_reconciled(sandbox: Sandbox, start: Start) -> None:
    harness = await start()
    gone, edited = await translated(harness), await translated(harness, "I am still here.")
    reply = await harness.answer_to(edited)
    listeners, sandbox.world.listeners[:] = list(sandbox.world.listeners), []
    await sandbox.delete(harness.channel, gone.id)
    await sandbox.edit(harness.channel, edited.id, "I am very tired today.")
    said = [await harness.say(text, "Jake") for text in MISSED]
    sandbox.world.listeners[:] = listeners
    sandbox.gateways.invalidate(resumable=False)
    await harness.settled(5)
    await sandbox.until(lambda: reply.edited)
    await reconciled(harness)
    assert harness.reply(gone) is None
    links = await harness.stores.links.of_post(harness.posts()[-1].id)
    assert [link.original_id for link in links] == [message.id for message in said]
    await translated(harness)


async def test_what_waits_at_the_shutdown_is_translated_after_the_next_start(sandbox: Sandbox, start: Start) -> None:
    model = GatedSegments()
    model.gates = [asyncio.Event(), asyncio.Event()]
    before = await start(model=model)
    messages = [await before.say(text) for text in (MISSED[0], MISSED[2])]
    await model.until_called(2)
    await before.close()
    after = await start()
    await after.settled(2)
    [digest] = after.posts()
    links = await after.stores.links.of_post(digest.id)
    assert [link.original_id for link in links] == [message.id for message in messages]


async def test_forwards_are_translated_and_system_messages_are_not(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    source = await translated(before)
    await before.close()
    channel = sandbox.world.channel(before.channel)
    reference = {"type": 1, "message_id": str(source.id), "channel_id": str(channel.id)}
    forward = await before.say("", message_reference=reference)
    notice = Message(sandbox.world.snowflake(), channel.id, before.world.person("Amy"), ENGLISH, MessageType.PINNED)
    messages.add(sandbox.world, channel, notice)
    after = await start()
    await after.answer_to(forward)
    await reconciled(after)
    assert after.reply(notice) is None


async def test_another_process_that_takes_over_reconciles(sandbox: Sandbox, start: Start) -> None:
    first = await start()
    await translated(first)
    await sandbox.gateways.break_sockets()
    await first.close()
    said = [await first.say(text) for text in MISSED]
    second = await start()
    await second.settled(3)
    links = await second.stores.links.of_post(second.posts()[-1].id)
    assert [link.original_id for link in links] == [message.id for message in said]


@pytest.mark.parametrize("mode", [Mode.REPLY, Mode.WEBHOOK])
async def test_a_deletion_that_an_outage_and_a_restart_interrupted_is_followed(
    sandbox: Sandbox, start: Start, mode: Mode
) -> None:
    before = await start()
    before.client.outages.first_delay = 0.01
    guild_id = before.world.channel(before.channel).guild_id or 0
    await before.stores.channels.set(ChannelPreferences(before.channel, guild_id, enabled=True, mode=mode))
    message = await before.say(ENGLISH)
    await before.settled(1)
    outage = sandbox.faults.add(".*/messages/.*", method="DELETE", status=401, times=1_000_000)
    await sandbox.delete(before.channel, message.id)
    await sandbox.until(lambda: outage.times < 1_000_000)
    await before.close()
    sandbox.faults.rest.remove(outage)
    there = before.world.channel(before.channel).messages
    assert there
    after = await start(enabled=False)
    await sandbox.until(lambda: not there)
    assert await after.stores.links.of_original(message.id) == []


@pytest.mark.parametrize("change", ["edit", "delete"])
async def test_an_edit_and_a_deletion_are_followed_before_the_bot_stops(
    sandbox: Sandbox, start: Start, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(events, "GRACE_SECONDS", PATIENCE)
    bot = await start()
    message = await translated(bot)
    held = HeldRequest(".*/messages/.*", "PATCH" if change == "edit" else "DELETE")
    sandbox.faults.rest.append(held)
    if change == "edit":
        await sandbox.edit(bot.channel, message.id, "I am very tired today.")
    else:
        await sandbox.delete(bot.channel, message.id)
    await held.arrived.wait()
    with capture_logs() as logs:
        closing = asyncio.create_task(bot.close())
        await asyncio.wait({closing}, timeout=0.1)  # a bot that did not wait would have closed its connections by now
        held.released.set()
        await closing
    assert [entry for entry in logs if entry["log_level"] not in {"debug", "info"}] == []
    assert [bool(post.edited) for post in bot.posts()] == ([True] if change == "edit" else [])


async def test_an_edit_that_an_outage_and_a_restart_interrupted_is_followed(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    before.client.outages.first_delay = 0.01
    message = await translated(before)
    reply = await before.answer_to(message)
    outage = sandbox.faults.add(".*/messages/.*", method="PATCH", status=401, times=1_000_000)
    await sandbox.edit(before.channel, message.id, "I am very tired today.")
    await sandbox.until(lambda: outage.times < 1_000_000)
    await before.close()
    sandbox.faults.rest.remove(outage)
    after = await start()
    await sandbox.until(lambda: reply.edited)
    assert after.model.asked == ["I am very tired today."]
    assert len(after.posts()) == 1


async def test_an_edit_to_nothing_that_an_outage_and_a_restart_interrupted_is_followed(
    sandbox: Sandbox, start: Start
) -> None:
    before = await start()
    before.client.outages.first_delay = 0.01
    message = await translated(before)
    outage = sandbox.faults.add(".*/messages/.*", method="DELETE", status=401, times=1_000_000)
    await sandbox.edit(before.channel, message.id, "👍")
    await sandbox.until(lambda: outage.times < 1_000_000)
    await before.close()
    sandbox.faults.rest.remove(outage)
    after = await start()
    await sandbox.until(lambda: not after.posts())
