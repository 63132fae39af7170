"""Evidence that a capitalized English word is somebody's name."""

import re

from bot.translation.facts.names.tables import English

_BEFORE = 16  # characters to search for a cue

_ADVERB = r"(?:also|just|really|still|never|always|already|finally|actually|probably|even|only|almost)"
_ACTS = re.compile(
    rf"(?:['’]s)?\s+(?:{_ADVERB}\s+)?(?:said|says|say|told|tells|asked|asks|wants|wanted|thinks|thought|knows|knew|loves|"
    r"loved|hates|hated|likes|liked|texted|texts|called|calls|messaged|replied|laughed|cried|smiled|forgot|forgets|"
    r"lives|lived|works|worked|moved|quit|got|gets|gave|gives|took|takes|bought|made|makes|went|goes|came|comes|left|"
    r"lost|won|wins|plays|played|sent|sends|sings|sang|cooked|cooks|drove|drives|ate|eats|needs|needed|has|had|does|"
    r"did|is|was|will|would|can|could|(?:does|did|is|was|wo|ca)n['’]t|keeps|kept|looks|looked|seems|sounds|sleeps|"
    r"slept|and\s+I|and\s+(?:her|his|my|[A-Z][a-z]+))\b"
)
_ACTS_AS_PERSON = re.compile(
    rf"\s+(?:{_ADVERB}\s+)?(?:said|says|told|tells|asked|asks|wants|thinks|knows|texted|texts|called|messaged|replied|"
    r"laughed|cried|forgot|loves|hates|bought|drove|cooked|ate|sent|quit|broke|stole|dumped|ghosted|kissed|hugged|paid|wrote|"
    r"ordered|invited|blocked|muted|banned|pinged|joined|streamed|carried|scored|(?:ca|wo|did)n['’]t\s+(?:come|make|be|want|know)|"
    r"does?n['’]t\s+(?:want|like|know|care))\b"
)
_STATE = (
    r"(?:(?:so|really|still|always|already|also|just|very|not|never|too|a\s+bit|running|being)\s+)?"
    r"(?:late|sick|busy|asleep|awake|mad|angry|upset|tired|hungry|drunk|crying|sleeping|working|coming|leaving|going|"
    r"here|waiting|calling|talking|eating|driving|moving|dating|married|pregnant|single|home|at|in|on|my|our|her|his|"
    r"the|your|allergic|from|ready|sad|happy|annoyed|jealous|lying|joking|kidding|typing|online|offline|afk|taller|"
    r"older|younger|answering|replying|visiting|staying|getting|allowed|singing|dancing|cooking|studying|reading|laughing|screaming|"
    r"yelling|playing|watching|trying|bringing|okay|ok|free|\d+)\b"
)
_IS_AS_PERSON = re.compile(rf"(?:['’]s|\s+(?:is|was)(?:n['’]t)?)\s+{_STATE}")
_ASKED_AFTER = re.compile(rf"\s+(?:{_STATE}|(?:know|want|like|come|say|need|think|live|work|play|go)\b)")
_ASKING = re.compile(r"\b(?:is|was|isn['’]t|wasn['’]t|does|did|doesn['’]t|didn['’]t|can|will)\s+\Z", re.IGNORECASE)
_IS_CALLED_TO = re.compile(
    r",\s+(?:are|can|could|did|do|have|where|what|when|how|why|please|will|would|is|come|look|stop|wait|you|your|let['’]s|"
    r"don['’]t|thanks|thank)\b"
)
_OF_PERSON = re.compile(
    r"['’]s\s+(?:new\s+|old\s+|little\s+|big\s+|older\s+|younger\s+)?(?:birthday|bday|phone|number|mom|mum|dad|mother|father|"
    r"parents|sister|brother|son|daughter|wife|husband|boyfriend|girlfriend|friend|cousin|aunt|uncle|dog|cat|car|house|"
    r"room|place|bag|wallet|keys|laptop|boss|teacher|job|hair|voice|message|mic|profile|turn|fault|idea)\b"
)
_IS_KIN = re.compile(
    r"\s+(?:your|my|his|her|their|our)\s+(?:\w+\s+)?(?:sister|brother|friend|cousin|daughter|son|wife|husband|"
    r"girlfriend|boyfriend|mom|mum|dad|teacher|boss|roommate|coworker|name)\b"
)
_AFTER_COMMA = re.compile(r"\w,\s\Z")
_ENDS = re.compile(r"\s*[.!?~…]*\s*\Z")
_POSSESSIVE = re.compile(r"['’]s\b")
_DAY = re.compile(r"['’]?s? Day\b")
_AFTER_PERSONAL = re.compile(
    r"\b(?:my\s+name\s+is|my\s+name['’]s|i['’]?m|i\s+am|this\s+is|call\s+me|named|seen|ask|tell|told|asked|met|invited?|text(?:ed)?|"
    r"dm(?:ed)?|thank|thanks|hey|hi|dear)\s+\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?:name\s+(?:is|was)|name['’]s|call\s+me|named)\s+\Z", re.IGNORECASE)
_IN_PLACE_NAME = re.compile(r"\b(?:St\.?|San|Santa|Puerto|Los|Las|El|Fort|Port|Lake|Mount)\s\Z")
_AT_PLACE = re.compile(r"\b(?:in|of|at|from)\s+\Z")
_AFTER_POSSESSIVE = re.compile(
    r"(?<!what)(?<!who)(?<!where)(?<!that)(?<!it)(?<!here)(?<!how)(?<!there)['’]s \Z", re.IGNORECASE
)
_SEASONS = frozenset("summer autumn april may june august dawn".split())
_FACILITIES = frozenset(
    """
    airport harbour harbor hotel avenue street island road park university college school hospital bridge river lake
    mountain mount valley beach tower square city county show bros club fc united stadium center centre museum church
    cathedral station theory prize award awards cup dynasty temple garden gardens palace festival day night drive lane
    inn house mall
    """.split()
)
_PRONOUNS = frozenset("it i you he she we they what this that is and the oh no yes".split())
_LONGEST = 3  # words of a name
_SYLLABLE = (
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|[aeiouvü])"
)
_NICKNAME = re.compile(rf"xiao{_SYLLABLE}", re.IGNORECASE)
_PINYIN = re.compile(rf"{_SYLLABLE}(?:['’]?{_SYLLABLE})?", re.IGNORECASE)


def may_be_given(word: str, known: English) -> bool:
    """Whether a lowercase word may begin a name, or be a brand."""
    lists = (known.given, known.ambiguous, known.words, known.pinyin, known.latin)
    return any(word in listed for listed in lists)


def is_pinyin(first: str, second: str, known: English) -> bool:
    """Whether two lowercase words are a Chinese surname and a given name."""
    return first in known.pinyin and _PINYIN.fullmatch(second) is not None


def is_place(words: list[str]) -> bool:
    """Whether lowercase words name a street, a hotel or similar."""
    return not _FACILITIES.isdisjoint(words)


def is_full(words: list[str], known: English) -> bool:
    """Whether consecutive capitalized words, given in lowercase, are one name."""
    first, *rest = words
    if len(words) > _LONGEST or not _PRONOUNS.isdisjoint(rest):
        return False
    if first in known.given:
        return known.latin.isdisjoint(rest)
    if first in known.ambiguous:
        return not any(word in known.latin or (word in known.common and word not in known.ambiguous) for word in rest)
    if len(rest) == 1 and is_pinyin(first, rest[0], known):
        return not known.common.issuperset(words)
    unusual = rest if first in known.words else words
    return known.common.isdisjoint(unusual) and known.translated.isdisjoint(unusual)


def is_name(text: str, match: re.Match[str], known: English, *, starts: bool, lone: bool) -> bool:
    """Whether a capitalized word is a name.

    Args:
        text: that contains the word.
        match: the word.
        known: the tables.
        starts: whether a sentence begins with it, so that the capital is not informative.
        lone: whether no other capitalized word is next to it.
    """
    word = match.group().lower()
    if _DAY.match(text, match.end()) or _precedes(text, match, _IN_PLACE_NAME):
        return False
    given = word in known.given or ("-" in word and word.partition("-")[0] in known.given)
    if given or (not starts and word not in known.translated and _precedes(text, match, _NAMED)):
        return True
    if word in known.ambiguous:
        return _ambiguous_is_name(text, match, starts=starts, lone=lone)
    if word in known.words:
        return _word_is_name(text, match, starts=starts, lone=lone)
    if word in known.latin:
        return not (starts and word in known.common)
    return lone and _unlisted_is_name(text, match, known, starts=starts)


def _unlisted_is_name(text: str, match: re.Match[str], known: English, *, starts: bool) -> bool:
    """Whether a word that is in no list of names, such as a capitalized ordinary word, is a name."""
    word = match.group().lower()
    if word in known.common:
        return not starts and word not in known.translated and _follows(text, match, _IS_AS_PERSON, _ACTS_AS_PERSON)
    translated = _is_translated(word, known)
    if not starts:
        return not translated or _precedes(text, match, _NAMED)
    if word in known.pinyin or (not translated and _NICKNAME.fullmatch(word)):
        return _follows(text, match, _ACTS, _IS_AS_PERSON)
    return not translated and _follows(text, match, _ACTS_AS_PERSON)


def _ambiguous_is_name(text: str, match: re.Match[str], *, starts: bool, lone: bool) -> bool:
    """Whether a given name that is also a word is a name here."""
    if starts:
        return _follows(text, match, _ACTS, _IS_AS_PERSON, _IS_CALLED_TO, _POSSESSIVE)
    return lone and not _precedes(text, match, _AFTER_POSSESSIVE)


def _word_is_name(text: str, match: re.Match[str], *, starts: bool, lone: bool) -> bool:
    """Whether a word that is rarely a name is one here."""
    if not starts and _precedes(text, match, _AT_PLACE):
        return False
    if _follows(text, match, _ACTS_AS_PERSON, _OF_PERSON):
        return True
    season = match.group().lower() in _SEASONS
    if starts:
        return not season and _follows(text, match, _IS_AS_PERSON, _IS_CALLED_TO)
    if _precedes(text, match, _ASKING) and _follows(text, match, _IS_KIN if season else _ASKED_AFTER):
        return True
    if not season and _precedes(text, match, _AFTER_COMMA) and _follows(text, match, _ENDS):
        return True
    return lone and _precedes(text, match, _AFTER_PERSONAL)


def _follows(text: str, match: re.Match[str], *patterns: re.Pattern[str]) -> bool:
    return any(pattern.match(text, match.end()) for pattern in patterns)


def _precedes(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    return pattern.search(text, max(match.start() - _BEFORE, 0), match.start()) is not None


def _is_translated(word: str, known: English) -> bool:
    """Whether a word has an established Chinese translation: places, peoples, compounds of ordinary words."""
    return word.endswith(("ese", "ism", "ist", "ists", "zhou")) or all(
        form in known.translated or form in known.common
        for part in word.split("-")
        for form in [part if part in known.translated else part.removesuffix("s")]
    )
