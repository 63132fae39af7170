"""Weighs how much of a text is in which script, balancing characters against words."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import regex

from bot.text.latin import is_neutral

_WORD = regex.compile(r"(?<![\p{Latin}\p{M}\p{N}]|\p{L}['’])\p{Latin}[\p{Latin}\p{M}]*+(?:['’]\p{Latin}++)?(?![0-9])")
_ASCII_WORD = re.compile(r"(?<![a-z0-9])[a-z]++(?:'[a-z]++)?+(?![0-9])")
_GLUED = regex.compile(
    r"(?<=\p{Han})[A-Za-z](?![\p{Latin}\p{M}\p{N}'’])|(?<![\p{Latin}\p{M}\p{N}'’])[A-Za-z](?=\p{Han})"
)
_HAN = regex.compile(r"[\p{Han}--[々〇〻]][\p{Han}]*+", regex.VERSION1)
_GUEST = regex.compile(r"[\p{L}--\p{Han}]|[々〇〻]", regex.VERSION1)
_RUNS = regex.compile(
    r"""
      (?P<han> [\p{Han}--[々〇〻]] [\p{Han}]*+ )
    | (?P<kana> [\p{Hiragana}\p{Katakana}] [\p{Hiragana}\p{Katakana}ー]*+ )
    | (?P<hangul> \p{Hangul}++ )
    | (?P<other> [\p{L}--[\p{Latin}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Common}]]
                 [\p{L}\p{M}--[\p{Latin}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Common}]]*+ )
    """,
    regex.VERBOSE | regex.VERSION1,
)
_CHINESE_GRAMMAR = frozenset(
    "我你妳您他她它们們的地得了着過过是在有不没沒吗嗎呢吧啊呀哦啦嘛这這那哪什么麼怎谁誰很就都也还還和把被让讓给給跟从從到要会會能想说說来來去多少几幾"
)
_ENGLISH_GRAMMAR = frozenset(
    """
    i i'm you your he she it we they me him us them my his its our their is are was were am be been do does did have has
    had will would can could should the a an this that these those to of in on at for from with and or but so if what
    where when who why how which not don't can't it's that's let's what's there not about u ur im dont cant whats
    """.split()
)
_NOT_JAPANESE = regex.compile(
    r"[欢吃咱怎啥跟找拿你妳您她们們这這吗嗎呢吧啊哦啦嘛么麼说很没沒还還让讓给谁哪欢个对时过谢请问题话觉岁儿买卖爱东车马鸟鱼门间闻书见现视讲读认识语"
    r"词课记许设计论试诉该详误调谈极构标树桥档梦检汉汤泪满灵热爷猪环电疗发盘离种称笔红约级纸线练组细织终经结绝统续绿缘网联听脑脸艺"
    r"节苏药获营虽补规长师带帮张应开总恋惊惯愿战护报进远运连选边导帅币们气处备复够头夺妈妇孙宁实宠审对将尔尘]"
)
_LETTER = regex.compile(r"[\p{L}\p{Latin}\p{Han}]")  # Ⅳ and 〇 count as numbers
_FRAME = 2.0  # words
_PARTICLES_FROM = 3  # runs of kana, which Japanese intersperses with Han
_INFLECTED = regex.compile("[\u3041-\u3094--[のつ]]", regex.VERSION1)
_SHORT = 4  # Han characters with which a single hiragana is an inflection
_KANA_FROM = 2  # letters: a single の is decoration


class Weights(NamedTuple):
    """How much of a text is in which language, in words.

    Attributes:
        chinese: one per two Han characters, plus one per grammatical character; 0 if kana make the text Japanese.
        latin: one per Latin word; English function words count twice.
        japanese: one per two kana, or Han characters among them.
        korean: one per two syllables.
        other: words in any other script.
    """

    chinese: float = 0.0
    latin: float = 0.0
    japanese: float = 0.0
    korean: float = 0.0
    other: float = 0.0

    @property
    def foreign(self) -> float:
        """The weight of everything other than Chinese and Latin."""
        return self.japanese + self.korean + self.other


def words_of(text: str) -> list[str]:
    """List the Latin words in lowercase with straight apostrophes, except single letters attached to Han (U盘)."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return [word.replace("’", "'") for word in _WORD.findall(_GLUED.sub(" ", text.lower()))]


def weights(text: str) -> Weights:
    """Weigh the languages of a text; laughter, `gg` and the like weigh nothing."""
    return weigh(text, [word for word in words_of(text) if not is_neutral(word)])


def weigh(text: str, words: Collection[str]) -> Weights:
    """Weigh the languages of a text.

    The main language of a mixed sentence weighs two words more: the one it starts and ends in, or English if only
    English contributes function words.

    Args:
        text: prose with stylized letters folded.
        words: its Latin words in lowercase, without neutral ones.
    """
    latin = float(len(words))
    if text.isascii():
        return Weights(latin=latin)
    if not _GUEST.search(text):
        only = _HAN.findall(text)
        return Weights(_weight(only) + len(_CHINESE_GRAMMAR.intersection("".join(only))))
    runs: dict[str, list[str]] = {"han": [], "kana": [], "hangul": [], "other": []}
    for run in _RUNS.finditer(text):
        runs[run.lastgroup or "other"].append(run.group())
    grammar = sum(word in _ENGLISH_GRAMMAR for word in words)
    han = _weight(runs["han"])
    kana = sum(max(0.5, len(run) / 2) for run in runs["kana"])
    hangul = sum(max(0.5, len(run) / 2) for run in runs["hangul"])
    other = sum(max(1.0, len(run) / 5) for run in runs["other"])
    if kana and _is_japanese("".join(runs["han"]), runs["kana"]):
        return Weights(0.0, latin + grammar, han + kana, hangul, other)
    particles = len(_CHINESE_GRAMMAR.intersection("".join(runs["han"])))
    chinese = han + particles
    latin += grammar
    if latin:
        letters = _LETTER.findall(text)
        ends = letters[0].isascii(), letters[-1].isascii()
        if grammar and (ends == (True, True) or (han and not particles)):
            latin += _FRAME
        elif han and ends == (False, False):
            chinese += _FRAME
    return Weights(chinese, latin, kana, hangul, other)


def _weight(han: Iterable[str]) -> float:
    """The weight of runs of Han, in words."""
    return sum((max(1.0, len(run) / 2) for run in han), start=0.0)


def _is_japanese(han: str, kana: Sequence[str]) -> bool:
    """Whether a text with Han and kana is Japanese, rather than Chinese with a word or two of kana.

    Args:
        han: all Han characters.
        kana: the runs of kana.
    """
    letters = sum(map(len, kana))
    if _INFLECTED.fullmatch("".join(kana)) and len(han) <= _SHORT and not _NOT_JAPANESE.search(han):
        return True
    if letters < _KANA_FROM or letters * 5 < len(han):
        return False
    if not _NOT_JAPANESE.search(han) or letters > 2 * len(han):
        return True
    return len(kana) >= _PARTICLES_FROM and letters > len(han)
