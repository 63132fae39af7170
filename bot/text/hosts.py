"""Tells host names from two sentences without a space between them."""

from functools import cache
from importlib import resources

import regex

from bot.text.lexicon import COMMON, NEUTRAL

_ALWAYS = frozenset("com org net edu gov io gg tv cn dev app hk tw".split())
"""Top-level domains that cannot be mistaken for words, whatever precedes them."""
_WORDS = frozenset(
    "ad ah ai am an as at be by do go ha he hi hm if im in is it la lo ma me mr ms mu my no of oh ok on or pa pm re sh "
    "so st tf to um up us vs we yo".split()
) - {"ai", "sh"}
"""Country codes that are also words: `I know.it was` is far more often two sentences than an Italian host."""
_INITIALS = regex.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_INTRODUCED = regex.compile(
    r"(?:\b(?:visit|check[ ]out|open|site|website|link|url|domain|google|go[ ]to)"
    r"|(?:访问|打开|网址|网站|链接|登录|登陆|域名)(?:是|为)?)[:：]?[ ]*$",
    regex.IGNORECASE,
)


@cache
def top_level_domains() -> frozenset[str]:
    """Every public top-level domain, from the list that the `publicsuffixlist` package ships.

    Loading it takes a few milliseconds; call it early so that it does not delay the first message with a dot in a word.
    """
    rules = (resources.files("publicsuffixlist") / "public_suffix_list.dat").read_text("utf-8").splitlines()
    return frozenset(rule.rpartition(".")[2] for rule in map(str.strip, rules) if rule and not rule.startswith("//"))


def is_host(name: str, before: str, *, addressed: bool) -> bool:
    """Whether a word with dots is a host name.

    Args:
        name: labels separated by dots.
        before: the end of the text before it.
        addressed: whether a path or a port follows, which rules out a sentence.
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
    """Whether two labels are a host, although they could be the end of a sentence and the start of the next."""
    if top in _WORDS or len(second) == 1:
        return False
    if _INTRODUCED.search(before):
        return True
    word = second.lower() in COMMON or second.lower() in NEUTRAL
    return not word and (len(top) == len("cc") or top not in COMMON or not second.isalpha())
