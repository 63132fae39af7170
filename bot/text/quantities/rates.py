"""Checks frequencies and question words, which translations tend to drop: `once a week` is not 一次."""

import re
from typing import Final

_OFTEN_EN: Final = re.compile(
    r"\b(?:how|what time|what day|which day|what(?:'s| is) the date|every|each|per|daily|weekly|monthly|yearly|annual|"
    r"a (?:day|week|month|year)|alternate|more than|over|above|less than|fewer|"
    r"under|below|at least|at most|up to|no more)",
    re.IGNORECASE,
)
_OFTEN_ZH: Final = re.compile(
    r"[每隔几幾]|多[久少大]|超过|不止|以[上下内]|不[到足]|零下|[至最]少|起码|[最至顶]多|天天|年年|月月|日日|一(?:[天周年]|个月)(?=[\d一二两三四五六七八九十])"
)
_NUMBER: Final = r"[\d一二三四五六七八九十百千万两]"
_COUNT: Final = r"(?<=[\d十百千万亿个块元人岁天年度米])"
_TIMES: Final = r"(?:once|twice|thrice|times?) (?:a|an|per|each|every)"
_DAYS: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_COUNTED: Final = r"(?=[\d一二两三四五六七八九十]+[次遍回顿])"


def _pair(english: str, anything_english: str, chinese: str, anything_chinese: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(pattern, re.IGNORECASE) for pattern in (english, anything_english, chinese, anything_chinese)
    )


_RATES: Final = (
    _pair(
        rf"\b(?:every ?day|each day|per day|daily|{_TIMES} day)\b(?! routine| life)",
        r"day|daily|night|morning|evening|always|24|tomorrow",
        rf"每[天日晚]|天天|日日|一天{_COUNTED}",
        r"[天日晚夜早]|时刻|常",
    ),
    _pair(
        rf"\b(?:(?:every|each|per) week|weekly|{_TIMES} week)\b",
        rf"week|{_DAYS}",
        rf"每(?:[周週]|个?(?:星期|礼拜))|一(?:周|个?星期|个?礼拜){_COUNTED}",
        r"[周週]|星期|礼拜",
    ),
    _pair(
        rf"\b(?:(?:every|each|per) month|monthly|{_TIMES} month)\b", r"month", rf"每个?月|月月|一个?月{_COUNTED}", r"月"
    ),
    _pair(
        rf"\b(?:(?:every|each|per) year|yearly|annually|{_TIMES} year)\b",
        r"year|annual|birthday",
        rf"每年|年年|一年{_COUNTED}",
        r"年",
    ),
    _pair(r"\b(?:(?:every|each|per) hour|hourly)\b", r"hour|/h|ph\b|hr", r"每个?小时", r"时|钟头"),
    _pair(
        r"[\dk] (?:dollars |bucks |euros |pounds |yuan |rmb )?(?:a|per) month\b",
        r"month",
        r"每个?月\d",
        r"每个?月|一个?月|月[薪租入费供付]|/月|按月",
    ),
    _pair(
        r"\b(?:more than|over|above) (?=[$€£]?\d)",
        r"over|more|above|exceed|least|beyond|past|\+|plus|than|up",
        rf"超过(?={_NUMBER})|不止(?={_NUMBER})|{_COUNT}以上",
        r"超|多|上|过|余|大于|不止|逾|高于|几|来",
    ),
    _pair(
        r"\b(?:less than|fewer than|under|below) (?=[$€£]?\d)",
        r"less|fewer|under|below|within|up to|not|n't|almost|nearly|most|no more|short|short of|younger|minus|sub|<",
        rf"不到(?={_NUMBER})|不足(?={_NUMBER})|{_COUNT}以[下内]",
        r"不|少于|小于|以下|内|未|低|下|负|-",
    ),
    _pair(
        r"\bbelow (?:zero|freezing)\b",
        r"below|minus|negative|sub|freezing|[-−]",
        rf"零下(?!{_NUMBER})",
        r"零下|负|冰点|低于|[-−]",
    ),
    _pair(
        r"\bat least (?=[$€£]?\d)",
        r"least|minimum|more|no less|fewer|\+|over",
        rf"(?:至少|起码|最少)(?={_NUMBER})",
        r"至少|起码|最少|上|不少于|不低于",
    ),
    _pair(
        r"\b(?:at most|up to|no more than) (?=[$€£]?\d)",
        r"most|more than|max|up to|limit|exceed|over|only",
        rf"(?:最多|至多|不超过|顶多)(?={_NUMBER})",
        r"最多|至多|不超过|内|多达|高达|顶多|下|达",
    ),
    _pair(r"\bwhat time\b", r"time|when|o'clock|hour", r"几点(?![了钟])(?!的)", r"[几点时候]|何时"),
    _pair(
        r"\b(?:what|which) day\b",
        r"\b(?:what|which|when|date|weekday|day of)\b",
        r"(?:[周週]|星期|礼拜)[几幾]",
        r"几|哪|什么日子|何",
    ),
    _pair(r"\bwhat(?:'s| is) the date\b", r"date|day|when|what", r"几号(?!线)", r"几|日期|哪"),
    _pair(r"\bhow old\b", r"old|age", r"几岁|多大年纪|多大岁数", r"多大|几岁|岁|年龄|年纪|多久|多老"),
    _pair(r"\bhow (?:much|many)\b", r"how|what|much|many|cost|price|number|count", r"多少", r"多|几|什么价|数"),
    _pair(r"\bhow long\b", r"long|when|time|soon|often|how", r"多久", r"多|几|什么时候|长"),
    _pair(
        rf"\b(?:every other|every second|alternate) (?:day|night|week|month|year|{_DAYS})",
        r"every|other|alternate|second|between|after",
        r"每?隔(?=[一两三四五六\d]?[个個]?[天日周月年]|[一两三四五六\d]*(?:小时|分钟|星期))(?!天再|日再)",
        r"隔|每两|每2|双|第二",
    ),
)


def rates_agree(source: str, target: str, source_language: str) -> bool:
    """Whether neither text drops a frequency that the other has.

    Args:
        source: the original.
        target: its translation into the other language.
        source_language: of the original.
    """
    english, chinese = (source, target) if source_language == "en" else (target, source)
    if _OFTEN_EN.search(english) is None and _OFTEN_ZH.search(chinese) is None:
        return True
    return all(
        (said_en.search(english) is None or any_zh.search(chinese) is not None)
        and (said_zh.search(chinese) is None or any_en.search(english) is not None)
        for said_en, any_en, said_zh, any_zh in _RATES
    )
