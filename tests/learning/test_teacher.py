"""Explaining messages word by word."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.cedict import Dictionary
from bot.learning.english import Glosses
from bot.learning.explaining import explain
from bot.learning.reading import read
from bot.learning.romanization import romanize
from bot.learning.types import Explanation, Word
from bot.text.language import Language
from tests.text.fragments import LONG, messages

HAN = regex.compile(r"\p{Han}+")
PINYIN = regex.compile(r"(?:[\p{Latin}\p{M}'·, ])*")
LANGUAGES = st.sampled_from(Language)


def pinyin(text: str) -> str:
    return romanize(explain(text, Language.CHINESE).words)


def glosses(text: str, language: Language) -> dict[str, str]:
    return {word.text: word.gloss for word in explain(text, language).words if word.gloss}


@given(messages, LANGUAGES)
def test_joined_words_are_the_message(text: str, language: Language) -> None:
    words = explain(text, language).words
    assert "".join(word.text for word in words) == text
    assert all(word.text for word in words)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=60))
def test_chinese_has_pinyin_with_tone_marks(text: str) -> None:
    for word in explain(text, Language.CHINESE).words:
        assert PINYIN.fullmatch(word.pinyin)


def test_every_han_headword_has_a_reading() -> None:
    dictionary = Dictionary.shipped()
    unread = [word for word in dictionary if HAN.fullmatch(word) and not read(word, "", "", dictionary)[0]]
    assert unread == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("你好，世界", "nǐ hǎo, shìjiè"),
        ("妳好吗", "nǐ hǎo ma"),
        ("您好！早上好！", "nín hǎo! zǎoshang hǎo!"),
        ("大家新年快樂", "dàjiā xīnnián kuàilè"),
        ("不好意思。没关系", "bù hǎoyìsi. méi guānxi"),
        ("再见，晚安", "zàijiàn, wǎn'ān"),
    ],
)
def test_greetings_are_written_as_several_words(text: str, said: str) -> None:
    assert pinyin(text) == said


def test_names_keep_their_capitals() -> None:
    assert pinyin("二战的俄国和埃及") == "Èrzhàn de Éguó hé Āijí"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我在银行工作", "wǒ zài yínháng gōngzuò"),
        ("这样行不行？", "zhèyàng xíng bùxíng?"),
        ("第一行字", "dìyī háng zì"),
        ("孩子长大了，头发很长", "háizi zhǎngdà le, tóufa hěn cháng"),
        ("我得走了，他跑得快", "wǒ děi zǒu le, tā pǎo de kuài"),
        ("一只猫，我只有你", "yī zhī māo, wǒ zhǐyǒu nǐ"),
        ("他还没还钱", "tā hái méi huán qián"),
        ("便宜的东西", "piányi de dōngxi"),
        ("西安的女儿", "Xī'ān de nǚ'ér"),
        ("她喜欢音乐，很快乐", "tā xǐhuan yīnyuè, hěn kuàilè"),
        ("慢慢地睡了一觉", "mànmàn de shuì le yī jiào"),
        ("重要的事要重新做", "zhòngyào de shì yào chóngxīn zuò"),
    ],
)
def test_context_determines_the_pronunciation_of_a_character(text: str, said: str) -> None:
    assert pinyin(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("刘孟乾", "Liú Mèngqián"),
        ("劉孟乾", "Liú Mèngqián"),
        ("乾淨的餅乾", "gānjìng de bǐnggān"),
        ("單老師姓單", "Shàn lǎoshī xìng Shàn"),
        ("单老师姓单，他还单身", "Shàn lǎoshī xìng Shàn, tā hái dānshēn"),
        ("朴先生", "Piáo xiānsheng"),
        ("朴素的朴先生", "pǔsù de Piáo xiānsheng"),
        ("任先生的任务", "Rén xiānsheng de rènwu"),
        ("解老师", "Xiè lǎoshī"),
        ("覃老师", "Qín lǎoshī"),
        ("区小姐", "Ōu xiǎojie"),
        ("查先生", "Zhā xiānsheng"),
        ("我姓仇", "wǒ xìng Qiú"),
        ("我叫单雄信", "wǒ jiào Shàn Xióngxìn"),
        ("翟天临", "Zhái Tiānlín"),
        ("任长霞", "Rén Chángxiá"),
        ("尉迟先生", "Yùchí xiānsheng"),
        ("曾国藩和华罗庚", "Zēng Guófān hé Huà Luógēng"),
        ("甄嬛传", "Zhēn Huán zhuàn"),
        ("《甄嬛传》很好看", "<zhēn huán zhuàn> hěn hǎokàn"),
        ("李小龙传", "Lǐ Xiǎolóng zhuàn"),
        ("水浒传和自传", "Shuǐhǔ Zhuàn hé zìzhuàn"),
    ],
)
def test_names_and_stories_have_readings_of_their_own(text: str, said: str) -> None:
    assert pinyin(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("任你选", "rèn nǐ xuǎn"),
        ("都不是", "dōu bùshì"),
        ("仇恨", "chóuhèn"),
        ("消息传得很快", "xiāoxi chuán de hěn kuài"),
        ("他把球传给我", "tā bǎ qiú chuángěi wǒ"),
        ("好吃的东西", "hǎochī de dōngxi"),
        ("数到三", "shǔ dào sān"),
        ("他摔倒了，快倒水", "tā shuāidǎo le, kuài dào shuǐ"),
    ],
)
def test_what_only_looks_like_a_name_is_read_as_words(text: str, said: str) -> None:
    assert pinyin(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("看著", "kàn zhe"),
        ("看著我", "kàn zhe wǒ"),
        ("睡著了", "shuìzháo le"),
        ("接著說", "jiēzhe shuō"),
        ("著名的原著", "zhùmíng de yuánzhù"),
        ("甚麼事", "shénme shì"),
        ("妳們", "nǐmen"),
        ("祇有神祇", "zhǐyǒu shénqí"),
        ("大部份", "dàbùfen"),
    ],
)
def test_variants_of_traditional_characters_are_read_as_what_they_mean(text: str, said: str) -> None:
    assert pinyin(text) == said


def test_a_variant_is_explained_as_it_is_written() -> None:
    words = {word.text: word for word in explain("他看著我", Language.CHINESE).words}
    assert words["著"].pinyin == "zhe"
    assert words["著"].gloss


def test_a_surname_is_explained_as_one() -> None:
    assert glosses("单老师", Language.CHINESE)["单"] == "surname Shan"


def test_words_are_segmented_by_frequency() -> None:
    words = explain("研究生命起源", Language.CHINESE).words
    assert [word.text for word in words] == ["研究", "生命", "起源"]


def test_traditional_is_explained_as_written() -> None:
    explanation = explain("我們在銀行工作，頭髮很長", Language.CHINESE)
    assert explanation.words[:3] == (
        Word("我們", "wǒmen", "we; us; ourselves; our"),
        Word("在", "zài", "to exist; to be alive; to be at"),
        Word("銀行", "yínháng", "bank"),
    )
    assert romanize(explanation.words).endswith("tóufa hěn cháng")


def test_markup_mentions_emoji_links_and_code_have_no_gloss() -> None:
    text = "<@123> **银行** 😂 :cat: https://a.example/猫 `猫` <t:0:R>"
    assert glosses(text, Language.CHINESE) == {"银行": "bank"}
    assert pinyin(text) == "<@123> **yínháng** 😂 :cat: https://a.example/猫 `猫` <t:0:R>"


def test_slang_missing_from_the_dictionary_is_a_word_and_explained_once() -> None:
    explanation = explain("绝绝子，真的绝绝子，yyds！", Language.CHINESE)
    assert [entry.term for entry in explanation.slang] == ["绝绝子", "yyds"]
    assert explanation.words[0].text == "绝绝子"
    assert explanation.words[0].pinyin == "juéjuézi"
    assert explanation.words[0].gloss == explanation.slang[0].translation


def test_latin_and_numbers_in_chinese_are_not_split() -> None:
    texts = [word.text for word in explain("iPhone15很贵，我想买3件T恤", Language.CHINESE).words]
    assert texts == ["iPhone15", "很", "贵", "，", "我", "想", "买", "3", "件", "T恤"]


def test_english_words_and_phrases_have_chinese_glosses() -> None:
    found = glosses("My landlord gave up, the mortgage and the cat's neighbours are ridiculous.", Language.ENGLISH)
    assert found["landlord"].startswith("地主；房东")
    assert found["gave up"].startswith("放弃")
    assert found["neighbours"].startswith("邻居")
    assert found["cat's"] == "猫"
    assert "My" not in found
    assert "are" not in found


@pytest.mark.parametrize(
    ("phrase", "gloss"),
    [("gifts", "礼物"), ("news", "新闻"), ("taking care", "小心"), ("piece of cake", "小菜一碟"), ("mice", "老鼠")],
)
def test_forms_without_their_own_meaning_are_reduced_to_their_base(phrase: str, gloss: str) -> None:
    assert Glosses.shipped().of(phrase).startswith(gloss)


def test_common_words_are_glossed_only_if_there_are_no_others() -> None:
    assert "friend" not in glosses("my friend is exhausted", Language.ENGLISH)
    assert glosses("my friend", Language.ENGLISH) == {"friend": "朋友；友人"}


def test_english_slang_is_explained() -> None:
    explanation = explain("no cap, this is the way to touch grass", Language.ENGLISH)
    assert [entry.term for entry in explanation.slang] == ["no cap", "touch grass"]
    assert Word("touch grass", "", explanation.slang[1].translation) in explanation.words


@pytest.mark.parametrize("text", ["", "   \n ", "😂😂", "\ud83d", "𠮷𠀀"])
@pytest.mark.parametrize("language", Language)
def test_what_cannot_be_explained_has_no_gloss(text: str, language: Language) -> None:
    explanation = explain(text, language)
    assert "".join(word.text for word in explanation.words) == text
    assert not any(word.gloss for word in explanation.words)


def test_other_languages_have_no_words() -> None:
    text = "オラ、元気ですか"
    assert explain(text, Language.OTHER) == Explanation((Word(text),))


def test_a_long_message_is_explained_completely() -> None:
    text = ("我们在银行工作，他的头发很长。" * 200)[:2000]
    words = explain(text, Language.CHINESE).words
    assert "".join(word.text for word in words) == text
    assert sum(word.text == "银行" for word in words) > 100


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
def test_hostile_text_is_preserved(text: str, language: Language) -> None:
    assert "".join(word.text for word in explain(text, language).words) == text
