"""`/glossary` as moderators use it, and its effect on translations."""

from pathlib import Path

import pytest

from bot.chat.features.glossary.entries import MAX_ENTRIES
from bot.chat.features.glossary.sheet import MAX_BYTES
from bot.sandbox.errors import ApiError
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Message
from bot.sandbox.server import Sandbox
from bot.storage.types import GlossaryTerm
from tests.chat.house import House, said

MODERATOR = "王芳"


@pytest.fixture
async def house(house: House) -> House:
    house.world.person(MODERATOR).locale = "en-US"
    return house


async def imported(house: House, data: bytes, name: str = "terms.csv") -> str:
    return await house.asked(MODERATOR, "glossary import", file=house.sandbox.upload(name, data))


async def kept(house: House) -> dict[str, str]:
    guild_id = house.world.channel(house.channel).guild_id or 0
    return {term.source: term.target for term in await house.stores.glossary.of_guild(guild_id)}


def ids(message: Message) -> list[str]:
    return [one["custom_id"] for one in flatten(message.components) if "custom_id" in one]


async def listed(house: House, who: str = MODERATOR) -> Interaction:
    return await house.sandbox.invoke(house.world.person(who).id, house.channel, "glossary list", {})


async def test_an_added_term_is_used_in_every_translation(house: House) -> None:
    assert await house.asked(MODERATOR, "glossary add", source="raid", target="团本") == "Added: `en` raid → 团本"
    house.model.enqueue("我们今晚打⟦0⟧吗？", "今晚的⟦0⟧很难", "昨天的⟦0⟧很难")
    reply = await house.answer_to(await house.say("Shall we do the raids tonight?"))
    assert reply.content == "我们今晚打团本吗？"
    assert "团本" in await house.asked("小李", "translate", text="The raid of tonight is hard")
    quiet = house.world.named("quiet").id
    message = await house.say("Yesterday the raid was hard", channel=quiet)
    used = await house.sandbox.invoke_message(house.world.person("小李").id, quiet, message.id, "Translate")
    assert "团本" in await said(used)


async def test_a_kept_term_is_not_translated(house: House) -> None:
    assert await house.asked(MODERATOR, "glossary add", source="Teahouse") == "Added: `en` Teahouse (not translated)"
    house.model.enqueue("欢迎来到⟦0⟧！")
    reply = await house.answer_to(await house.say("Welcome to the Teahouse!"))
    assert reply.content == "欢迎来到Teahouse！"


async def test_the_longer_of_two_overlapping_terms_wins(house: House) -> None:
    await house.asked(MODERATOR, "glossary add", source="abyss", target="深渊")
    await house.asked(MODERATOR, "glossary add", source="spiral abyss", target="深境螺旋")
    house.model.enqueue("⟦0⟧比⟦1⟧更难")
    reply = await house.answer_to(await house.say("The spiral abyss is harder than the abyss"))
    assert reply.content == "深境螺旋比深渊更难"


async def test_changes_and_removals_apply_immediately(house: House) -> None:
    await house.asked(MODERATOR, "glossary add", source="raid", target="团本")
    assert "Updated" in await house.asked(MODERATOR, "glossary add", source="Raid", target="副本")
    house.model.enqueue("⟦0⟧很难")
    assert (await house.answer_to(await house.say("the raid is hard"))).content == "副本很难"
    answer = await house.asked(MODERATOR, "glossary remove", source="RAID")
    assert answer == "Removed:\n`en` Raid → 副本"
    house.model.enqueue("突袭很难")
    assert (await house.answer_to(await house.say("this raid is hard"))).content == "突袭很难"
    assert "isn't in this server's glossary" in await house.asked(MODERATOR, "glossary remove", source="raid")


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("**raid**", "团本", "plain text"),
        ("raid", "<@42>", "plain text"),
        ("?!", "团本", "need a letter"),
        ("raid `x`", "团本", "plain text"),
    ],
)
async def test_a_refused_entry_is_explained(house: House, source: str, target: str, reason: str) -> None:
    answer = await house.asked(MODERATOR, "glossary add", source=source, target=target)
    assert "I can't add that" in answer
    assert reason in answer
    assert await kept(house) == {}


async def test_the_language_can_be_specified(house: House) -> None:
    assert "`zh` GG → well played" in await house.asked(MODERATOR, "glossary add", source="GG", target="well played")
    answer = await house.asked(MODERATOR, "glossary add", source="GG", target="well played", language="en")
    assert "`en` GG → well played" in answer


async def test_members_without_manage_messages_are_not_offered_the_command(house: House) -> None:
    with pytest.raises(ApiError, match="nknown"):
        await house.asked("Amy", "glossary add", source="raid", target="团本")


async def test_entries_to_remove_are_suggested_while_typing(house: House) -> None:
    await imported(house, "raid,团本\nraider,团员\nboss,首领\n".encode() + f"gg {'x' * 120},好,en,yes".encode())
    moderator = house.world.person(MODERATOR).id
    typed = await house.sandbox.complete(moderator, house.channel, "glossary remove", {"source": "RAI"}, "source")
    await typed.callback_given()
    assert [choice["value"] for choice in typed.choices] == ["raid", "raider"]
    typed = await house.sandbox.complete(moderator, house.channel, "glossary remove", {"source": "gg"}, "source")
    await typed.callback_given()
    [choice] = typed.choices
    assert "Removed" in await house.asked(MODERATOR, "glossary remove", source=choice["value"])
    assert set(await kept(house)) == {"raid", "raider", "boss"}


async def test_pages_of_the_list_follow_changes(house: House) -> None:
    assert "empty" in await said(await listed(house))
    await imported(house, "\n".join(f"word{n:02},词{n}" for n in range(40)).encode())
    shown = await (await listed(house)).response()
    assert "40 entries, page 1 of 3" in shown.content
    assert ids(shown) == ["qiao:glossary:1"]
    moderator = house.world.person(MODERATOR).id
    await house.sandbox.press(moderator, shown, "qiao:glossary:1")
    await house.sandbox.until(lambda: "page 2 of 3" in shown.content)
    assert "word15" in shown.content
    assert ids(shown) == ["qiao:glossary:0", "qiao:glossary:2"]
    for number in range(10, 40):
        await house.stores.glossary.remove(house.world.channel(house.channel).guild_id or 0, "en", f"word{number}")
    await house.sandbox.press(moderator, shown, "qiao:glossary:2")
    await house.sandbox.until(lambda: "page 1 of 1" in shown.content)
    assert ids(shown) == []


async def test_page_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = House(sandbox, tmp_path)
    await before.open()
    before.world.person(MODERATOR).locale = "en-US"
    await imported(before, "\n".join(f"word{n:02},词{n}" for n in range(40)).encode())
    shown = await (await listed(before)).response()
    await before.close()
    after = House(sandbox, tmp_path)
    await after.open()
    try:
        await sandbox.press(after.world.person(MODERATOR).id, shown, "qiao:glossary:1")
        await sandbox.until(lambda: "page 2 of 3" in shown.content)
    finally:
        await after.close()


async def test_ten_thousand_lines_are_imported_and_used(house: House) -> None:
    data = "\n".join(f"thing number{n},第{n}件" for n in range(MAX_ENTRIES)).encode()
    assert len(data) < MAX_BYTES
    assert f"Imported {MAX_ENTRIES} entries" in await imported(house, data)
    house.model.enqueue("⟦0⟧在哪里？")
    reply = await house.answer_to(await house.say("Where is thing number9876?"))
    assert reply.content == "第9876件在哪里？"
    assert "at most 10000 entries" in await house.asked(MODERATOR, "glossary add", source="raid", target="团本")
    assert "at most 10000 entries" in await imported(house, "raid,团本".encode())
    assert "Updated" in await house.asked(MODERATOR, "glossary add", source="thing number1", target="首件")


async def test_invalid_rows_are_reported_and_valid_ones_imported(house: House) -> None:
    answer = await imported(house, "source,target\nraid,团本\n**b**,x\nRaid,副本\n!,y\n<#7>,z\n".encode())
    assert "Imported 1 entry" in answer
    assert "Skipped 3 rows" in answer
    assert "Lines 3, 6: The source and the translation must be plain text" in answer
    assert "Line 5: The source and the translation each need a letter" in answer
    assert "Line 2: Repeated later" in answer
    assert await kept(house) == {"Raid": "副本"}


async def test_a_file_with_only_invalid_rows_changes_nothing(house: House) -> None:
    answer = await imported(house, b"**b**,x\n" * 100)
    assert "Nothing was imported" in answer
    assert "40 … (+60)" in answer


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no rows"),
        (b"raid,x\ncaf\xe9,y\n", "first invalid character is on line 2"),
        (b'raid,x\n"boss,y\n', "line 2 don't match"),
        (b"a,b\n" * (MAX_ENTRIES + 1), "more than 10000 rows"),
        (b"a" * (MAX_BYTES + 1), "limit is 1024 KiB"),
    ],
)
async def test_an_unreadable_file_changes_nothing_and_is_explained(house: House, data: bytes, reason: str) -> None:
    await imported(house, "raid,团本".encode())
    assert reason in await imported(house, data)
    assert await kept(house) == {"raid": "团本"}


async def test_a_deleted_file_is_requested_again(house: House) -> None:
    file = house.sandbox.upload("terms.csv", "raid,团本".encode())
    moderator = house.world.person(MODERATOR).id
    used = await house.sandbox.invoke(moderator, house.channel, "glossary import", {"file": file})
    del house.world.files[file]
    assert "send it again" in await said(used)


async def test_an_exported_file_can_be_imported(house: House) -> None:
    assert "empty" in await house.asked(MODERATOR, "glossary export")
    await imported(house, "raid,团本,en\nQiao,,\n=1+1,加法,en,yes\n".encode("gb18030"))
    before = await kept(house)
    used = await house.sandbox.invoke(house.world.person(MODERATOR).id, house.channel, "glossary export", {})
    [file] = ((await used.response()).extra or {})["attachments"]
    name, data = house.world.files[int(file["id"])]
    assert name == "glossary.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in data
    await house.stores.glossary.remove(house.world.channel(house.channel).guild_id or 0, "en", "raid")
    assert "Imported 3 entries" in await imported(house, data)
    assert await kept(house) == before


async def test_replies_are_in_the_moderators_language(house: House) -> None:
    house.world.person(MODERATOR).locale = "zh-TW"
    assert "已新增" in await house.asked(MODERATOR, "glossary add", source="raid", target="团本")
    commands = {command["name"]: command for command in house.world.commands[0].values()}
    assert commands["glossary"]["name_localizations"]["zh-CN"] == "术语"
    assert commands["glossary"]["default_member_permissions"] in {1 << 13, str(1 << 13)}


async def test_glossaries_are_separate_per_server(house: House) -> None:
    await house.stores.glossary.add(GlossaryTerm(99, "en", "raid", "别处", exact=False, author_id=1, created_at=0))
    house.model.enqueue("团本很难")
    assert (await house.answer_to(await house.say("the raid is hard"))).content == "团本很难"
