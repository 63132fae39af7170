import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.nmt.placeholder_form import PlaceholderForm

FORMS = ["<{}>", "⟦{}⟧", "X{}X", "@{}", "__{}__", "[ {} ]", "({})", "%{}", "#{}", "X{}", "1{}1", "{}"]
PARTS = [*"<>@%X_[]()# 01239a你", "⟦0⟧", "⟦1⟧", "⟦9⟧", "<0>", "X1X", "< 9 >", "__0", "2X"]


def test_a_placeholder_is_written_in_the_form() -> None:
    assert PlaceholderForm("<{}>").write("see ⟦0⟧ and ⟦7⟧").text == "see <0> and <7>"
    assert PlaceholderForm().write("see ⟦0⟧").text == "see ⟦0⟧"


@pytest.mark.parametrize("output", ["看<0>", "看< 0>", "看<0 >", "看< 0 >"])
def test_spaces_inside_the_form_are_tolerated(output: str) -> None:
    form = PlaceholderForm("<{}>")
    assert form.read(output, form.write("see ⟦0⟧")) == "看⟦0⟧"


def test_an_invented_or_repeated_placeholder_reaches_the_check() -> None:
    form = PlaceholderForm("<{}>")
    written = form.write("see ⟦0⟧")
    assert form.read("看<0><5><0>", written) == "看⟦0⟧⟦5⟧⟦0⟧"


def test_typed_text_keeps_its_number_and_the_placeholder_gets_another() -> None:
    form = PlaceholderForm("<{}>")
    written = form.write("<0> ⟦0⟧ ⟦1⟧")
    assert written.text == "<0> <2> <1>"
    assert form.read("<2> <1> <0>", written) == "⟦0⟧ ⟦1⟧ <0>"


def test_typed_text_without_placeholders_is_left() -> None:
    form = PlaceholderForm("<{}>")
    written = form.write("a <3> b")
    assert form.read(written.text, written) == "a <3> b"


def test_without_a_free_number_the_placeholder_is_sent_as_it_is() -> None:
    form = PlaceholderForm("<{}>")
    typed = "".join(f"<{k}>" for k in range(10))
    written = form.write(f"{typed} ⟦4⟧")
    assert written.text == f"{typed} ⟦4⟧"
    assert form.read(typed, written) == typed


@pytest.mark.parametrize(
    ("form", "text", "sent"),
    [
        ("X{}X", "X0⟦1⟧", "X0X1X"),
        ("X{}X", "X1⟦1⟧", "X1X0X"),
        ("X{}X", "⟦1⟧1X", "X0X1X"),
        ("X{}X", "⟦1⟧0⟦1⟧", "X1X0X1X"),
        ("X{}X", "X 0 ⟦1⟧", "X 0 X1X"),
        ("__{}__", "__1⟦1⟧1__", "__1__0__1__"),
        ("1{}1", "⟦0⟧⟦1⟧", "101121"),
        ("<{}>", "<⟦0⟧>", "<<0>>"),
        ("{}", "⟦1⟧ 1", "0 1"),
        ("#{}", "#⟦1⟧2", "##12"),
    ],
)
def test_text_beside_a_placeholder_does_not_fuse_with_it(form: str, text: str, sent: str) -> None:
    codec = PlaceholderForm(form)
    written = codec.write(text)
    assert written.text == sent
    assert codec.read(written.text, written) == text


@pytest.mark.parametrize(
    ("text", "output", "read"),
    [
        ("⟦1⟧ X0", "X0X1X", "X0⟦1⟧"),  # moved together
        ("X0 ⟦1⟧", "X1X0X", "⟦1⟧0X"),
        ("⟦0⟧ and ⟦1⟧", "X0X1X", "⟦0⟧1X"),  # shares an X: the check sees that one is missing
        ("X0X ⟦1⟧", "X0X X 1 X", "X0X ⟦1⟧"),
        ("⟦1⟧", "X3X1X", "X3⟦1⟧"),
    ],
)
def test_what_a_model_moves_together_does_not_hide_a_placeholder(text: str, output: str, read: str) -> None:
    codec = PlaceholderForm("X{}X")
    assert codec.read(output, codec.write(text)) == read


@pytest.mark.parametrize("form", FORMS)
@given(text=st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
@example(text="X0⟦1⟧")
@example(text="⟦9⟧X1X")
@example(text="__0⟦1⟧")
@example(text="".join(f"X{k}X<{k}>@{k}%{k}({k})[{k}]" for k in range(10)) + "⟦0⟧⟦1⟧")
def test_what_is_written_reads_back(form: str, text: str) -> None:
    codec = PlaceholderForm(form)
    written = codec.write(text)
    assert codec.read(written.text, written) == text
