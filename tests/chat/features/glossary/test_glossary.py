"""`/glossary` as moderators use it, and its effect on translations."""

from pathlib import Path

import pytest

from bot.chat.features.glossary.entries import MAX_ENTRIES
from bot.chat.strings import say
from bot.chat.ui.files import MAX_BYTES
from bot.sandbox.errors import ApiError
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Message
from bot.sandbox.server import Sandbox
from bot.storage.types.terms import GlossaryTerm
from tests.chat.harness import BotHarness, response_text

MODERATOR = "王芳"


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    harness.world.person(MODERATOR).locale = "en-US"
    return harness


async def imported(harness: BotHarness, data: bytes, name: str = "terms.csv") -> str:
    return await harness.use(MODERATOR, "glossary import", file=harness.sandbox.upload(name, data))


async def kept(harness: BotHarness) -> dict[str, str]:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    return {term.source: term.target for term in await harness.stores.glossary.of_guild(guild_id)}


def ids(message: Message) -> list[str]:
    return [one["custom_id"] for one in flatten(message.components) if "custom_id" in one]


async def listed(harness: BotHarness, who: str = MODERATOR) -> Interaction:
    return await harness.sandbox.invoke(harness.world.person(who).id, harness.channel, "glossary list", {})


async def test_an_added_term_is_used_in_every_translation(harness: BotHarness) -> None:
    assert await harness.use(MODERATOR, "glossary add", source="raid", target="团本") == (
        "Added: `English` raid → 团本\n-# It applies only when I translate from English to Chinese. "
        "For the other direction, also use `/glossary add` for 团本 → raid."
    )
    harness.model.enqueue("我们今晚打⟦0⟧吗？", "今晚的⟦0⟧很难", "昨天的⟦0⟧很难")
    reply = await harness.answer_to(await harness.say("Shall we do the raids tonight?"))
    assert reply.content == "我们今晚打团本吗？"
    assert "团本" in await harness.use("小李", "translate", text="The raid of tonight is hard")
    quiet = harness.world.named("quiet").id
    message = await harness.say("Yesterday the raid was hard", channel=quiet)
    used = await harness.sandbox.invoke_message(harness.world.person("小李").id, quiet, message.id, "Translate")
    assert "团本" in await response_text(used)


async def test_a_kept_term_is_not_translated(harness: BotHarness) -> None:
    assert (
        await harness.use(MODERATOR, "glossary add", source="Teahouse") == "Added: `English` Teahouse (not translated)"
    )
    harness.model.enqueue("欢迎来到⟦0⟧！")
    reply = await harness.answer_to(await harness.say("Welcome to the Teahouse!"))
    assert reply.content == "欢迎来到Teahouse！"


async def test_a_term_is_said_to_apply_in_one_direction_until_the_other_is_added_too(harness: BotHarness) -> None:
    answer = await harness.use(MODERATOR, "glossary add", source="火锅", target="hotpot")
    assert answer.startswith("Added: `Chinese` 火锅 → hotpot\n-# It applies only when I translate from Chinese")
    assert "`/glossary add` for hotpot → 火锅" in answer
    assert "\n" not in await harness.use(MODERATOR, "glossary add", source="hotpot", target="火锅")
    assert "\n" not in await harness.use(MODERATOR, "glossary add", source="火锅", target="hotpot")


@pytest.mark.parametrize("term", [{"source": "yyds", "target": "simply the best"}, {"source": "teahouse"}])
async def test_no_other_direction_is_offered_that_would_be_the_same_one(
    harness: BotHarness, term: dict[str, str]
) -> None:
    assert "direction" not in await harness.use(MODERATOR, "glossary add", **term)


async def test_the_longer_of_two_overlapping_terms_wins(harness: BotHarness) -> None:
    await harness.use(MODERATOR, "glossary add", source="abyss", target="深渊")
    await harness.use(MODERATOR, "glossary add", source="spiral abyss", target="深境螺旋")
    harness.model.enqueue("⟦0⟧比⟦1⟧更难")
    reply = await harness.answer_to(await harness.say("The spiral abyss is harder than the abyss"))
    assert reply.content == "深境螺旋比深渊更难"


async def test_a_term_with_capitals_applies_only_as_it_is_written(harness: BotHarness) -> None:
    answer = await harness.use(MODERATOR, "glossary add", source="AC", target="空调")
    assert answer.split("\n")[1] == say("en", "glossary.capitals")
    assert say("en", "glossary.capitals") not in await harness.use(
        MODERATOR, "glossary add", source="raid", target="团本"
    )
    harness.model.enqueue("米兰今晚又赢了")
    assert "空调" not in (await harness.answer_to(await harness.say("ac milan won again tonight"))).content
    harness.model.enqueue("我的⟦0⟧坏了")
    assert (await harness.answer_to(await harness.say("my AC is broken"))).content == "我的空调坏了"


async def test_changes_and_removals_apply_immediately(harness: BotHarness) -> None:
    await harness.use(MODERATOR, "glossary add", source="raid", target="团本")
    assert "Updated" in await harness.use(MODERATOR, "glossary add", source="raid", target="副本")
    harness.model.enqueue("⟦0⟧很难")
    assert (await harness.answer_to(await harness.say("the raid is hard"))).content == "副本很难"
    answer = await harness.use(MODERATOR, "glossary remove", source="RAID")
    assert answer == "Removed:\n`English` raid → 副本"
    harness.model.enqueue("突袭很难")
    assert (await harness.answer_to(await harness.say("this raid is hard"))).content == "突袭很难"
    assert "isn't in this server's glossary" in await harness.use(MODERATOR, "glossary remove", source="raid")


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("**raid**", "团本", "plain text"),
        ("raid", "<@42>", "plain text"),
        ("?!", "团本", "need a letter"),
        ("raid `x`", "团本", "plain text"),
    ],
)
async def test_a_refused_entry_is_explained(harness: BotHarness, source: str, target: str, reason: str) -> None:
    answer = await harness.use(MODERATOR, "glossary add", source=source, target=target)
    assert "I can't add that" in answer
    assert reason in answer
    assert await kept(harness) == {}


async def test_the_language_can_be_specified(harness: BotHarness) -> None:
    assert "`Chinese` GG → well played" in await harness.use(
        MODERATOR, "glossary add", source="GG", target="well played"
    )
    answer = await harness.use(MODERATOR, "glossary add", source="GG", target="well played", language="en")
    assert "`English` GG → well played" in answer


async def test_members_without_manage_messages_are_not_offered_the_command(harness: BotHarness) -> None:
    with pytest.raises(ApiError, match="nknown"):
        await harness.use("Amy", "glossary add", source="raid", target="团本")


async def test_entries_to_remove_are_suggested_while_typing(harness: BotHarness) -> None:
    await imported(harness, "raid,团本\nraider,团员\nboss,首领\n".encode() + f"gg {'x' * 120},好,en,yes".encode())
    moderator = harness.world.person(MODERATOR).id
    typed = await harness.sandbox.complete(moderator, harness.channel, "glossary remove", {"source": "RAI"}, "source")
    await typed.callback_given()
    assert [choice["value"] for choice in typed.choices] == ["raid", "raider"]
    typed = await harness.sandbox.complete(moderator, harness.channel, "glossary remove", {"source": "gg"}, "source")
    await typed.callback_given()
    [choice] = typed.choices
    assert "Removed" in await harness.use(MODERATOR, "glossary remove", source=choice["value"])
    assert set(await kept(harness)) == {"raid", "raider", "boss"}


async def test_pages_of_the_list_follow_changes(harness: BotHarness) -> None:
    assert "empty" in await response_text(await listed(harness))
    await imported(harness, "\n".join(f"word{n:02},词{n}" for n in range(40)).encode())
    shown = await (await listed(harness)).response()
    assert "40 entries, page 1 of 3" in shown.content
    assert ids(shown) == ["qiao:glossary:1"]
    moderator = harness.world.person(MODERATOR).id
    await harness.sandbox.press(moderator, shown, "qiao:glossary:1")
    await harness.sandbox.until(lambda: "page 2 of 3" in shown.content)
    assert "word15" in shown.content
    assert ids(shown) == ["qiao:glossary:0", "qiao:glossary:2"]
    for number in range(10, 40):
        await harness.stores.glossary.remove(
            harness.world.channel(harness.channel).guild_id or 0, "en", f"word{number}"
        )
    await harness.sandbox.press(moderator, shown, "qiao:glossary:2")
    await harness.sandbox.until(lambda: "page 1 of 1" in shown.content)
    assert ids(shown) == []


async def test_page_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    before.world.person(MODERATOR).locale = "en-US"
    await imported(before, "\n".join(f"word{n:02},词{n}" for n in range(40)).encode())
    shown = await (await listed(before)).response()
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        await sandbox.press(after.world.person(MODERATOR).id, shown, "qiao:glossary:1")
        await sandbox.until(lambda: "page 2 of 3" in shown.content)
    finally:
        await after.close()


async def test_ten_thousand_lines_are_imported_and_used(harness: BotHarness) -> None:
    data = "\n".join(f"thing number{n},第{n}件" for n in range(MAX_ENTRIES)).encode()
    assert len(data) < MAX_BYTES
    assert f"Imported {MAX_ENTRIES} entries" in await imported(harness, data)
    harness.model.enqueue("⟦0⟧在哪里？")
    reply = await harness.answer_to(await harness.say("Where is thing number9876?"))
    assert reply.content == "第9876件在哪里？"
    assert "at most 10000 entries" in await harness.use(MODERATOR, "glossary add", source="raid", target="团本")
    assert "at most 10000 entries" in await imported(harness, "raid,团本".encode())
    assert "Updated" in await harness.use(MODERATOR, "glossary add", source="thing number1", target="首件")


async def test_invalid_rows_are_reported_and_valid_ones_imported(harness: BotHarness) -> None:
    answer = await imported(harness, "source,target\nraid,团本\n**b**,x\nRaid,副本\n!,y\n<#7>,z\n".encode())
    assert "Imported 1 entry" in answer
    assert "Skipped 3 rows" in answer
    assert "Lines 3, 6: The source and the translation must be plain text" in answer
    assert "Line 5: The source and the translation each need a letter" in answer
    assert "Line 2: Repeated later" in answer
    assert await kept(harness) == {"Raid": "副本"}


async def test_a_file_with_only_invalid_rows_changes_nothing(harness: BotHarness) -> None:
    answer = await imported(harness, b"**b**,x\n" * 100)
    assert "Nothing was imported" in answer
    assert "40 … (+60)" in answer


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no entries"),
        (b"raid,x\ncaf\xe9,y\n", "first invalid character is on line 2"),
        (b'raid,x\n"boss,y\n', "line 2 don't match"),
        (b"a,b\n" * (MAX_ENTRIES + 1), "more than 10000 entries"),
        (b"a" * (MAX_BYTES + 1), "limit is 1 MiB"),
    ],
)
async def test_an_unreadable_file_changes_nothing_and_is_explained(
    harness: BotHarness, data: bytes, reason: str
) -> None:
    await imported(harness, "raid,团本".encode())
    assert reason in await imported(harness, data)
    assert await kept(harness) == {"raid": "团本"}


async def test_a_deleted_file_is_requested_again(harness: BotHarness) -> None:
    file = harness.sandbox.upload("terms.csv", "raid,团本".encode())
    moderator = harness.world.person(MODERATOR).id
    used = await harness.sandbox.invoke(moderator, harness.channel, "glossary import", {"file": file})
    del harness.world.files[file]
    assert "send it again" in await response_text(used)


async def test_an_exported_file_can_be_imported(harness: BotHarness) -> None:
    assert "empty" in await harness.use(MODERATOR, "glossary export")
    await imported(harness, "raid,团本,en\nQiao,,\n=1+1,加法,en,yes\n".encode("gb18030"))
    before = await kept(harness)
    used = await harness.sandbox.invoke(harness.world.person(MODERATOR).id, harness.channel, "glossary export", {})
    [file] = ((await used.response()).extra or {})["attachments"]
    name, data = harness.world.files[int(file["id"])]
    assert name == "glossary.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in data
    await harness.stores.glossary.remove(harness.world.channel(harness.channel).guild_id or 0, "en", "raid")
    assert "Imported 3 entries" in await imported(harness, data)
    assert await kept(harness) == before


async def test_replies_are_in_the_moderators_language(harness: BotHarness) -> None:
    harness.world.person(MODERATOR).locale = "zh-TW"
    assert "已新增" in await harness.use(MODERATOR, "glossary add", source="raid", target="团本")
    commands = {command["name"]: command for command in harness.world.commands[0].values()}
    assert commands["glossary"]["name_localizations"]["zh-CN"] == "术语"
    assert commands["glossary"]["default_member_permissions"] in {1 << 13, str(1 << 13)}


async def test_glossaries_are_separate_per_server(harness: BotHarness) -> None:
    await harness.stores.glossary.add(GlossaryTerm(99, "en", "raid", "别处", exact=False, author_id=1, created_at=0))
    harness.model.enqueue("团本很难")
    assert (await harness.answer_to(await harness.say("the raid is hard"))).content == "团本很难"
