"""Who is translated without being asked, and who is left alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.incoming import Audience
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from tests.chat.house import House

ENGLISH = "How are you doing today, my friend?"
NEWS = {"title": "News of the day", "description": "It will rain all day tomorrow."}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("!play never gonna give you up", True),
        ("  !play this song for me", True),
        ("?help me with the roles", True),
        ("T!daily please", True),
        (";;skip the song please", True),
        ("!签到", True),
        ("$w", True),
        ("...", False),
        ("?", False),
        ("?? what do you mean", False),
        ("! that was close", False),
        ("... and then he left", False),
        (".NET is what we use at work", False),
        ("$TSLA went up again today", False),
        ("$5 is all I have", False),
        ("/ is a slash", False),
        ("what!play", False),
        ("", False),
        ("!", False),
    ],
)
def test_commands_are_told_by_the_letter_behind_the_prefix(text: str, *, command: bool) -> None:
    assert Audience(Settings().ignored_prefixes)._is_command(text) is command


@pytest.fixture
async def house(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[House]:
    guild = next(iter(sandbox.world.guilds.values()))
    news = sandbox.world.add_user("Newsbot", bot=True, guilds=[guild])
    sandbox.world.add_user("Otherbot", bot=True, guilds=[guild])
    house = House(sandbox, tmp_path, prefixes=("!",), bots=frozenset({news.id, sandbox.world.bot.id}))
    await house.open()
    yield house
    await house.close()


async def test_commands_to_other_bots_are_left_alone(house: House) -> None:
    await house.say("!play my favourite song please")
    assert await house.answer_to(await house.say(ENGLISH))
    assert len(house.posts()) == 1


async def test_bots_that_the_host_named_are_translated_with_their_embeds(house: House) -> None:
    house.model.enqueue("早上好，大家", "每日新闻", "明天会下一整天的雨。")
    message = await house.say("Good morning, everybody", "Newsbot", embeds=[NEWS])
    assert (await house.answer_to(message)).content == "早上好，大家\n**每日新闻**\n明天会下一整天的雨。"


async def test_other_bots_and_we_ourselves_are_not(house: House) -> None:
    await house.say(ENGLISH, "Otherbot", embeds=[NEWS])
    await house.sandbox.say(house.channel, house.world.bot.id, ENGLISH)
    reply = await house.answer_to(await house.say(ENGLISH))
    assert [post for post in house.posts() if post.content != ENGLISH] == [reply]
    assert house.ledger.submitted == 1


async def test_what_we_post_through_webhooks_is_never_translated(sandbox: Sandbox, tmp_path: Path) -> None:
    from bot.sandbox import messages
    from bot.sandbox.model import Webhook

    world = sandbox.world
    channel = world.named("general")
    hooks = [
        Webhook(world.snowflake(), "t", channel.id, channel.guild_id or 0, "Hook", world.person("王芳"), None, ours)
        for ours in (world.application_id, None)
    ]
    world.webhooks.update((hook.id, hook) for hook in hooks)
    house = House(sandbox, tmp_path, bots=frozenset(hook.id for hook in hooks))
    await house.open()
    try:
        posts = [
            messages.post(
                world, channel, hook.user, {"content": ENGLISH}, origin=messages.Origin(webhook=hook, permitted=True)
            )
            for hook in hooks
        ]
        await house.answer_to(posts[1])
        assert house.reply(posts[0]) is None
        assert house.ledger.submitted == 1
    finally:
        await house.close()


async def test_an_edit_into_a_command_takes_the_translation_away(house: House) -> None:
    message = await house.say(ENGLISH)
    await house.answer_to(message)
    await house.sandbox.edit(house.channel, message.id, "!play my favourite song please")
    await house.sandbox.until(lambda: not house.posts())
