"""Recognizes Japanese written only in kanji: 図書館, 写真撮影禁止, 大学入試."""

from collections.abc import Iterable
from enum import Enum
from functools import cache
from importlib.resources import files

import regex

_HAN = regex.compile(r"[\p{Han}]++")
_NEVER_CHINESE = regex.compile(
    r"[々〆両乗仏仮伝価倹児処剣剤労効勅勧勲単厳収営団囲図圏圧塁塩増壊壌壱売変奨嬢実寛対専巌巣帯庁廃弐弾従徳徴応恵悩悪懐戦"
    r"戻払択拝拠拡挙挿捜掲揺摂撃斉斎暁栄桜検楽様権歓歩歯歴毎気沢浄涙渇済渋渓満滝瀬焼犠猟獣畳発県砕稲穂穏竜粋粛経"
    r"絵継続総縁縄縦繊聴脳臓荘蔵薬覇覚覧観訳読譲豊賛転軽辺遅郷酔醸釈鉄鉱銭鋳錬関闘陥険隠隣雑霊頼顕駅駆騒験髄髪鶏黒黙齢"
    r"円広働値晩録姫蛍歳巻緑暦渉呉娯戯舎帰抜艶薫顔逓剰拶込峠畑辻匂枠栃笹榊凪雫噛躾麺喫窓戸]"
)
"""Characters used in neither Simplified nor Traditional Chinese today."""
_EVERYDAY_CHINESE = regex.compile(
    r"[你妳您她们們这這吗嗎呢吧啊哦啦嘛么麼说很没沒还還让讓给谁哪欢个时过谢请问题话觉岁儿买卖咗哋唔冇嘅我了的是在]"
)
_JAPANESE_TOO = frozenset("我了的是在说时话问题")
_SIMPLIFIED_TOO = regex.compile(
    r"[学国会体点当来号画旧区数辞乱写声寿随双属断昼争参医献独党灯虫触誉麦黄湾弥礼壮担潜楼欧万条残状]"
)
"""Simplified forms that are also Japanese..."""
_TRADITIONAL_TOO = regex.compile(
    r"[試語話時間東車電飛題習運動場買員問門開閉過進達連選種類節約計記訪設許説談請議護負財貨販責貯費貿資質購贈農"
    r"際陽階隊難離雲韓順須預領頭額風飯飲館馬魚鳥鳴線組結給統緊編練織業無為熱愛書長張師帳幹幾後復從態慣憲懸撲敗"
    r"敵衛製補裏見規視訓詞詩詳認誠誤誰調論講謝識貝貴軍輪輸錯録鏡閣陸頂項飾養駐騎園圖圓執報導島嵐協單喪嘆勝務勢"
    r"創側備傷億優儀軌軒載輝輩適遺郵針鉛銀銅銘鋼鐘閑陣陰頑頻顧飢餓騰鮮麗紀紅紙級純細終絡綱維網緒縮績]"
)
"""... and Traditional ones: a phrase with both is Japanese."""
_LONGEST = 24  # characters: a longer Japanese phrase has kana


class Kanji(Enum):
    """The language of Han without kana."""

    CHINESE = "chinese"
    JAPANESE = "japanese"
    UNDECIDED = "undecided"


def classify(text: str) -> Kanji:
    """Decide whether Han is Chinese or Japanese.

    The strongest evidence is characters that only Japanese has, then a mixture of forms that Chinese never mixes, then
    a list of words. A single word that both languages have with different meanings (`大丈夫`, `手紙`) is undecided.

    Args:
        text: prose with Han and at most a letter or two of kana.
    """
    japanese = len(_NEVER_CHINESE.findall(text))
    if japanese:
        everyday = _EVERYDAY_CHINESE.findall(text)
        told = len(everyday) >= 2 * japanese or sum(char not in _JAPANESE_TOO for char in everyday) >= japanese
        return Kanji.CHINESE if told else Kanji.JAPANESE
    if _EVERYDAY_CHINESE.search(text):
        return Kanji.CHINESE
    phrase = "".join(_HAN.findall(text))
    undecided, words = _lists()
    if phrase in undecided:
        return Kanji.UNDECIDED
    return Kanji.JAPANESE if len(phrase) <= _LONGEST and _is_japanese(phrase, words) else Kanji.CHINESE


def _is_japanese(phrase: str, words: Iterable[str]) -> bool:
    """Whether a phrase contains a Japanese word, or mixes forms that Chinese does not mix.

    A two-character word only counts at the beginning: 享受付出 contains 受付.
    """
    if any(phrase.startswith(word) or (len(word) > len("受付") and word in phrase) for word in words):
        return True
    return _SIMPLIFIED_TOO.search(phrase) is not None and _TRADITIONAL_TOO.search(phrase) is not None


@cache
def _lists() -> tuple[frozenset[str], tuple[str, ...]]:
    """Read the words that are undecided by themselves, and those that are Japanese."""
    lines = files("bot.text").joinpath("data/kanji.txt").read_text("utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return frozenset(w[:-1] for w in words if w.endswith("?")), tuple(w for w in words if not w.endswith("?"))
