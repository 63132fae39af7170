import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.capitals import calm


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("WHERE IS EVERYONE", "where is everyone"),
        ("I CAN'T BELIEVE WE WON", "I can't believe we won"),
        ("WE ARE GOING TO LONDON", "we are going to London"),
        ("DO NOT click this link", "do not click this link"),
        ("That was INSANE", "That was insane"),
        ("I am SO TIRED of ⟦0⟧", "I am so tired of ⟦0⟧"),
        ("PING ⟦0⟧ NOW", "PING ⟦0⟧ now"),
    ],
)
def test_shouting_is_lowercased(text: str, lowered: str) -> None:
    assert calm(text) == lowered


@pytest.mark.parametrize(
    "text",
    [
        "NASA",
        "The US and UK agreed",
        "I work in IT",
        "Buy it ASAP",
        "my PC runs an RTX4090",
        "He said hi",
        "OK",
        "WHO says so?",
    ],
)
def test_acronyms_are_unchanged(text: str) -> None:
    assert calm(text) == text


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_only_case_changes(text: str) -> None:
    assert calm(text).lower() == text.lower()
