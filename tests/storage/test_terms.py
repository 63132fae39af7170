from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TermError
from bot.storage.types.terms import GlossaryTerm, Suggestion


def term(source: str = "bridge", target: str = "桥", *, exact: bool = False) -> GlossaryTerm:
    return GlossaryTerm(7, "en", source, target, exact, 1, 0)


def entry(source: str = "bridge", target: str = "桥") -> GlossaryTerm:
    return term(source, target, exact=True)


def suggestion(source: str = "bridge", target: str = "桥") -> Suggestion:
    return Suggestion(1, 7, 70, 700, 1, "en", source, target, 0)


@pytest.mark.parametrize(("make", "longest"), [(term, 100), (entry, 2000), (suggestion, 2000)])
def test_maximum_length_of_a_source(make: Callable[..., object], longest: int) -> None:
    make(source="桥" * longest)
    with pytest.raises(TermError, match=f"source of a term has {longest + 1} characters. Write at most {longest}"):
        make(source="桥" * (longest + 1))


@pytest.mark.parametrize(("make", "longest"), [(term, 200), (entry, 2000), (suggestion, 2000)])
def test_maximum_length_of_a_target(make: Callable[..., object], longest: int) -> None:
    make(target="桥" * longest)
    with pytest.raises(TermError, match=f"target of a term has {longest + 1} characters. Write at most {longest}"):
        make(target="桥" * (longest + 1))


@pytest.mark.parametrize("make", [term, entry, suggestion])
@pytest.mark.parametrize("text", ["", " \n", "a\0b", "a\ud800b", "\udfff"])
def test_blank_and_invalid_texts_are_rejected(make: Callable[..., object], text: str) -> None:
    for name in ("source", "target"):
        with pytest.raises(TermError, match=f"The {name} of a term") as caught:
            make(**{name: text})
        assert caught.value.remedy


@given(st.text(max_size=100))
def test_every_other_text_is_accepted(text: str) -> None:
    valid = bool(text.strip()) and "\0" not in text
    try:
        assert suggestion(text, text).source == text
    except TermError:
        assert not valid
    else:
        assert valid
