"""The expressions found in prose, and their renderings in the other language."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.quantities import Kind, Language, find

NUMERIC = st.lists(
    st.sampled_from(
        [
            *"0123456789½¼¾.,:/-–~'\"$€¥£%°+ kKmMpP",
            *"一二两三十百千万亿零半多几第年月日号点分块个岁折成至到",
            *(" to ", " am ", "hundred "),
        ]
    ),
    max_size=14,
).map("".join)


def _written(text: str, language: Language) -> list[str]:
    """The carried expressions of a text with their renderings, in order."""
    return [f"{text[found.start : found.end]} = {found.rendering}" for found in find(text, language) if found.carried]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The total is 2,200,112 kg.", ["2,200,112 kg = 2,200,112公斤"]),
        ("This car costs $42,999.", ["$42,999 = 42,999美元"]),
        ("I paid €15.99 for it and £20 for shipping.", ["€15.99 = 15.99欧元", "£20 = 20英镑"]),
        ("a 14½-13½ lead", ["14½-13½ = 14½-13½"]),
        ("it costs $5-7½", ["$5-7½ = 5到7.5美元"]),
        ("for 3½ to 4½ hours", ["3½ to 4½ hours = 3.5到4.5小时"]),
        ("He's 6'2\" tall", ["6'2\" = 6英尺2英寸"]),
        ("She is 5 ft 10", ["5 ft 10 = 5英尺10英寸"]),
        ("5'10 is average", ["5'10 = 5英尺10英寸"]),
        ("one in 14", ["one in 14 = 十四分之一"]),
        ("one in 250 people", ["one in 250 = 1/250"]),
        ("three out of four dentists", ["three out of four = 四分之三"]),
        ("twenty-five thousand", ["twenty-five thousand = 2.5万"]),
        ("500 million people", ["500 million = 5亿"]),
        ("five hundred million people", ["five hundred million = 5亿"]),
        ("1.234 million views", ["1.234 million = 123.4万"]),
        ("2 billion years", ["2 billion years = 20亿年"]),
        ("1.5 trillion dollars", ["1.5 trillion dollars = 1.5万亿美元"]),
        ("10k followers", ["10k = 1万"]),
        ("25K views", ["25K = 2.5万"]),
        ("it earned $5M", ["$5M = 500万美元"]),
        ("$1.5k for a chair", ["$1.5k = 1500美元"]),
        ("10 grand", ["10 grand = 1万"]),
        ("half a million people", ["half a million = 50万"]),
        ("two hundred and five pages", ["two hundred and five = 205"]),
        ("1,234 pages and 7 covers", ["1,234 = 1,234", "7 = 7"]),
        ("Wednesday at 6", ["6 = 6点"]),
        ("be there by 7, please", ["7 = 7点"]),
        ("quarter to nine", ["quarter to nine = 8点45分"]),
        ("a quarter past 3", ["a quarter past 3 = 3点15分"]),
        ("half past nine", ["half past nine = 9点半"]),
        ("ten past seven", ["ten past seven = 7点10分"]),
        ("at five to twelve", ["five to twelve = 11点55分"]),
        ("quarter to one", ["quarter to one = 12点45分"]),
        ("at 8 p.m. EST", ["8 p.m. EST = 美东时间晚上8点"]),
        ("3pm works", ["3pm = 下午3点"]),
        ("12 am", ["12 am = 凌晨0点"]),
        ("12 p.m.", ["12 p.m. = 中午12点"]),
        ("8:30 am", ["8:30 am = 早上8:30"]),
        ("11 in the morning", ["11 in the morning = 上午11点"]),
        ("nine o'clock", ["nine o'clock = 9点"]),
        ("eight at night", ["eight at night = 晚上8点"]),
        ("the flight at 14:30", ["14:30 = 14:30"]),
        ("on May 20th", ["May 20th = 5月20日"]),
        ("20 May 2024", ["20 May 2024 = 2024年5月20日"]),
        ("by Dec 31, 2024", ["Dec 31, 2024 = 2024年12月31日"]),
        ("2024-12-31", ["2024-12-31 = 2024年12月31日"]),
        ("12/31", ["12/31 = 12/31"]),
        ("the 3rd of July", ["3rd of July = 7月3日"]),
        ("from the 12th to the 22nd", ["12th = 12号", "22nd = 22号"]),
        ("on the 3rd floor", ["3rd = 第3"]),
        ("music of the 90s", ["90s = 90年代"]),
        ("the 1980s", ["1980s = 20世纪80年代"]),
        ("the 21st century", ["21st century = 21世纪"]),
        ("save 15% today", ["15% = 15%"]),
        ("thirty percent", ["thirty percent = 30%"]),
        ("20% off everything", ["20% off = 8折"]),
        ("15% off", ["15% off = 85折"]),
        ("minus five degrees", ["minus five degrees = 零下5度"]),
        ("-5°C outside", ["-5°C = 零下5°C"]),
        ("86°F", ["86°F = 86°F"]),
        ("two thirds of us", ["two thirds = 三分之二"]),
        ("2.5 hours", ["2.5 hours = 2.5小时"]),
        ("a 45min run", ["45min = 45分钟"]),
        ("a 3-day trip", ["3-day = 3天"]),
        ("3-5 days", ["3-5 days = 3到5天"]),
        ("10 to 20 yuan", ["10 to 20 yuan = 10到20元"]),
        ("$10-20 a week", ["$10-20 a week = 每周10到20美元"]),
        ("a 10-year-old boy", ["10-year-old = 10岁"]),
        ("25yo here", ["25yo = 25岁"]),
        ("he's 30 years old", ["30 years old = 30岁"]),
        ("50 lbs", ["50 lbs = 50磅"]),
        ("60 mph", ["60 mph = 60英里/小时"]),
        ("100MB left", ["100MB = 100MB"]),
        ("80 square meters", ["80 square meters = 80平方米"]),
        ("10 bucks", ["10 bucks = 10美元"]),
        ("five bucks", ["five bucks = 5美元"]),
        ("50 cents", ["50 cents = 50美分"]),
        ("HK$300", ["HK$300 = 300港元"]),
        ("we won 3-1", ["3-1 = 3-1"]),
        ("nineteen ninety-eight", ["nineteen ninety-eight = 1998"]),
        ("Call 911", ["911 = 911"]),
        ("room 204", ["204 = 204"]),
        ("+5 for that", ["5 = 5"]),
        ("one and a half million", ["one and a half million = 150万"]),
        ("see you the day after tomorrow", ["the day after tomorrow = 后天"]),
        ("since the day before yesterday", ["the day before yesterday = 前天"]),
        ("the year after next", ["the year after next = 后年"]),
        ("my ping is 250ms", ["250ms = 250毫秒"]),
        ("144 fps", ["144 fps = 144帧"]),
        ("35 mpg", ["35 mpg = 每加仑35英里"]),
        ("Rs 500", ["Rs 500 = 500卢比"]),
        ("RM50 each", ["RM50 = 50林吉特"]),
        ("exit 14B", ["14B = 14B"]),
        ("8B people", ["8B = 80亿"]),
        ("it is 2h 30m long", ["2h 30m = 2小时30分钟"]),
        ("it lasts 1h45", ["1h45 = 1小时45分钟"]),
        ("1 hour and 20 minutes", ["1 hour and 20 minutes = 1小时20分钟"]),
        ("back in 5", ["in 5 = 5分钟后"]),
        ("see you in 10 minutes", ["in 10 minutes = 10分钟后"]),
        ("I ran 10 km in 55 minutes", ["10 km = 10公里", "55 minutes = 55分钟"]),
        ("twice a day", ["twice a day = 每天两次"]),
        ("3 times per year", ["3 times per year = 每年三次"]),
        ("every other Friday", ["every other = 每隔一周的"]),
        ("the first of May", ["the first of May = 5月1日"]),
        ("the 15th of next month", ["15th = 15号"]),
        ("Mon-Fri", ["Mon = 周一", "Fri = 周五"]),
        ("Sat 10am", ["Sat = 周六", "10am = 上午10点"]),
        ("on Sat night", ["Sat = 周六"]),
        ("the first 50 people", ["the first 50 = 前50"]),
        ("for the last 3 years", ["the last 3 years = 过去3年"]),
        ("the next 2 weeks", ["the next 2 weeks = 接下来2周"]),
        ("in the late 90s", ["the late 90s = 90年代末"]),
        ("he is 5 years younger", ["5 years younger = 小5岁"]),
        ("1-2 business days", ["1-2 business days = 1到2个工作日"]),
        ("a decade ago", ["a decade = 十年"]),
        ("a dozen eggs", ["a dozen = 12个"]),
        ("buy 2 get 1 free", ["buy 2 get 1 free = 买2送1"]),
        ("10 divided by 2", ["10 = 10", "2 = 2"]),
        ("2.3m subs", ["2.3m = 230万"]),
        ("back in half an hour", ["in half an hour = 半小时后"]),
        ("12 noon", ["12 noon = 中午12点"]),
        ("home by 6ish", ["6ish = 6点左右"]),
        ("30ish people", ["30ish = 30左右"]),
        ("come at 7:30ish", ["7:30ish = 7:30左右"]),
        ("around 5pm-ish", ["5pm-ish = 下午5点左右"]),
        ("3½ hours later", ["3½ hours = 3.5小时"]),
        ("2¼ cups of flour", ["2¼ = 2.25"]),
        ("since 2019", ["2019 = 2019年"]),
        ("in 2000 people", ["2000 = 2000"]),
        ("back in the 1800s", ["1800s = 19世纪"]),
        ("5 days a week", ["5 days a week = 每周5天"]),
        ("$50 a month", ["$50 a month = 每月50美元"]),
        ("the week after next", ["the week after next = 下下周"]),
        ("7:30 pm CET", ["7:30 pm CET = 欧洲中部时间晚上7:30"]),
        ("at noon", ["noon = 中午12点"]),
        ("5-6pm", ["5 = 下午5点", "6pm = 晚上6点"]),
        ("11-2pm", ["11 = 上午11点", "2pm = 下午2点"]),
        ("she is in her 30s", ["30s = 30多岁"]),
        ("a 30s cooldown", []),
        ("1.000.000", []),
    ],
)
def test_english_to_chinese(text: str, wanted: list[str]) -> None:
    assert _written(text, "en") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("上映不到两周，票房已突破90亿元", ["90亿元 = 9 billion yuan"]),
        ("这部电影票房15.2亿", ["15.2亿 = 1.52 billion"]),
        ("年薪30万在上海够花吗", ["30万 = 300,000"]),
        ("-5度", ["-5度 = -5 degrees"]),
        ("零下10度", ["零下10度 = minus 10 degrees"]),
        ("负5度", ["负5度 = minus 5 degrees"]),
        ("30摄氏度", ["30摄氏度 = 30°C"]),
        ("1万个小时", ["1万个小时 = 10,000 hours"]),
        ("2024年12月31日截止", ["2024年12月31日 = December 31, 2024"]),
        ("二〇二四年十二月三十一日", ["二〇二四年十二月三十一日 = December 31, 2024"]),
        ("北京时间20:00", ["北京时间20:00 = 20:00 Beijing time"]),
        ("5月20日下午2点在3号门集合", ["5月20日 = May 20", "下午2点 = 2 p.m.", "3号门 = Gate 3"]),
        ("晚上八点半", ["晚上八点半 = 8:30 p.m."]),
        ("凌晨三点一刻", ["凌晨三点一刻 = 3:15 a.m."]),
        ("中午12点", ["中午12点 = 12 p.m."]),
        ("半夜三点", ["半夜三点 = 3 a.m."]),
        ("晚上12点", ["晚上12点 = 12 a.m."]),
        ("今晚8点", ["8点 = 8 p.m."]),
        ("早上7:05", ["早上7:05 = 7:05 a.m."]),
        ("6点40", ["6点40 = 6:40"]),
        ("六点三刻", ["六点三刻 = 6:45"]),
        ("九点差五分", ["九点差五分 = 8:55"]),
        ("差一刻九点", ["差一刻九点 = 8:45"]),
        ("9点到5点", ["9点 = 9 o'clock", "5点 = 5 o'clock"]),
        ("三分之二的人", ["三分之二 = two thirds"]),
        ("四分之一", ["四分之一 = one quarter"]),
        ("百分之三十", ["百分之三十 = 30%"]),
        ("百分之零点五", ["百分之零点五 = 0.5%"]),
        ("打8折", ["打8折 = 20% off"]),
        ("七五折", ["七五折 = 25% off"]),
        ("八折优惠", ["八折 = 20% off"]),
        ("3到5天", ["3到5天 = 3 to 5 days"]),
        ("3-5天", ["3-5天 = 3-5 days"]),
        ("10~20元", ["10~20元 = 10~20 yuan"]),
        ("10-20万", ["10-20万 = 100,000 to 200,000"]),
        ("3w粉丝", ["3w = 30,000"]),
        ("10k", ["10k = 10,000"]),
        ("30多万人", ["30多万 = over 300,000"]),
        ("六万五", ["六万五 = 65,000"]),
        ("1万2千人", ["1万2千 = 12,000"]),
        ("三百五", ["三百五 = 350"]),
        ("两万五千公里", ["两万五千公里 = 25,000 km"]),
        ("1.2万亿", ["1.2万亿 = 1.2 trillion"]),
        ("5亿人", ["5亿 = 500 million"]),
        ("123.4万", ["123.4万 = 1.234 million"]),
        ("贰佰元", ["贰佰元 = 200 yuan"]),
        ("99块，不贵", ["99块 = 99 yuan"]),
        ("30块钱", ["30块钱 = 30 yuan"]),
        ("五块八", ["五块八 = 5.8 yuan"]),
        ("5毛", ["5毛 = 0.5 yuan"]),
        ("60块一小时", ["60块 = 60 yuan"]),
        ("20美元", ["20美元 = $20"]),
        ("500万美元", ["500万美元 = $5 million"]),
        ("1000日元", ["1000日元 = 1000 yen"]),
        ("¥88", ["¥88 = ¥88"]),
        ("1米75", ["1米75 = 1.75 m"]),
        ("身高一米八三，", ["一米八三 = 1.83 m"]),
        ("6英尺2英寸", ["6英尺2英寸 = 6'2\""]),
        ("50斤", ["50斤 = 25 kg"]),
        ("三斤苹果", ["三斤 = 1.5 kg"]),
        ("25岁", ["25岁 = 25 years old"]),
        ("1岁", ["1岁 = 1 year old"]),
        ("上世纪八十年代", ["上世纪八十年代 = the 1980s"]),
        ("20世纪80年代", ["20世纪80年代 = the 1980s"]),
        ("我是90后", ["90后 = born in the 90s"]),
        ("21世纪", ["21世纪 = the 21st century"]),
        ("100平米", ["100平米 = 100 square meters"]),
        ("第3集", ["第3 = 3rd"]),
        ("3年级", ["3 = 3"]),
        ("二比一", ["二比一 = 2-1"]),
        ("2.5小时", ["2.5小时 = 2.5 hours"]),
        ("1天", ["1天 = 1 day"]),
        ("三点八", ["三点八 = 3.8"]),
        ("约 1,000 万份文件", ["1,000 万 = 10 million"]),
        ("20 世纪 70 年代", ["20 世纪 70 年代 = the 1970s"]),
        ("2024 年 12 月 31 日下午 2 点", ["2024 年 12 月 31 日 = December 31, 2024", "下午 2 点 = 2 p.m."]),
        ("1亿2千万", ["1亿2千万 = 120 million"]),
        ("三亿五千万", ["三亿五千万 = 350 million"]),
        ("一万两千亿", ["一万两千亿 = 1.2 trillion"]),
        ("后天见", ["后天 = the day after tomorrow"]),
        ("大后天到", ["大后天 = three days from now"]),
        ("前天晚上", ["前天 = the day before yesterday"]),
        ("大前天", ["大前天 = three days ago"]),
        ("三个半小时", ["三个半小时 = 3.5 hours"]),
        ("三十来岁", ["三十来岁 = about 30 years old"]),
        ("12块一斤", ["12块 = 12 yuan", "一斤 = per 0.5 kg"]),
        ("两千零二十四年", ["两千零二十四年 = 2024"]),
        ("时速300公里", ["时速300公里 = 300 km/h"]),
        ("下下周", ["下下周 = the week after next"]),
        ("气温-3~5度", ["-3~5度 = -3 to 5 degrees"]),
        ("生日是95年3月2日", ["95年3月2日 = March 2, 1995"]),
        ("美东时间晚上7点", ["美东时间晚上7点 = 7 p.m. Eastern time"]),
        ("前年的事", ["前年 = the year before last"]),
        ("一斤半", ["一斤半 = 0.75 kg"]),
        ("半斤葡萄", ["半斤 = 250 g"]),
        ("好几百块钱", ["好几百块钱 = several hundred yuan"]),
        ("几万人", ["几万 = tens of thousands of"]),
        ("十几个人", ["十几 = a dozen or so"]),
        ("二十多个人", ["二十多 = over 20"]),
        ("四五遍", ["四五 = four or five"]),
        ("两三天", ["两三天 = two or three days"]),
        ("一周三次", ["一周三次 = 3 times a week"]),
        ("每年一次", ["每年一次 = once a year"]),
        ("比她大五岁", ["大五岁 = 5 years older"]),
        ("上个月15号", ["15号 = the 15th"]),
        ("地铁2号线", ["2号线 = Line 2"]),
        ("3号楼502室", ["3号楼 = Building 3", "502室 = Room 502"]),
        ("A栋12层", ["A栋 = Building A", "12层 = the 12th floor"]),
        ("一共有12层", ["12 = 12"]),
        ("RM50一个", ["RM50 = RM50"]),
        ("延迟250ms", ["250ms = 250 ms"]),
        ("98年的", ["98年 = 1998"]),
        ("20点", ["20点 = 20:00"]),
        ("38度5", ["38度5 = 38.5 degrees"]),
    ],
)
def test_chinese_to_english(text: str, wanted: list[str]) -> None:
    assert _written(text, "zh") == wanted


@pytest.mark.parametrize(
    ("text", "kind", "rendering"),
    [
        ("every other day", Kind.FREQUENCY, "每隔一天"),
        ("see you Wednesday", Kind.WEEKDAY, "周三"),
        ("half an hour", Kind.DURATION, "半小时"),
        ("two and a half hours", Kind.DURATION, "2.5小时"),
        ("three cats", Kind.NUMBER, "3"),
        ("in August", Kind.DATE, "8月"),
    ],
)
def test_small_english_words_are_left_to_the_model(text: str, kind: Kind, rendering: str) -> None:
    (found,) = find(text, "en")
    assert (found.kind, found.rendering, found.carried) == (kind, rendering, False)


@pytest.mark.parametrize(
    ("text", "kind", "rendering"),
    [
        ("礼拜三见", Kind.WEEKDAY, "Wednesday"),
        ("下周一", Kind.WEEKDAY, "Monday"),
        ("每隔一天", Kind.FREQUENCY, "every other day"),
        ("半小时", Kind.DURATION, "half an hour"),
        ("三只猫", Kind.COUNT, "3"),
        ("一个半小时", Kind.DURATION, "1.5 hours"),
        ("八月", Kind.DATE, "August"),
        ("三倍", Kind.MULTIPLE, "3 times"),
    ],
)
def test_small_chinese_words_are_left_to_the_model(text: str, kind: Kind, rendering: str) -> None:
    (found,) = find(text, "zh")
    assert (found.kind, found.rendering, found.carried) == (kind, rendering, False)


@pytest.mark.parametrize(
    "text",
    [
        "no one", "once upon a time", "wait a second", "first of all", "May I?", "it may rain", "he sat in the sun",
        "they got wed", "24/7", "50/50 chance", "7-Eleven", "COVID-19", "Area 51", "4K TV", "3D print", "5G phone",
        "catch-22", "two-faced", "on cloud nine", "high five", "my two cents", "PS5", "second-hand", "one day", "a lot",
        "the whole nine yards", "march on", "mp3", "some of us", "H2O", "",
    ],
)  # fmt: skip
def test_english_without_numeric_expressions(text: str) -> None:
    assert find(text, "en") == []


@pytest.mark.parametrize(
    "text",
    [
        "一下", "一起走吧", "一样", "一点儿", "一点也不难", "有一点难", "万一下雨", "千万别去", "三心二意",
        "七上八下", "乱七八糟", "不三不四", "十分开心", "一共", "一边走一边说", "万岁", "二货", "三明治",
        "四川人", "九寨沟", "八卦", "双十一", "666", "太6了", "233", "520", "第一次", "成千上万", "四季",
        "五颜六色", "半天", "百分点", "高三学生", "下周一定", "独一无二", "三人行必有我师", "PS5",
        "大家好", "", "一切都好", "一直", "万圣节", "百度", "三观", "初二", "老三", "说一不二", "一言为定",
        "星期几", "周围", "周到", "以前天天玩", "后天性", "马上周末", "4K电视",
    ],
)  # fmt: skip
def test_chinese_without_numeric_expressions(text: str) -> None:
    assert find(text, "zh") == []


@pytest.mark.parametrize(
    "hostile", ["1", "1,", "1 ", "one ", "twenty-", "a half ", "1\u00a0", "5-", "$1-", "1 in 1 ", "May "]
)
def test_hostile_english_is_scanned_in_linear_time(hostile: str) -> None:
    text = hostile * (4000 // len(hostile))
    found = find(text, "en")
    assert all(left.end <= right.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    "hostile", ["一", "十", "百万", "1点", "三分之", "第", "差一刻", "周", "半", "几", "零", "1年1月", "下午1点", "9"]
)
def test_hostile_chinese_is_scanned_in_linear_time(hostile: str) -> None:
    text = hostile * (4000 // len(hostile))
    found = find(text, "zh")
    assert all(left.end <= right.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我买了1.5L的水", ["1.5L = 1.5 liters"]),
        ("我身高1.75m", ["1.75m = 1.75 m"]),
        ("每月2.5G流量够吗", ["2.5G = 2.5G"]),
        ("电池2.8Ah", ["2.8Ah = 2.8Ah"]),
        ("这台电脑三萬多", ["三萬多 = over 30,000"]),
        ("一万多吧", ["一万多 = over 10,000"]),
        ("花了两百来块", ["两百来块 = about 200 yuan"]),
        ("有100多人报名", ["100多 = over 100"]),
    ],
)
def test_decimals_with_units_and_compound_expressions(text: str, wanted: list[str]) -> None:
    assert _written(text, "zh") == wanted


@given(NUMERIC, st.sampled_from(["en", "zh"]))
def test_no_mixture_of_figures_and_signs_is_an_error(text: str, language: Language) -> None:
    for found in find(text, language):
        assert 0 <= found.start < found.end <= len(text)
