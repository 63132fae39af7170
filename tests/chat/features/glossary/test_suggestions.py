"""Suggested translations, from the message menu to the moderators' verdict."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.features.glossary.suggestions import MAX_OPEN
from bot.chat.relay.message import Message as Facts
from bot.chat.relay.post import Post
from bot.chat.strings import say
from bot.sandbox.errors import ApiError
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Message, MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.types.links import PostKind
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences, Mode
from tests.chat.harness import BotHarness, HeldRequest, response_text

MODERATOR = "王芳"
MENU = "Suggest a better translation"
DEAD, BETTER = "I am dead, this is so funny.", "笑死我了，太好笑了。"


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    harness.world.person(MODERATOR).locale = "en-US"
    await log_here(harness)
    return harness


def log_channel(harness: BotHarness) -> int:
    return harness.world.named("food").id


async def log_here(harness: BotHarness) -> None:
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness), log_channel_id=log_channel(harness)))


def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


async def translated(
    harness: BotHarness, text: str = DEAD, chinese: str = "我死了，这太有趣了。"
) -> tuple[Message, Message]:
    harness.model.enqueue(chinese)
    message = await harness.say(text)
    return message, await harness.known_answer_to(message)


async def menu(harness: BotHarness, post: Message, who: str = "小李") -> Interaction:
    return await harness.sandbox.invoke_message(harness.world.person(who).id, post.channel_id, post.id, MENU)


async def suggested(harness: BotHarness, post: Message, better: str = BETTER, who: str = "Jake") -> str:
    opened = await harness.ended(menu(harness, post, who))
    return await response_text(await harness.sandbox.submit(opened, {"better": better}))


async def review_post(harness: BotHarness) -> Message:
    """The post of the newest suggestion in the log channel."""
    return await harness.sandbox.until(
        lambda: next((post for post in reversed(harness.posts(log_channel(harness))) if ids(post)), None)
    )


async def listed(harness: BotHarness, who: str = MODERATOR) -> Interaction:
    """The list of suggestions, which only its reader sees."""
    return await harness.sandbox.invoke(harness.world.person(who).id, harness.channel, "suggestions", {})


def ids(message: Message) -> list[str]:
    return [one["custom_id"] for one in flatten(message.components) if "custom_id" in one]


async def press(harness: BotHarness, post: Message, verdict: str, who: str = MODERATOR) -> Interaction:
    [button] = [each for each in ids(post) if each.endswith(verdict)]
    return await harness.sandbox.press(harness.world.person(who).id, post, button)


async def test_an_approved_suggestion_changes_the_post_and_later_translations(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    opened = await harness.ended(menu(harness, reply, "Jake"))
    assert opened.modal is not None
    shown, label = opened.modal["components"]
    assert shown["content"] == f"**Original**\n> {DEAD}\n**Current translation**\n> 我死了，这太有趣了。"
    assert label["component"]["value"] == "我死了，这太有趣了。"
    thanks = await (await harness.sandbox.submit(opened, {"better": BETTER})).response()
    assert "moderators will review" in thanks.content
    assert thanks.ephemeral
    post = await review_post(harness)
    assert post.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert DEAD in post.content
    assert BETTER in post.content
    await press(harness, post, "approve")
    await harness.sandbox.until(lambda: "Approved by" in post.content)
    assert ids(post) == []
    assert reply.content == BETTER
    assert await harness.stores.suggestions.of_guild(guild_id(harness)) == []
    harness.model.history.clear()
    assert (await harness.answer_to(await harness.say(DEAD.upper()))).content == BETTER
    assert harness.model.history == []
    assert [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id] == []


async def test_a_rejected_suggestion_changes_nothing(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    post = await review_post(harness)
    await press(harness, post, "reject")
    await harness.sandbox.until(lambda: "Rejected by" in post.content)
    assert reply.content == "我死了，这太有趣了。"
    assert await harness.stores.glossary.of_guild(guild_id(harness)) == ()
    assert await harness.stores.suggestions.of_guild(guild_id(harness)) == []


async def test_a_short_suggestion_can_be_approved_as_a_term(harness: BotHarness) -> None:
    _, reply = await translated(harness, "That boss is hard", "那个老板很难")
    await suggested(harness, reply, "那个首领很难打")
    post = await review_post(harness)
    assert [each.split(":")[-1] for each in ids(post)] == ["approve", "term", "reject"]
    await press(harness, post, "term")
    await harness.sandbox.until(lambda: "as a term" in post.content)
    assert reply.content == "那个首领很难打"
    [term] = await harness.stores.glossary.of_guild(guild_id(harness))
    assert (term.source, term.target, term.exact) == ("That boss is hard", "那个首领很难打", False)


async def test_a_sentence_cannot_be_approved_as_a_term(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    assert [each.split(":")[-1] for each in ids(await review_post(harness))] == ["approve", "reject"]


async def test_only_moderators_decide(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    post = await review_post(harness)
    assert "管理消息" in await response_text(await press(harness, post, "approve", "小李"))
    assert reply.content != BETTER
    assert ids(post)


async def test_the_first_of_two_simultaneous_verdicts_counts(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    post = await review_post(harness)
    guild = harness.world.guilds[guild_id(harness)]
    guild.members[harness.world.person("阿明").id].roles = guild.members[harness.world.person(MODERATOR).id].roles
    pressed = await asyncio.gather(press(harness, post, "approve"), press(harness, post, "reject", "阿明"))
    await harness.sandbox.until(lambda: sum(len(one.followups) for one in pressed) == 1)
    await harness.sandbox.until(lambda: "by <@" in post.content.split("```")[-1])
    approved = reply.content == BETTER
    assert ("Approved" in post.content, "Rejected" in post.content) == (approved, not approved)
    assert len(await harness.stores.glossary.of_guild(guild_id(harness))) == approved
    [late] = [one.followups[0] for one in pressed if one.followups]
    assert late.ephemeral
    assert "beat you to it" in late.content or "抢先" in late.content or "搶先" in late.content


async def test_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    await log_here(before)
    _, reply = await translated(before)
    await suggested(before, reply)
    post = await review_post(before)
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        await press(after, post, "approve")
        await sandbox.until(lambda: "Approved by" in post.content)
        assert reply.content == BETTER
    finally:
        await after.close()


async def test_approving_after_the_post_was_deleted_only_adds_the_entry(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    post = await review_post(harness)
    await harness.sandbox.delete(harness.channel, reply.id)
    await press(harness, post, "approve")
    await harness.sandbox.until(lambda: "didn't change the post" in post.content)
    assert (await harness.answer_to(await harness.say(DEAD))).content == BETTER


async def test_a_suggestion_for_a_deleted_message_is_refused(harness: BotHarness) -> None:
    message, reply = await translated(harness)
    opened = await harness.ended(menu(harness, reply, "Jake"))
    await harness.sandbox.delete(harness.channel, message.id)
    await harness.sandbox.until(lambda: reply.id not in harness.world.channel(harness.channel).messages)
    assert "is gone" in await response_text(await harness.sandbox.submit(opened, {"better": BETTER}))
    assert await harness.stores.suggestions.of_guild(guild_id(harness)) == []


async def test_no_form_is_opened_for_a_message_that_cannot_be_read(harness: BotHarness) -> None:
    message, reply = await translated(harness)
    harness.sandbox.faults.add(rf"/channels/\d+/messages/{message.id}", method="GET", status=404, body={"code": 10008})
    assert "is gone" in await response_text(await menu(harness, reply, "Jake"))


async def test_the_form_opens_without_an_original_that_takes_too_long(harness: BotHarness) -> None:
    message, reply = await translated(harness)
    held = HeldRequest(rf"/channels/\d+/messages/{message.id}")
    held.method = "GET"
    harness.sandbox.faults.rest.append(held)
    opened = await menu(harness, reply, "Jake")
    await opened.callback_given()
    held.released.set()
    assert opened.modal is not None
    assert opened.modal["components"][0]["content"].startswith("**Original**\n> …\n")


async def test_a_message_edited_before_the_verdict_keeps_its_new_translation(harness: BotHarness) -> None:
    message, reply = await translated(harness)
    await suggested(harness, reply)
    post = await review_post(harness)
    harness.model.enqueue("我今天很累")
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await harness.sandbox.until(lambda: reply.content == "我今天很累")
    await press(harness, post, "approve")
    await harness.sandbox.until(lambda: "didn't change the post" in post.content)
    assert reply.content == "我今天很累"


async def test_notes_on_slang_stay_below_a_corrected_post(harness: BotHarness) -> None:
    before = ChannelPreferences(harness.channel, guild_id(harness), enabled=True)
    await harness.stores.channels.set(replace(before, footnotes=True))
    _, reply = await translated(harness, "这个游戏真是yyds", "This game is really ⟦0⟧")
    notes = reply.content.partition("\n-# **yyds** · ")[2]
    assert notes
    await suggested(harness, reply, "This game is the best ever")
    await press(harness, await review_post(harness), "approve")
    await harness.sandbox.until(lambda: reply.content == f"This game is the best ever\n-# **yyds** · {notes}")


async def test_a_line_of_a_digest_can_be_chosen_and_corrected(harness: BotHarness) -> None:
    quiet, amy = harness.world.named("quiet").id, harness.world.person("Amy").id
    said_there = [await harness.say(f"This is sentence number {n} of many.", channel=quiet) for n in range(2)]
    await harness.client.publisher.publish(
        [
            Post(Facts(one.id, quiet, guild_id(harness), amy, "Amy [x]"), PostKind.TRANSLATION, quiet, f"第{number}句")
            for number, one in enumerate(said_there)
        ]
    )
    [digest] = harness.posts(quiet)
    before = digest.content.split("\n")
    chosen = await (await harness.ended(menu(harness, digest, "Jake"))).response()
    [select] = [one for one in flatten(chosen.components) if "options" in one]
    assert [option["label"].split(": ")[0] for option in select["options"]] == ["Amy [x]", "Amy [x]"]
    jake = harness.world.person("Jake").id
    opened = await harness.responded(harness.sandbox.press(jake, chosen, select["custom_id"], [str(said_there[1].id)]))
    await (await harness.sandbox.submit(opened, {"better": "更好的一句"})).response()
    post = await review_post(harness)
    assert "This is sentence number 1 of many." in post.content
    await press(harness, post, "approve")
    await harness.sandbox.until(lambda: "Approved by" in post.content)
    after = digest.content.split("\n")
    assert after[0] == before[0]
    assert after[1].endswith(": 更好的一句")
    assert after[1].startswith(before[1].split(": ")[0].split(" [↗]")[0])


async def test_suggestions_are_posted_in_the_log_channel_and_nowhere_else(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    before = posts_by_channel(harness)
    await suggested(harness, reply)
    await review_post(harness)
    after = posts_by_channel(harness)
    assert {channel_id for channel_id, count in after.items() if count != before[channel_id]} == {log_channel(harness)}


def posts_by_channel(harness: BotHarness) -> dict[int, int]:
    return {channel_id: len(harness.posts(channel_id)) for channel_id in harness.world.channels}


async def test_without_a_log_channel_nothing_is_posted_and_moderators_find_suggestions_in_their_list(
    harness: BotHarness,
) -> None:
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness)))
    _, reply = await translated(harness)
    before = posts_by_channel(harness)
    assert "find it with `/suggestions`" in await suggested(harness, reply, "Buy gold at example.com")
    assert posts_by_channel(harness) == before
    copy = await (await listed(harness)).followup(0)
    assert copy.ephemeral
    await press(harness, copy, "approve")
    await harness.sandbox.until(lambda: "Approved by" in copy.content)
    assert reply.content == "Buy gold at example.com"


async def test_a_suggestion_is_kept_when_the_log_channel_refuses_it(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    before = posts_by_channel(harness)
    forbidden = {"code": 50013, "message": "no"}
    harness.sandbox.faults.add(rf"/channels/{log_channel(harness)}/messages", method="POST", status=403, body=forbidden)
    assert "find it with `/suggestions`" in await suggested(harness, reply)
    assert posts_by_channel(harness) == before
    [waiting] = await harness.stores.suggestions.of_guild(guild_id(harness))
    assert waiting.review_post_id is None


async def test_open_suggestions_are_listed_with_buttons(harness: BotHarness) -> None:
    assert "No suggestions are waiting" in await harness.use(MODERATOR, "suggestions")
    _, reply = await translated(harness)
    await suggested(harness, reply)
    await suggested(harness, reply, "另一个更好的说法", "阿明")
    used = await listed(harness)
    assert "2 suggestions are waiting" in (await used.response()).content
    first = await used.followup(0)
    assert BETTER in first.content
    assert first.ephemeral
    await press(harness, first, "approve")
    await harness.sandbox.until(lambda: "Approved by" in first.content)
    assert reply.content == BETTER


async def test_the_list_shows_the_current_translation_in_the_language_of_its_reader(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    assert "我死了，这太有趣了。" in (await review_post(harness)).content
    shown = (await (await listed(harness)).followup()).content
    for name, text in (("form.original", DEAD), ("form.current", "我死了，这太有趣了。"), ("better", BETTER)):
        assert f"{say('en', f'suggest.{name}')}\n```\n{text}\n```" in shown
    assert shown.count("https://") == 1
    assert say("zh-CN", "suggest.better") not in shown


async def test_members_are_not_offered_the_list(harness: BotHarness) -> None:
    with pytest.raises(ApiError, match="nknown"):
        await listed(harness, "Amy")


async def ended(harness: BotHarness, copy: Message) -> None:
    await harness.sandbox.until(lambda: not ids(copy))


@pytest.mark.parametrize("pressed", ["in the log channel", "in a list"])
@pytest.mark.parametrize("verdict", ["approve", "reject"])
async def test_buttons_end_on_every_copy_once_a_suggestion_is_decided(
    harness: BotHarness, pressed: str, verdict: str
) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    copies = [await review_post(harness), *[await (await listed(harness)).followup(0) for _ in range(2)]]
    await press(harness, copies[0] if pressed == "in the log channel" else copies[-1], verdict)
    for copy in copies:
        await ended(harness, copy)
        assert BETTER in copy.content
        assert f"{verdict.title()[:6]}" in copy.content.split("```")[-1]


async def test_buttons_end_in_the_log_channel_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    await log_here(before)
    _, reply = await translated(before)
    await suggested(before, reply)
    post = await review_post(before)
    old = await (await listed(before)).followup(0)
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        copy = await (await listed(after)).followup(0)
        await press(after, copy, "reject")
        await sandbox.until(lambda: not ids(copy) and not ids(post))
        assert "Rejected by" in post.content
        # A list from before the restart can only say so when a button is pressed.
        assert "抢先一步" in (await (await press(after, old, "approve")).followup()).content
        await sandbox.until(lambda: not ids(old))
    finally:
        await after.close()


async def test_a_copy_that_was_deleted_does_not_stop_the_verdict(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    post = await review_post(harness)
    copy = await (await listed(harness)).followup(0)
    await harness.sandbox.delete(log_channel(harness), post.id)
    await press(harness, copy, "approve")
    await harness.sandbox.until(lambda: "Approved by" in copy.content)
    assert reply.content == BETTER


async def test_moderators_see_the_votes_on_the_translation(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    await suggested(harness, reply)
    assert "Votes" not in (await review_post(harness)).content
    for user_id, value in ((1, 1), (2, -1), (3, -1)):
        await harness.stores.votes.cast(reply.id, guild_id(harness), user_id, 1 if value > 0 else -1)
    copy = await (await listed(harness)).followup(0)
    assert "Votes on the current translation: 👍 1 · 👎 2" in copy.content


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("I am so dead", "I am so dead!"),
        ("I am so dead.", "i am SO dead!!!"),
        ("thanks for that, <@{amy}>", "Thanks for that, <@{amy}>!"),
        ("**what** a great game", "**What** a great game!"),
        ("我们明天见面吧", "我們明天見面吧！"),
        ("我们明天见面吧。", "我们 明天见面吧~"),
        ("那个怪真的很难打", "那個怪真的很難打．．．"),
        ("Can you come tomorrow?", "can you come tomorrow??"),
    ],
)
async def test_an_approved_translation_is_used_however_the_message_ends(
    harness: BotHarness, source: str, said: str
) -> None:
    amy = harness.world.person("Amy").id
    _, reply = await translated(harness, source.format(amy=amy), "a first try 第一次")
    await suggested(harness, reply, "更好的说法 a better one")
    await press(harness, await review_post(harness), "approve")
    await harness.sandbox.until(lambda: reply.content == "更好的说法 a better one")
    harness.model.history.clear()
    answer = await harness.answer_to(await harness.say(said.format(amy=amy)))
    assert answer.content.startswith("更好的说法 a better one")
    assert harness.model.history == []


async def test_a_refused_suggestion_is_explained(harness: BotHarness) -> None:
    message, reply = await translated(harness)
    assert "isn't a translation I posted" in await response_text(await menu(harness, message, "Jake"))
    assert "must be different" in await suggested(harness, reply, DEAD)
    await suggested(harness, reply)
    assert "already" in await suggested(harness, reply)
    for number in range(MAX_OPEN - 1):
        await suggested(harness, reply, f"第{number}个说法")
    assert f"{MAX_OPEN} suggestions waiting" in await suggested(harness, reply, "再来一个说法")
    assert "moderators will review" in await suggested(harness, reply, "别人的说法", "Amy")


async def test_a_translation_in_several_posts_is_too_long(harness: BotHarness) -> None:
    chinese = "我和朋友们今天早上一起去了海边的那个小镇，在那里看到了许多很漂亮的老房子，也吃到了非常新鲜的海鱼。"
    english = (
        "My friends and I went together to that small town by the sea this morning, saw many beautiful old houses "
        "there, and also ate very fresh fish, which we will surely not forget."
    )
    harness.model.enqueue(*[english] * 14)
    message = await harness.say("\n".join([chinese] * 14), "小李")
    await harness.settled(1)
    parts = await harness.stores.links.of_original(message.id)
    assert len(parts) > 1
    assert "several posts" in await response_text(
        await menu(harness, harness.world.message(harness.channel, parts[0].post_id), "Jake")
    )


@pytest.mark.parametrize("corrected", [0, 1, 2])
async def test_answers_to_reactions_leave_every_translation_of_the_message_open_to_suggestions(
    harness: BotHarness, corrected: int
) -> None:
    message, _ = await translated(harness)
    for flag in ("🇹🇼", "🇭🇰"):
        harness.react(message, flag, harness.world.person("小李"))
    await harness.sandbox.until(lambda: len(harness.posts()) == 3)
    posts = harness.posts()
    await suggested(harness, posts[corrected])
    await press(harness, await review_post(harness), "approve")
    await harness.sandbox.until(lambda: posts[corrected].content == BETTER)


async def test_a_long_suggestion_with_markup_is_shown_in_full_as_written(harness: BotHarness) -> None:
    _, reply = await translated(harness)
    better = "[免费](https://example.com) ```x``` @everyone " + "好" * 1900
    await suggested(harness, reply, better)
    post = await review_post(harness)
    shown = [each.content for each in harness.posts(log_channel(harness))]
    assert "".join(shown).count("好") == 1900
    assert all(len(each) <= 2000 for each in shown)
    assert "[免费](https://example.com) ``\u200b`x" in "".join(shown)
    assert not post.mention_everyone


async def test_the_menu_is_not_offered_in_direct_messages(harness: BotHarness) -> None:
    commands = {command["name"]: command for command in harness.world.commands[0].values()}
    assert commands[MENU]["contexts"] == [0]
    assert commands[MENU]["name_localizations"]["zh-CN"] == "建议更好的译文"


@pytest.mark.parametrize("mode", [Mode.WEBHOOK, Mode.THREAD])
async def test_a_translation_is_corrected_in_every_posting_mode(harness: BotHarness, mode: Mode) -> None:
    everything = ChannelPreferences(harness.channel, guild_id(harness), enabled=True, mode=mode)
    await harness.stores.channels.set(everything)
    harness.world.guilds[guild_id(harness)].members[harness.world.person("Amy").id].nick = "Amy [x]"
    harness.model.enqueue("我死了，这太有趣了。")
    message = await harness.say(DEAD)
    await harness.settled(1)
    [link] = await harness.stores.links.of_original(message.id)
    assert (link.webhook_id is not None) == (mode == "webhook")
    assert (link.post_channel_id != harness.channel) == (mode == "thread")
    reply = harness.world.message(link.post_channel_id, link.post_id)
    before = reply.content
    await suggested(harness, reply)
    post = await review_post(harness)
    await press(harness, post, "approve")
    await harness.sandbox.until(lambda: "Approved by" in post.content)
    assert "didn't change the post" not in post.content
    assert reply.content == before.replace("我死了，这太有趣了。", BETTER)


async def test_a_suggestion_for_the_same_text_is_queued_once_however_many_posts_have_it(harness: BotHarness) -> None:
    _, first = await translated(harness)
    second = await harness.known_answer_to(await harness.say(DEAD))
    assert first.id != second.id
    await suggested(harness, first)
    assert "已經有人提過同樣的建議" in await suggested(harness, second, who="阿明")
    assert len(await harness.stores.suggestions.of_guild(guild_id(harness))) == 1


async def test_the_form_has_room_for_long_texts_of_many_lines(harness: BotHarness) -> None:
    _, reply = await translated(harness, "\n".join(["What is this?"] * 2 + ["!"] * 900), "这是什么？")
    opened = await menu(harness, reply, "Jake")
    await opened.callback_given()
    assert opened.modal is not None
    shown = opened.modal["components"][0]["content"]
    assert len(shown) <= 4000
    assert "**Current translation**\n> 这是什么？" in shown
