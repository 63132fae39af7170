"""Finds numbers and passwords that a keyword marks as identifiers: `密码：8848`, `room 302`, `call 911`."""

from collections.abc import Iterator

import regex

_RUN = regex.compile(
    r"(?<![0-9A-Za-z.,$€£¥￥<>@#&*/+_-])(?<![0-9]:)#?(?=[0-9-]*[0-9][0-9-]*[0-9A-Z])[0-9]++(?:-[0-9A-Z]++)*+[A-Z]?+"
    r"(?![0-9A-Za-z_]|[.,:/][0-9]|-[a-z])"
)
"""A number that a keyword may precede."""

_COUNTED = regex.compile(
    r"[ ]?(?:美元|英镑|欧元|日元|港币|公斤|平|名|辆|台|件|本|步|吨|斤|克|余|字|票"
    r"|位|个|個|次|天|元|块|塊|分|秒|小时|小時|年|月|日|折|人|岁|歲|万|萬|亿|億"
    r"|千|百|[%％]|条|條|张|張|级|級|kg|km|公里|米|左右|多|度|楼|层"
    r"|(?:digits?|characters?|letters?|people|times|days|hours|minutes|mins?|dollars|bucks|percent|years|points)\b)"
)
"""What follows a number that counts something, whatever precedes it."""

_CODES = (
    "密 验证 驗證 校验 兑换 兌換 激活 邀请 邀請 取件 提取 取餐 取货 优惠 優惠 推荐 识别 "
    "动态 暗 解压 锁屏 门禁 支付 服务 股票 提货"
)
_NUMBERED = (
    "尾 編 编 机 機 卡 单 單 房 群 學 学 工 账 賬 帐 帳 座 桌 房间 房間 手机 手機 电话 電話 微信 QQ "
    "订单 訂單 航班 门牌 身份证 序列 流水 车牌 频道 座位 版本"
)
_NAMED = "代码 口令 暗号 邮编 郵編 郵遞區號 分机 端口 区号 區號 號碼 号码 车次 车牌 门牌 身份证 订单 訂單"
_WEAK = "电话 電話 手机 手機 座机 热线 熱線 传真 微信 薇信 QQ qq 企鹅 群 房间 房間 航班 频道 V信"
_ENGLISH = (
    "code codes pin password passcode pwd otp captcha uid id qq wechat tel telephone phone~number number~is "
    "order~(?:number|no|id) tracking(?:~(?:number|no|id))?+ invoice zip zipcode postcode ext extension account acct "
    "serial ssn license~plate room rm seat row gate flight apt apartment suite locker port platform error "
    "ticket~(?:number|no) area~code highway ending~in ends~(?:in|with) group~(?:number|id) case~(?:number|no)"
)
_CALLS = "call(?:ing|ed)? dial(?:ing|led|ed)? ring phone text(?:ed|ing)? reach~(?:me|us)~(?:at|on)"
_LINKS = "就是 应该是 改成了? 换成了? 是 为 為 号码 號碼 [:：=\\#.] (?i:numbers?|no|nr|codes?|id|is|was|are|to)"


def _any(words: str) -> str:
    """A pattern for any of several words, in which `~` stands for a space."""
    return f"(?:{'|'.join(words.split())})".replace("~", "[ ]")


_KEYWORD = regex.compile(
    rf"""(?r)
    (?: (?P<strong> {_any(_CODES)}[码碼] | {_any(_NUMBERED)}[号號] | {_any(_NAMED)}
                    | (?<![A-Za-z])(?i:{_any(_ENGLISH)}) )
      | (?P<weak> {_any(_WEAK)} )
      | (?P<call> (?:打|拨|撥|致电|报警|呼叫)(?:电话|電話|给|了)? | (?<![A-Za-z])(?i:{_any(_CALLS)}) )
    )
    (?P<link> (?:[ ]?{_any(_LINKS)}){{0,3}} [ ]{{0,2}} )
    """,
    regex.VERBOSE | regex.VERSION1,
)
"""Matched backwards from the number, so that the rest of the message is not scanned."""

_WELL_KNOWN = regex.compile(
    r"911|999|112|110|119|120|122|000|995|12306|12315|12345|12348|12110|10086|10010|10000|95[0-9]{3}|96[0-9]{3,4}|[0-9-]{5,}"
)
_HOTLINES = frozenset("12306 12315 12348 12123 10086 10010".split())
"""Chinese service numbers that everybody knows."""
_LONG = 5
_SAID = regex.compile(r"[:：=是]")

_PASSWORD = regex.compile(r"(?i:(?<![A-Za-z])(?:password|passwd|passcode|passphrase|pwd|pw|pass|psw))|密码|密碼|口令")
_SECRET = regex.compile(
    r"(?:[ ]?(?:is|was|to|=|:|：|是|为|為|改成了?|就是)){0,2}[ ]?(?<=[ :：=是为為了])"
    r"(?:\"([^\"\n]{4,64}+)\"|“([^”\n]{4,64}+)”|([!-~]{4,64}+))",
    regex.IGNORECASE,
)
_UNQUOTED = 3
_SIGNED = regex.compile(r"(?=[!-~]*[0-9@\#$%^&*+=_~!?<>|\\/])[!-~]+|[A-Za-z]+(?:-[A-Za-z]+){2,}")

_PLATE = regex.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼蘇贛陝閩貴粵寧雲魯]"
    r"[A-Z][·•・.\- ]?(?=[A-Z]{0,5}[0-9])[A-Z0-9]{4,6}[挂学警港澳]?(?![A-Za-z0-9])"
)

_FLIGHT = regex.compile(r"flight|航班", regex.IGNORECASE)
_CARRIER = regex.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9][ ][0-9]{2,4}(?![A-Za-z0-9])(?P<flight>[ ]?次?航班)?")
"""A flight whose carrier is separated from its number: `UA 857`."""

_TAIL = regex.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|txt|md|csv|zip|rar|7z|png|jpe?g|gif|mp[34]|mkv|avi|exe|apk|psd|json|html?|srt|epub)"
    r"(?![A-Za-z0-9])"
)
_NAME = regex.compile(
    r"(?r)[^\P{Han}把将看开的是叫为给载送存删改找到在个份了下和与请传发]{1,12}(?:[0-9_（）()v-]{1,12})?",
    regex.VERSION1,
)
"""A file name in Han, matched backwards from its extension to what looks like the end of the words before it."""
_GLUED_NAME = regex.compile(r"(?r)(?<![A-Za-z0-9_-])[A-Za-z0-9][A-Za-z0-9_-]{0,30}[_-][\p{Han}0-9_-]{1,20}")
"""Likewise, for a name that starts in Latin letters and continues in Han: `final_v2_最终版.psd`."""


def find_keyed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of identifiers marked by a keyword, without the keyword, in ascending order.

    License plates and file names in Han are found here too, because they start with characters that no other token
    starts with.

    Args:
        text: a message.
    """
    found = [*_figures(text), *_passwords(text), *_flights(text)]
    if not text.isascii():
        found += (match.span() for match in _PLATE.finditer(text))
        found += _files(text)
    yield from sorted(set(found))


def _figures(text: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        start, end = run.span()
        if _COUNTED.match(text, end):
            continue
        keyword = _KEYWORD.match(text, 0, start)
        if keyword is None:
            if run.group() in _HOTLINES and not text.isascii():
                yield start, end
            continue
        if keyword.group("call"):
            named = _WELL_KNOWN.fullmatch(run.group()) is not None
        else:
            named = bool(keyword.group("strong")) or end - start >= _LONG or bool(_SAID.search(keyword.group("link")))
        if named:
            yield start, end


def _flights(text: str) -> Iterator[tuple[int, int]]:
    for carrier in _CARRIER.finditer(text):
        keyword = _KEYWORD.match(text, 0, carrier.start())
        if carrier.group("flight") or (keyword and _FLIGHT.match(keyword.group())):
            yield carrier.start(), carrier.start() + len(carrier.group().removesuffix(carrier.group("flight") or ""))


def _passwords(text: str) -> Iterator[tuple[int, int]]:
    for keyword in _PASSWORD.finditer(text):
        if (said := _SECRET.match(text, keyword.end())) is None:
            continue
        group = said.lastindex or 0
        secret, start = said.group(group), said.start(group)
        if group == _UNQUOTED:
            bare = secret.lstrip("|*`")
            start += len(secret) - len(bare)
            secret = bare.rstrip(".,!?;:)\"'*`|")
        if len(secret) >= len("abcd") and _SIGNED.fullmatch(secret):
            yield start, start + len(secret)


def _files(text: str) -> Iterator[tuple[int, int]]:
    for extension in _TAIL.finditer(text):
        end = extension.start()
        if name := _GLUED_NAME.match(text, 0, end) or _NAME.match(text, 0, end):
            yield name.start(), extension.end()
