import pytest

from bot.text.language import Language
from bot.translation.known.answers import find_answer, find_noun, is_universal
from bot.translation.lookup.memory import Memory, Settled
from bot.translation.terms import Term, Terms

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("ty", ENGLISH, "谢谢"),
        ("Nooope!!", ENGLISH, "不！"),
        ("加油加油", CHINESE, "You can do it"),
        ("火锅", CHINESE, "Hot pot"),
        ("图书馆", CHINESE, "library"),
        ("keyboard", ENGLISH, "键盘"),
    ],
)
def test_short_messages_need_no_model(text: str, source: Language, target: str) -> None:
    found = find_answer(text, source, ())
    assert found is not None
    assert found.casefold().rstrip("!！.。") == target.casefold().rstrip("!！.。")


@pytest.mark.parametrize("text", ["大丈夫", "勉強", "I think we should all go out tonight", "我觉得今天晚上应该一起去"])
def test_text_that_is_not_known_as_a_whole_is_left_to_the_model(text: str) -> None:
    assert find_answer(text, CHINESE, ()) is None
    assert find_answer(text, ENGLISH, ()) is None


def test_server_terms_and_corrections_come_first() -> None:
    own = Terms([Term("hot pot", "打边炉", ENGLISH)], Memory([Settled("ty", "多谢多谢", ENGLISH)]))
    assert find_answer("ty", ENGLISH, [own]) == "多谢多谢"
    assert find_answer("TY!!", ENGLISH, [own]) is not None
    assert find_answer("hot pot", ENGLISH, [own]) is None


@pytest.mark.parametrize("text", ["gg", "GG!", "ok", "okk", "k", "haha", "hahahaha", "xD", "www", "hhh"])
def test_shared_expressions_are_universal(text: str) -> None:
    assert is_universal(text)


@pytest.mark.parametrize("text", ["ty", "lol", "okay then", "加油", "no", "haha yes", "k" * 4000 + "x"])
def test_other_words_are_not_universal(text: str) -> None:
    assert not is_universal(text)


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("懂了，谢啦", CHINESE, "Got it, thanks"),
        ("ok, got it, thanks", ENGLISH, "好的，明白了，谢谢"),
        ("行，没问题！", CHINESE, "OK, no problem!"),
        ("thanks, the car is red", ENGLISH, None),
        ("Good morning, everybody!", ENGLISH, None),
        ("懂了，明天再来找你", CHINESE, None),
    ],
)
def test_known_clauses_need_no_model(text: str, source: Language, target: str | None) -> None:
    assert find_answer(text, source, ()) == target


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("the butler", ENGLISH, "管家"),
        ("butler", ENGLISH, None),
        ("the old butler", ENGLISH, None),
        ("管家", CHINESE, None),
    ],
)
def test_a_noun_is_found_after_its_article(text: str, source: Language, target: str | None) -> None:
    assert find_noun(text, source, ()) == target
