"""What holds for any text."""

from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moderation.folding import fold
from bot.moderation.matcher import Entry, Matcher
from bot.moderation.skeleton import places, skeleton
from bot.moderation.views import disguised, plain
from tests.moderation.work import lines_run

_WORDS = ["darnit", "flibber", "grundle", "splork"]
_HAN = ["坏蛋", "笨蛋", "西瓜皮"]
_MATCHER = Matcher(
    [Entry(word, "en", word) for word in _WORDS]
    + [Entry(word, "zh", word) for word in _HAN]
    + [Entry("*zonk*", "en", "zonk"), Entry("日", "zh", "日"), Entry("日本", "zh", "日本", exception=True)]
)
_INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c\u180e\u202a\u202e\u2066\u2069\ufe0e\ufe0f\U000e0041\u115f\u3164"
)
_MARKS = "\u0300\u0301\u0336\u0489\u20dd"
_ODD = "aA1l!|@$ .-_*~`\\<>:'\n\t坏蛋壞日本，。é\u0336\u200b😀🇦ｄ⒟𝐝дα０①\ud800\ufdfaﬂ"
_TEXTS = st.one_of(st.text(max_size=40), st.text(alphabet=_ODD, max_size=80))


@given(_TEXTS)
def test_any_text_can_be_searched_and_places_are_in_it(text: str) -> None:
    for match in _MATCHER.find(text):
        assert 0 <= match.start < match.end <= len(text)


@given(_TEXTS)
def test_noting_the_origins_changes_nothing_but_outer_spaces(text: str) -> None:
    light, traced = fold(text, traced=False), fold(text, traced=True)
    assert light.text == traced.text
    assert plain(light).text.strip() == plain(traced).text.strip()
    views = [disguised(folded, plain(folded)) for folded in (light, traced)]
    assert len({view and view.text.strip() for view in views}) == 1
    for view in (traced, plain(traced), views[1]):
        assert view is None or (view.origins is not None and len(view.origins) == len(view.text))


@given(_TEXTS)
def test_a_text_without_cased_or_odd_characters_folds_to_itself(text: str) -> None:
    folded = fold(text, traced=False).text
    assert fold(folded, traced=False).text == folded


@given(st.text(alphabet="abil01!坏 "), st.booleans())
def test_a_skeleton_is_made_of_characters_of_the_text_in_their_order(text: str, merged: bool) -> None:  # noqa: FBT001
    bones, at = skeleton(text, merged=merged), places(text, merged=merged)
    assert len(at) == len(bones) + 1
    assert at == sorted(set(at))
    assert at[-1] == len(text)
    assert skeleton("".join(text[place] for place in at[:-1]), merged=merged) == bones


@given(st.sampled_from(_WORDS + _HAN), st.lists(st.tuples(st.integers(0, 12), st.sampled_from(_INVISIBLE + _MARKS))))
def test_what_is_invisible_hides_nothing(word: str, inserted: list[tuple[int, str]]) -> None:
    text = word
    for place, character in inserted:
        text = text[:place] + character + text[place:]
    assert word in {match.value for match in _MATCHER.find(f"oh {text}!")}


@given(st.sampled_from(_WORDS), st.lists(st.booleans(), min_size=8, max_size=8), st.text(alphabet="abc 坏,"))
def test_case_never_matters(word: str, capitals: list[bool], before: str) -> None:
    text = "".join(letter.upper() if up else letter for letter, up in zip(word, capitals, strict=False))
    found = _MATCHER.find(f"{before} {text}")
    assert word in {match.value for match in found}
    assert found == _MATCHER.find(f"{before} {word}")


@given(st.sampled_from(_WORDS + _HAN), st.text(alphabet=_INVISIBLE + "aeiou ,.!坏"), st.text(alphabet=" ,.!你"))
def test_what_is_shown_of_a_match_matches_by_itself(word: str, before: str, after: str) -> None:
    text = f"{before} {word}{after}"
    for match in _MATCHER.find(text):
        again = _MATCHER.find(text[match.start : match.end])
        assert match.value in {other.value for other in again}


@given(st.sampled_from(_WORDS), st.data())
def test_random_disguises_are_found(word: str, data: st.DataObject) -> None:
    def one_of(choices: Sequence[str]) -> str:
        return data.draw(st.sampled_from(choices))

    leet = {"a": "a4@", "e": "e3", "i": "i1!", "o": "o0", "s": "s5$", "t": "t7", "l": "l1|", "b": "b8", "g": "g9"}
    letters = [one_of(leet.get(letter, letter) + letter.upper()) for letter in word]
    letters[0], letters[-1] = word[0], word[-1]  # a symbol at the end of a word is punctuation
    joint = one_of([" ", ".", "-", "*", "||", "🎉", "\u200b"])
    text = joint.join(letters) if data.draw(st.booleans()) else "".join(one_of([c, c * 3]) for c in letters)
    assert word in {match.value for match in _MATCHER.find(f"oh, {text}, well")}


@pytest.mark.parametrize(
    "bomb",
    ["u", "1", "il", "a ", "a.", "a🎉", "a*", "*", "||", "<", "<:a", "</a", "'a", "!", "@", "a!", "坏 ", "坏*", "日本",
     "日", "e\u0301\u0301", "\u0301", "\u200b", "Ａ", "𝐚", "🇩", "\ufdfa", "_a", "\\", "zonk", "zoonk1", "d4rn1t ",
     "[a](", "[a](b)", "[", "a 🎉 "],
)  # fmt: skip
def test_the_work_for_a_bomb_grows_with_its_length(bomb: str) -> None:
    counts = []
    for size in (500, 2000):
        text = "d" + bomb * (size // len(bomb)) + "arnit"
        counts.append(lines_run(partial(_MATCHER.find, text)))
    # Four times the text runs at most about four times the lines of Python: no loop within a loop over the text.
    assert counts[1] <= 4.5 * counts[0] + 200


@pytest.mark.parametrize("character", ["西", "ab"])
@pytest.mark.parametrize("excused", [False, True])
def test_terms_within_each_other_cost_little_more_than_one(character: str, *, excused: bool) -> None:
    sizes, times = range(1, 60), 300
    entries = [Entry(f"*{character * size}*", "en", size) for size in sizes]
    entries += [Entry(entry.term, "en", 0, exception=True) for entry in entries if excused]
    matcher, text = Matcher(entries), character * times
    assert len(matcher.find(text)) == (0 if excused else len(sizes))
    # Most of what the automaton finds is passed over at once.
    assert lines_run(lambda: matcher.find(text)) < 10 * len(entries) * times


def test_terms_that_differ_in_repeated_letters_only_are_compared_once() -> None:
    spellings = [(many, more) for many in range(3, 20) for more in range(3, 20)]
    matcher = Matcher([Entry(f"*{'b' * many}{'a' * more}*", "en", (many, more)) for many, more in spellings])
    matcher.find("ba")  # compiles the terms
    assert lines_run(lambda: matcher.find("ba" * 300)) < 5 * lines_run(lambda: matcher.find("ba"))
