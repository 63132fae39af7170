import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nmt.placeholder_form import PlaceholderForm
from bot.nmt.quality import placeholders

FORMS = ["<{}>", "⟦{}⟧", "X{}X", "@{}", "__{}__", "[ {} ]", "({})", "%{}"]


def test_a_placeholder_is_written_in_the_form() -> None:
    assert PlaceholderForm("<{}>").write("see ⟦0⟧ and ⟦7⟧").text == "see <0> and <7>"
    assert PlaceholderForm().write("see ⟦0⟧").text == "see ⟦0⟧"


@pytest.mark.parametrize("output", ["看<0>", "看< 0>", "看<0 >", "看< 0 >"])
def test_spaces_inside_the_form_are_tolerated(output: str) -> None:
    form = PlaceholderForm("<{}>")
    assert form.read(output, form.write("see ⟦0⟧").numbers) == "看⟦0⟧"


def test_an_invented_or_repeated_placeholder_reaches_the_check() -> None:
    form = PlaceholderForm("<{}>")
    numbers = form.write("see ⟦0⟧").numbers
    assert form.read("看<0><5><0>", numbers) == "看⟦0⟧⟦5⟧⟦0⟧"


def test_typed_text_keeps_its_number_and_the_placeholder_gets_another() -> None:
    form = PlaceholderForm("<{}>")
    written = form.write("<0> ⟦0⟧ ⟦1⟧")
    assert written.text == "<0> <2> <1>"
    assert form.read("<2> <1> <0>", written.numbers) == "⟦0⟧ ⟦1⟧ <0>"


def test_typed_text_without_placeholders_is_left() -> None:
    form = PlaceholderForm("<{}>")
    written = form.write("a <3> b")
    assert form.read(written.text, written.numbers) == "a <3> b"


def test_without_a_free_number_the_placeholder_is_sent_as_it_is() -> None:
    form = PlaceholderForm("<{}>")
    typed = "".join(f"<{k}>" for k in range(10))
    written = form.write(f"{typed} ⟦4⟧")
    assert written.text == f"{typed} ⟦4⟧"
    assert form.read(typed, written.numbers) == typed


@pytest.mark.parametrize("form", FORMS)
@given(
    parts=st.lists(st.sampled_from([*"<>@%X_[]() 0123a你", "⟦0⟧", "⟦1⟧", "⟦9⟧", "<0>", "X1X", "< 9 >"]), max_size=12)
)
def test_what_is_written_reads_back(form: str, parts: list[str]) -> None:
    text = "".join(parts)
    codec = PlaceholderForm(form)
    written = codec.write(text)
    assert placeholders(codec.read(written.text, written.numbers)) == placeholders(text)
