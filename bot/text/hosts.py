"""Which words with dots in them are names of hosts, and which are two sentences without a space between them."""

from functools import cache
from importlib import resources

import regex

from bot.text.lexicon import COMMON, NEUTRAL

_ALWAYS = frozenset("com org net edu gov io gg tv cn dev app hk tw".split())
"""Top-level domains that no word is mistaken for, whatever stands before them."""
_WORDS = frozenset(
    "ad ah ai am an as at be by do go ha he hi hm if im in is it la lo ma me mr ms mu my no of oh ok on or pa pm re sh "
    "so st tf to um up us vs we yo".split()
) - {"ai", "sh"}
"""Country codes that are words: `I know.it was` is far more often two sentences than a host in Italy."""
_INITIALS = regex.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_INTRODUCED = regex.compile(
    r"(?:\b(?:visit|check[ ]out|open|site|website|link|url|domain|google|go[ ]to)"
    r"|(?:访问|打开|网址|网站|链接|登录|登陆|域名)(?:是|为)?)[:：]?[ ]*$",
    regex.IGNORECASE,
)


@cache
def top_level_domains() -> frozenset[str]:
    """Every public top-level domain, from the list of publicsuffix.org that the package of its name ships.

    Reading it takes some milliseconds; called once early, it does not delay the first message with a dot in a word.
    """
    rules = (resources.files("publicsuffixlist") / "public_suffix_list.dat").read_text("utf-8").splitlines()
    return frozenset(rule.rpartition(".")[2] for rule in map(str.strip, rules) if rule and not rule.startswith("//"))


def is_host(name: str, before: str, *, addressed: bool) -> bool:
    """Whether a word with dots in it is the name of a host.

    Args:
        name: labels with dots between them.
        before: some of the text in front of it.
        addressed: whether a path or a port follows, which no sentence has.
    """
    labels = name.split(".")
    top, second = labels[-1], labels[-2]
    if top.lower() not in top_level_domains() or (len(labels) > 2 and _INITIALS.fullmatch(name)):  # noqa: PLR2004
        return False
    if addressed or labels[0].lower() == "www":
        return True
    if (not top.islower() and not name.isupper() and top.lower() not in _ALWAYS) or (
        second.isdecimal() and top.lower() not in _ALWAYS
    ):
        return False
    within = len(labels) > 2 and all(len(label) > 1 for label in labels)  # noqa: PLR2004 - a name within a domain
    return within or top.lower() in _ALWAYS or _is_known(top, second, before)


def _is_known(top: str, second: str, before: str) -> bool:
    """Whether two labels are a host although they may be the end of one sentence and the beginning of another."""
    if top in _WORDS or len(second) == 1:
        return False
    if _INTRODUCED.search(before):
        return True
    word = second.lower() in COMMON or second.lower() in NEUTRAL
    return not word and (len(top) == len("cc") or top not in COMMON or not second.isalpha())
