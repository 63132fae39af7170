"""How much of a text is in which script, weighed fairly: characters against words."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import regex

from bot.text.latin import tells_nothing

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
_LETTER = regex.compile(r"\p{L}")
_FRAME = 2.0  # words
_PARTICLES_FROM = 3  # runs of kana: Japanese strews them between its Han
_INFLECTED = regex.compile("[\u3041-\u3094--[のつ]]", regex.VERSION1)
_SHORT = 4  # characters of Han beside which a single hiragana is an ending
_KANA_FROM = 2  # letters: a lone の is decoration


class Weights(NamedTuple):
    """How much of a text is in which language, in words.

    Attributes:
        chinese: two Han characters weigh as a word, and each that is grammar as one more; 0 where kana among them say
            that this is Japanese.
        latin: words in Latin letters, English grammar twice.
        japanese: two kana weigh as a word, and so do the Han characters among them.
        korean: two syllables weigh as a word.
        other: words of any other script.
    """

    chinese: float = 0.0
    latin: float = 0.0
    japanese: float = 0.0
    korean: float = 0.0
    other: float = 0.0

    @property
    def foreign(self) -> float:
        """What is in neither Han nor Latin."""
        return self.japanese + self.korean + self.other


def words_of(text: str) -> list[str]:
    """List the words in Latin letters, in lower case, with straight apostrophes; a letter at a Han (U盘) is none."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return [word.replace("’", "'") for word in _WORD.findall(_GLUED.sub(" ", text.lower()))]


def weights(text: str) -> Weights:
    """Weigh what a text is written in; laughter, `gg` and the like weigh nothing."""
    return weigh(text, [word for word in words_of(text) if not tells_nothing(word)])


def weigh(text: str, words: Collection[str]) -> Weights:
    """Weigh what a text is written in.

    A sentence that begins and ends in one script has what is in the other as a guest, and so has one that takes its
    grammar from English only: its words weigh two more.

    Args:
        text: prose, its stylised letters folded.
        words: those of its Latin words that tell anything, in lower case.
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
    """The words that runs of Han weigh as."""
    return sum((max(1.0, len(run) / 2) for run in han), start=0.0)


def _is_japanese(han: str, kana: Sequence[str]) -> bool:
    """Whether kana carry a text with Han, or are a word or two in a Chinese one.

    Args:
        han: all of it.
        kana: its runs.
    """
    letters = sum(map(len, kana))
    if _INFLECTED.fullmatch("".join(kana)) and len(han) <= _SHORT and not _NOT_JAPANESE.search(han):
        return True
    if letters < _KANA_FROM or letters * 5 < len(han):
        return False
    if not _NOT_JAPANESE.search(han) or letters > 2 * len(han):
        return True
    return len(kana) >= _PARTICLES_FROM and letters > len(han)
