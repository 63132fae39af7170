import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.posting.webhooks import Persona, member_name, webhook_name
from bot.text.limits import length
from tests.chat.fakes import message


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Amy", "Amy"),
        ("小李 🐼", "小李 🐼"),
        ("Discord Mod", "Dis·cord Mod"),
        ("CLYDE", "CLY·DE"),
        ("disCORDclyde", "dis·CORDcly·de"),
        ("@everyone", "＠everyone"),
        ("everyone", "everyone·"),
        ("Here", "Here·"),
        ("", "某人 · somebody"),
        ("  \n ", "某人 · somebody"),
        ("\u200b\u3164", "某人 · somebody"),
        ("a```b", "a'''b"),
        ("x" * 200, "x" * 80),
    ],
)
def test_forbidden_names_are_changed(name: str, shown: str) -> None:
    assert webhook_name(name) == shown


@given(st.text(max_size=200) | st.lists(st.sampled_from(["dis", "cord", "cly", "de", "@", " ", "😀"])).map("".join))
def test_every_name_becomes_valid(name: str) -> None:
    shown = webhook_name(name)
    assert 1 <= length(shown) <= 80
    assert shown == shown.strip()
    assert not {"discord", "clyde", "@", "```"} & {
        bad for bad in ("discord", "clyde", "@", "```") if bad in shown.lower()
    }
    assert shown.casefold() not in {"everyone", "here"}


def test_a_persona_has_the_name_of_the_author() -> None:
    assert Persona.of(message(1, author="clyde")) == Persona("cly·de", "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Amy\nBob", "Amy Bob"),
        ("\u202eymA", "ymA"),
        ("A\u200bm\ufeffy", "Amy"),
        ("cly\u200bde", "cly·de"),
        ("A" + "\u0316" * 100, "A" + "\u0316" * 4),
        ("👩\u200d🔬 Dr", "👩\u200d🔬 Dr"),
    ],
)
def test_names_are_one_visible_line_in_the_order_in_which_they_are_written(name: str, shown: str) -> None:
    assert webhook_name(name) == shown


@pytest.mark.parametrize("name", ["Qiao 桥", "qiao", "ＱＩＡＯ", "Q-i-a-o", "系统", "System", "The Bot", "*the bot*"])
def test_a_member_with_an_official_name_is_shown_as_a_member(name: str) -> None:
    assert member_name(name, "The Bot") == f"{name} (成员 · member)"


@pytest.mark.parametrize("name", ["Amy", "Qiao Feng", "乔", "✨", "Systematic"])
def test_other_members_keep_their_names(name: str) -> None:
    assert member_name(name, "The Bot", "✨✨") == name


@given(st.text(max_size=200))
def test_the_name_of_a_member_fits(name: str) -> None:
    assert 1 <= length(member_name(webhook_name(name), name)) <= 80
