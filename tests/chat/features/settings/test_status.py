import pytest

from bot.chat.features.settings.status import Status
from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, say
from bot.storage.mutes import Mute
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import ChannelPreferences
from bot.telemetry.ledger import OVER_SERVER_LIMIT, Ledger, Outcome
from bot.text.language import Language
from tests.chat.harness import BotHarness


def a_busy_day() -> Status:
    ledger = Ledger()
    for language in (Language.ENGLISH, Language.ENGLISH, Language.CHINESE):
        ledger.submit()
        ledger.count_language(language)
        ledger.record_times(10.0, 10.6, 10.8)
        ledger.close(Outcome.POSTED)
    ledger.submit()
    return Status.of(ledger, model="qiao-1", uptime=93_784)


def test_the_status_in_english() -> None:
    assert a_busy_day().lines(ENGLISH) == [
        "Running for 1 d 2 h with the model qiao-1",
        "**On this server since then**",
        "Messages translated: 3",
        "Messages by language: English 2 · Chinese 1",
        "Half of the translations took less than 750 ms",
        "In progress: 1",
    ]


def test_the_status_in_chinese() -> None:
    [running, _, translated, heard, median, waiting] = a_busy_day().lines(SIMPLIFIED)
    assert "1 天 2 小时" in running
    assert "qiao-1" in running
    assert "3 条" in translated
    assert "英文 2 · 中文 1" in heard
    assert "750 毫秒" in median
    assert "1 条" in waiting
    assert "1 天 2 小時" in a_busy_day().lines(TRADITIONAL)[0]


def test_unknown_values_are_left_out() -> None:
    lines = Status.of(Ledger(), model="qiao-1", uptime=3).lines(ENGLISH)
    assert lines == [
        "Running for 0 min with the model qiao-1",
        "**On this server since then**",
        "Messages translated: 0",
        "In progress: 0",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "0 min"), (60, "1 min"), (3_600, "1 h 0 min"), (7_320, "2 h 2 min"), (86_400 + 120, "1 d 0 h")],
)
def test_durations_have_two_units(seconds: float, words: str) -> None:
    [running, *_] = Status.of(Ledger(), model="m", uptime=seconds).lines(ENGLISH)
    assert f"for {words} with" in running


@pytest.mark.parametrize(("seconds", "words"), [(0.0004, "1 ms"), (0.02, "20 ms"), (1.5, "1.5 s"), (75, "75.0 s")])
def test_short_times_are_in_milliseconds(seconds: float, words: str) -> None:
    status = Status(model="m", uptime=0, translated=1, median=seconds, waiting=0, skipped=0, languages={})
    assert f"Half of the translations took less than {words}" in status.lines(ENGLISH)


def test_every_language_has_a_text() -> None:
    for locale in (ENGLISH, SIMPLIFIED):
        for language in Language:
            assert "7" in say(locale, f"status.language.{language}", count=7)


def test_what_moderators_can_act_on_is_shown_only_if_there_is_something() -> None:
    ledger = Ledger()
    for outcome, reason in ((Outcome.SHED, ""), (Outcome.SKIPPED, OVER_SERVER_LIMIT), (Outcome.SKIPPED, "empty")):
        ledger.submit()
        ledger.close(outcome, reason)
    status = Status.of(ledger, model="m", uptime=0, limit=30, votes=(2, 1), suggestions=1, muted=4)
    assert status.lines(ENGLISH)[4:] == [
        "Votes: 👍 2 · 👎 1",
        "Skipped because there were too many: 2",
        "Limit: 30 messages per minute",
        "Suggestions waiting for review: 1 (`/suggestions`)",
        "Muted members: 4 (`/mute list`)",
    ]
    assert "被停译的成员：4 名" in status.lines(SIMPLIFIED)[-1]


async def test_the_status_of_a_server_counts_only_its_own_messages(harness: BotHarness) -> None:
    world = harness.world
    there = await harness.invited("Elsewhere", owner=world.person("Amy"))
    other = world.named("lobby")
    await harness.stores.channels.set(ChannelPreferences(other.id, there.id, enabled=True))
    await harness.answer_to(await harness.say("How are you doing today, my friend?"))
    for text in ("Where are you going tomorrow?", "What did you eat for dinner?"):
        await harness.answer_to(await harness.say(text, channel=other.id))
    await harness.settled(3)
    here = world.channel(harness.channel).guild_id or 0
    statuses = [await harness.client.report(guild_id) for guild_id in (here, there.id, 1)]
    assert [status.translated for status in statuses] == [1, 2, 0]
    assert [status.languages.get(Language.ENGLISH) for status in statuses] == [1, 2, None]
    assert statuses[0].median is not None
    assert statuses[0].uptime > 0


async def test_copies_in_bridged_channels_are_counted_by_language_too(harness: BotHarness) -> None:
    here, there = harness.world.named("quiet"), harness.world.named("food")
    guild_id = here.guild_id or 0
    await harness.stores.bridges.add(
        [BridgedChannel(here.id, guild_id, 1, "en"), BridgedChannel(there.id, guild_id, 1, "zh")]
    )
    await harness.say("How are you doing today, my friend?", channel=here.id)
    await harness.say("你们晚饭去哪里吃？", channel=there.id)
    await harness.say("ok", channel=here.id)
    await harness.settled(3)
    status = await harness.client.report(guild_id)
    assert status.languages[Language.ENGLISH] >= 1
    assert status.languages[Language.CHINESE] == 1
    assert sum(status.languages.values()) == status.translated == 3


async def test_votes_and_suggestions_are_part_of_the_status(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.votes.cast(1, guild_id, 2, 1)
    await harness.stores.mutes.set(Mute(guild_id, 3))
    harness.world.guilds[guild_id].members[harness.world.person("Amy").id].roles = (
        harness.world.guilds[guild_id].members[harness.world.person("王芳").id].roles
    )
    text = await harness.use("Amy", "qiao status")
    assert "Votes: 👍 1 · 👎 0" in text
    assert "Muted members: 1" in text
