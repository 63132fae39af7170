"""Written Cantonese: recognized by its characters, and converted to standard Chinese word by word."""

from functools import cache
from typing import NamedTuple

import regex

from bot.text.replacing import Replacer, table
from bot.text.script import to_simplified

_OWN = regex.compile(
    r"[哋唔佢冇嘅咗瞓喺嚟啲嗰乜㗎喎啩噉咁嘢嗌攰嬲冚攞搵揾諗谂啱噏孭嘥睇餸揸噃唞癐嚿𠵱]"
    r"|點解|点解|邊度|边度|(?<![這这那呢旁身])(?:邊個|边个)|邊位|聽日|听日|尋日|寻日|琴日|噚日|屋企|而家|傾偈|倾偈|係咪|系咪|鍾意|得閒|細路|老豆|黐線|幾多錢|乜嘢"
    r"|點算|点算|掛住你|挂住你|好好食|[做食][緊紧](?![要張张急])|真係|真系|多謝晒|多谢晒|(?<=[完咗])飯未|(?<=[完咗])饭未|帶遮|带遮|擔遮|担遮|好靚|好靓|早唞|收聲啦|鎖匙|呢[個度啲首排隻件]|俾我|畀我"
    r"|幾耐|几耐|幾錢|几钱|咩事|有咩|有幾[大遠耐]|有几[远耐]|點搞|点搞|點先|點樣|幾遠呀|淨係|净系|先至|俾返|畀返|等[陣阵](?!子)"
    r"|[去喺住由咗][邊边](?=[呀啊㗎噶]|\W*$)|(?<![呢這这那旁身左右前後后上下里裡外海河路兩两半單单手無无一東西南北东街])邊[間款班位隻]"
    r"|咪[郁嘈走]|(?:搞掂|起身|返嚟|好|[做食睇玩]完\p{Han}{0,4}|去過\p{Han}{1,4}|去过\p{Han}{1,4})未(?=[呀啊]?[?？]?$)"
)
"""Found only in Cantonese: a single match is enough."""
_LEANING = regex.compile(
    r"食[飯饭嘢]|幾時|几时|幾多|几多|今日|返工|返學|返学|放工|收工|飲茶|饮茶|靚|靓|俾|畀|係|囉|啰|咩|喇|吖|嘞|點樣|点样|依家|宜家"
    r"|多謝晒|多谢晒|早晨|落雨|行街|沖涼|冲凉|出街|好耐|老細|男仔|女仔|邊|邊處|未呀|中意|打機|打机|食咩|影相"
)
"""Also found in other Chinese: two different matches are enough."""
_LEFT = regex.compile(r"[哋唔佢冇嘅咗瞓喺嚟啲嗰乜㗎喎啩噉咁嘢嗌攰嬲冚攞搵揾谂諗啱噏孭嘥睇餸揸噃唞癐嚿𠵱]")
_PROGRESSIVE = regex.compile(r"([食饮睇做讲听写玩打等瞓煮搵行学用倾买]|返工|返学|开会|上堂)紧(?![要张急偈饭觉])")
_DONE = regex.compile(r"(?<=[咗过])(\p{Han}{0,4})未(?=$|[呀啊?？!！。])")
_CLASSIFIER = "款首件间本种日张位只条次段部句杯碗套班帮排枝辆家份场样点类封双把台支座"
_THIS = regex.compile(rf"呢(?=[个{_CLASSIFIER}])")
_WHICH = regex.compile(rf"(?<![这那旁身左右前后上下里外海河路两半单手无一])边(?=[{_CLASSIFIER}])")
_WHERE = regex.compile(r"(?<=[去喺住由到咗])边(?=[呀啊㗎噶呢]|[^\p{Han}\w]|$)")
_FOR_NOW = regex.compile(r"(?:唔好|咪)(\p{Han}{1,2}?)(?<![挂掛阻望企坐跟缠捉拉记諗谂])住(?=$|[呀啊啦喇先]|\W)")
_WHY = regex.compile(r"做[乜咩]嘢?(?=[唔冇咁会要仲成])")
_HOW = regex.compile(r"(?<=[有佢你我哋])几(?=[大高远重长阔深快](?:$|[呀啊㗎噶?？]))")
_YET = regex.compile(r"(?<=\p{Han})(?<![从还尚并])了?未(?=[呀啊]?[?？!！。]?$)")
_ENDING = r"(?=$|[\s,.!?~，。！？～…⟦]|[呀啊呢])"
_PARTICLES = (
    (regex.compile(r"(?<=[这哪那两几一])只(?=[ ]?[A-Za-z⟦])"), "个"),
    (regex.compile(r"(?<=[部台](?:新|旧|靓|好)?)电话"), "手机"),
    (regex.compile(rf"(?:㗎|噶)[嘞啦喇]?{_ENDING}"), "的"),
    (regex.compile(rf"(?<![食饮睇做讲听写玩打买想有系是叫搞说吃看喝])咩{_ENDING}"), "吗"),
    (regex.compile(rf"(?:喎|㖞|噃){_ENDING}"), "哦"),
    (regex.compile(rf"啩{_ENDING}"), "吧"),
    (regex.compile(rf"[囉啰]{_ENDING}"), "啦"),
    (regex.compile(rf"[嘞喇]{_ENDING}"), "了"),
    (regex.compile(rf"(?:啫|唧){_ENDING}"), "而已"),
    (regex.compile(rf"吖{_ENDING}"), "啊"),
)
_VERY = regex.compile(
    r"(?<![你您很最真更太挺只幸还不说做学弄搞准])好(?=[大小多少热冷冻饿累困快慢高矮长短远近贵便早晚久忙闲烦闷惨怕想喜讨漂帅厉开伤"
    r"生聪蠢傻懒勤难容麻危安重轻新旧脏干湿甜酸辣苦咸香臭浪棒坏口感掛挂中]"
    r")(?!多[事人]的)"
)


class Standard(NamedTuple):
    """Cantonese converted to standard Chinese.

    Attributes:
        text: in Simplified characters; unchanged if the text is not Cantonese.
        complete: whether nothing specific to Cantonese is left; otherwise a translation is a guess.
    """

    text: str
    complete: bool


def warm() -> None:
    """Load the words ahead of the first message."""
    _words()


def is_cantonese(text: str) -> bool:
    """Whether a Chinese text is Cantonese, in Traditional or Simplified characters."""
    return _OWN.search(text) is not None or len(set(_LEANING.findall(text))) > 1


def to_standard(text: str) -> Standard:
    """Convert Cantonese to standard Chinese, longest words first; other text is returned unchanged.

    Args:
        text: prose, which may have placeholders.
    """
    if not is_cantonese(text):
        return Standard(text, complete=True)
    plain = to_simplified(text)
    plain = _WHY.sub("为什么", _HOW.sub("多", _FOR_NOW.sub(r"先别\1", _WHERE.sub("哪里", plain))))
    plain = _WHICH.sub("哪", _THIS.sub("这", plain))
    plain = _PROGRESSIVE.sub(r"在\1", plain)
    plain = _DONE.sub(r"\1没有", plain)
    for particle, standard in _PARTICLES:
        plain = particle.sub(standard, plain)
    plain = _YET.sub("了没有", _VERY.sub("很", _words().sub(plain)))
    return Standard(plain, complete=_LEFT.search(plain) is None)


@cache
def _words() -> Replacer:
    return Replacer({to_simplified(word): becomes for word, becomes in table("cantonese").items()})
