import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.translation.lookup.dictionary import count_links, translate_word, warm, words_in
from bot.translation.lookup.stemming import content, stem

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
PAIRS = [
    ("The landlord finally fixed the leaking kitchen pipe.", "房东终于把厨房漏水的管子修好了。"),
    ("My phone battery died on the train.", "我的手机在火车上没电了。"),
    ("She bought two tickets for the concert.", "她买了两张演唱会的票。"),
    ("Do not feed the monkeys in the park.", "请不要在公园里喂猴子。"),
    ("The meeting was moved to Friday afternoon.", "会议改到星期五下午了。"),
    ("His younger brother studies physics at university.", "他弟弟在大学学物理。"),
    ("The soup is too salty, add some water.", "汤太咸了，加点水。"),
    ("Snow covered the whole village last night.", "昨晚大雪覆盖了整个村庄。"),
    ("I forgot my umbrella at the library.", "我把雨伞忘在图书馆了。"),
    ("The server crashed after the update.", "更新之后服务器崩溃了。"),
]


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("图书馆", CHINESE, "library"),
        ("圖書館", CHINESE, "library"),
        ("苹果。", CHINESE, "apple"),
        ("螃蟹", CHINESE, "crab"),
        ("高血压", CHINESE, "high blood pressure"),
        ("吃", CHINESE, "eat"),
        ("umbrella", ENGLISH, "雨伞"),
        ("Snail", ENGLISH, "蜗牛"),
        ("snails!", ENGLISH, "蜗牛"),
        ("philosophy", ENGLISH, "哲学"),
        ("keyboard", ENGLISH, "键盘"),
        ("umbrella?", ENGLISH, None),
        ("Grace", ENGLISH, None),
        ("Rose", ENGLISH, None),
        ("xkcdqq", ENGLISH, None),
        ("red umbrella", ENGLISH, None),
        ("苹果手机壳子", CHINESE, None),
        ("的", CHINESE, None),
        ("大丈夫", CHINESE, None),
        ("勉強", CHINESE, None),
        ("陈", CHINESE, None),
        ("林", CHINESE, None),
        ("猫", CHINESE, "cat"),
        ("恩", CHINESE, None),
        ("额", CHINESE, None),
        ("亲", CHINESE, None),
        ("骗人", CHINESE, None),
        ("嫉妒", CHINESE, None),
        ("uses", ENGLISH, None),
        ("rates", ENGLISH, None),
        ("race", ENGLISH, None),
        ("delivery", ENGLISH, None),
        ("foxes", ENGLISH, "狐狸"),
        ("", ENGLISH, None),
        ("...", CHINESE, None),
        ("umbrella", CHINESE, None),
        ("図書館", Language.OTHER, None),
        ("a" * 4000, ENGLISH, None),
    ],
)
def test_single_words_are_translated(text: str, source: Language, target: str | None) -> None:
    assert translate_word(text, source) == target


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_a_translation_is_linked_and_an_unrelated_sentence_is_not(language: Language) -> None:
    def share(english: str, chinese: str) -> float:
        linked, known = count_links(*((english, chinese) if language is ENGLISH else (chinese, english)), language)
        assert 0 <= linked <= known
        assert known >= 2
        return linked / known

    right = [share(english, chinese) for english, chinese in PAIRS]
    wrong = [share(english, PAIRS[i - 3][1]) for i, (english, _) in enumerate(PAIRS)]
    assert min(right) >= 0.4
    assert sum(wrong) / len(wrong) <= 0.15
    assert max(wrong) < sum(right) / len(right)


def test_a_long_word_is_linked_by_its_parts_and_function_words_do_not_count() -> None:
    assert count_links("非常感谢", "Thank you very much.", CHINESE) == (1, 1)
    assert count_links("我就是这样", "I am like this", CHINESE) == (0, 0)


def test_unknown_words_count_neither_way() -> None:
    assert count_links("Xqzt blorp!", "你好", ENGLISH) == (0, 0)
    assert count_links("", "", CHINESE) == (0, 0)
    assert count_links("a dog", "", ENGLISH) == (0, 1)
    assert count_links("a dog", "一只狗", ENGLISH) == (1, 1)
    assert count_links("DOGS", "狗", ENGLISH) == (1, 1)


@given(st.text(), st.text(), st.sampled_from([ENGLISH, CHINESE]))
def test_any_texts_may_be_compared(source: str, target: str, language: Language) -> None:
    linked, known = count_links(source, target, language)
    assert 0 <= linked <= known
    translate_word(source, language)


def test_warming_reads_the_dictionary_once() -> None:
    warm()
    warm()
    assert translate_word("猫", CHINESE) == "cat"


def test_the_longest_word_at_each_position_wins() -> None:
    known = {"北京", "北京大学", "大学", "学生", "的", "爱"}
    assert list(words_in("北京大学的学生爱x北京", known)) == ["北京大学", "学生", "爱", "北京"]


@pytest.mark.parametrize(
    "words",
    [
        "stop stops stopped stopping",
        "make makes made making",
        "hope hopes hoped hoping",
        "city cities",
        "study studies studied studying",
        "child children child's",
        "eat eats ate eaten eating",
        "box boxes",
        "watch watches watched watching",
        "write writes wrote written writing",
        "quick quickly",
    ],
)
def test_forms_of_a_word_have_one_stem(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


def test_unrelated_words_have_different_stems() -> None:
    assert len({stem(word) for word in "bus busy bust glass glad red read thing think king kin".split()}) == 11


def test_content_excludes_stopwords() -> None:
    assert content("i'm saying that the dogs were barking") == ["say", "dog", "bark"]
