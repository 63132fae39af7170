"""Decides whether an emoji between words ends a clause, as it often does in chat, or is a word of the sentence."""

from collections.abc import Iterator

import regex

from bot.text.han import HAN
from bot.text.shadow import CLOSE, EMOJI, OPEN, THING

_RUN = regex.compile(rf"[{EMOJI}{THING}](?:[ ]*[{EMOJI}{THING}])*")
_WORD = r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*"
_LAST_WORD = regex.compile(rf"({_WORD})[ ]*$")
_FIRST_WORD = regex.compile(rf"[ ]*({_WORD})")
_WORDS = regex.compile(_WORD)
_STOPPED = regex.compile(r"[.,!?…。！？，；、~～:：-][ ]*$")

_DANGLING = frozenset(
    "a an the my your his her its our their some any no every each another more most many few of in on at to "
    "for from with without by about into onto over under like than as and or nor such one two three four five".split()
)
"""English words that must be followed by a noun."""

_OPEN = _DANGLING | frozenset(
    "so very really too just super pretty quite i'm im you're he's she's it's we're they're is are was were be "
    "been am this that these those feel feels felt i we he she they but".split()
)
"""English words that must be followed by something, so that an emoji there is part of the sentence."""

_TRANSITIVE = frozenset(
    "get getting got eat eating eats ate drink drinking drank want wants wanted need needs needed love loves "
    "loved likes liked hate hates hated have has had having buy buying bought make makes made making give "
    "gives gave see saw send sends sent use using used order ordered play plays watch watching bring wear add "
    "try bake cook cooked i'd".split()
)
"""English verbs whose object may be an emoji."""

_ADJECTIVES = frozenset(
    "big small cute little new best good great nice huge favorite favourite hot cold fresh delicious real old "
    "pretty beautiful free many spicy sweet tasty".split()
)
"""English words that precede a noun as often as they end a clause."""

_GOES_ON = frozenset(
    "and or of in on at for from with without by is are was were has had isn't aren't wasn't too also than as "
    "into onto near emoji emojis sticker stickers looks tastes smells ate".split()
)
"""English words that continue what precedes them instead of starting a clause."""

_OBJECTS = frozenset("this that these those my your you it him her them everyone someone me today tonight".split())
"""English words that start a clause but may also be the object of the verb before them."""

_ASKS = regex.compile(
    r"(?:is|are|was|were|has|have)\s+(?:it|that|this|there|you|u|we|they|he|she|anyone|anybody)\b", regex.I
)
_SO_MUCH = regex.compile(r"so\s+(?:much|many|bad|badly|hard|damn)\b", regex.I)

_STARTS = frozenset(
    "i i'm im i'll i've i'd you you're you'll you've you'd u ur we we're we'll we've they they're they'll he "
    "he's he'll she she's she'll it it's it'll its that's thats that this there there's what what's whats who "
    "who's where where's when why how how's which whose can can't cant could do don't dont does did didn't will "
    "won't would should shall is are am have has let's lets let please pls plz thanks thank thx ty see c cya bye "
    "goodbye good happy hope hi hello hey yo yes yeah yep no nope ok okay lol lmao omg wow sorry congrats "
    "welcome come go wait look stop take try tell send call join check but so because then btw also never always "
    "maybe gonna wanna gotta same me my your where're got love miss hugs anyone anybody everyone someone nobody "
    "just still already now today tonight tomorrow anyway".split()
)
"""English words that start a clause."""

_SUBJECTS = frozenset("i'm i'll i've you're you'll it's we're we'll they're he's she's that's what's".split())
"""Subjects with their verbs, which cannot be the object of a verb before them."""

_INTERJECTIONS = frozenset(
    "lol lmao rofl haha hahaha hehe omg wow yay yes yeah yep yup no nope ok okay nice cool great awesome "
    "amazing thanks thx ty hi hello hey yo bye sorry congrats congratulations welcome please oops ugh ew aww "
    "damn bruh gg wp same true facts perfect exactly agreed sure right good morning goodnight night gn gm cute "
    "beautiful done finally help real fr nah".split()
)
"""English words that are a clause by themselves."""

_SIGHT = 80
"""Number of characters to examine on either side."""

_HAN_DANGLING = regex.compile(r"(?:[的和与跟同或把被给個个只条杯碗份件块]|[一二两三几][\p{Han}]?)$")
_HAN_OPEN = regex.compile(
    r"(?:[的和与跟同或把被给在个個只条杯碗份件块位些很太真最更是想爱愛叫送]|[一二两三几][\p{Han}]?"
    r"|(?<![好太真难])[吃喝买買看玩养養要用]了?|^(?:我|你|他|她|它|我们|你们|我爱)家?)$"
)
_HAN_THING_GOES_ON = regex.compile(r"[和与跟同或的很是在吧呢吗嘛啊呀都也还]|真的?[好太]|太")
_HAN_SUBJECT = regex.compile(r"\s*[这那這][个個只条杯碗份件块些位]?\p{Han}{1,3}")
_HAN_VERY = regex.compile(r"(?<![真太很最更挺超不你还])好$")
_ADJECTIVE = 2  # characters
_HAN_GOES_ON = regex.compile(r"[和与跟的了吧呢吗嘛啊呀]")


def clause_ends(text: str, bounds: list[int]) -> Iterator[int]:
    """Yield the positions after runs of emoji that end a clause, in ascending order.

    Stickers, emoticons and faces end a clause if the words on both sides are complete. An emoji of a thing may be a
    word (`I love 🍕 and 🍔`, `我的🐱很可爱`): then it stays within its sentence, as does any emoji after a word that
    needs another (`so 😂 funny`) or before one that continues the sentence (`and`, `的`).

    Args:
        text: a message in which each protected span is one character (see `bot.text.shadow`).
        bounds: sentence boundaries, in ascending order.
    """
    edges = iter(bounds[1:])
    start, stop = bounds[0], next(edges, len(text))
    for match in _RUN.finditer(text, bounds[0], bounds[-1]):
        while match.start() >= stop:
            start, stop = stop, next(edges, len(text))
        left = text[max(start, match.start() - _SIGHT) : match.start()]
        right = text[match.end() : min(stop, match.end() + _SIGHT)]
        if _is_end(left, right, thing=match.group()[0] == THING):
            yield match.end()
            start = match.end()


def needs_noun_after(left: str) -> bool:
    """Whether a clause must be followed by a noun, which an emoji of a thing then is (`I love 🍕 and 🍔`)."""
    left = left[-_SIGHT:].rstrip()
    word = _LAST_WORD.search(left)
    return bool(_HAN_DANGLING.search(left)) or (word is not None and _folded(word.group(1)) in _DANGLING)


def needs_noun_before(right: str) -> bool:
    """Whether a clause must be preceded by a noun (`🍕 is life`)."""
    word = _FIRST_WORD.match(right[:_SIGHT])
    return bool(_HAN_THING_GOES_ON.match(right.lstrip()[:2])) or (
        word is not None
        and _folded(word.group(1)) in {"is", "are", "was", "were", "has", "and", "or", "isn't", "aren't"}
    )


def _is_end(left: str, right: str, *, thing: bool) -> bool:
    left, right = left.rstrip(f" {CLOSE}"), right.lstrip(f" {OPEN}")
    if not left or not right or not _WORDS.search(left) or not _WORDS.search(right):
        return False
    if _STOPPED.search(left):
        return True
    if right[0] in ",.;:!?，。；：、！？)）":
        return False
    han_left, han_right = bool(HAN.match(left[-1])), bool(HAN.match(right[0]))
    if han_left != han_right:
        return not (han_left and _HAN_OPEN.search(left)) and not (han_right and _HAN_GOES_ON.match(right))
    return _ends_chinese(left, right, thing=thing) if han_left else _ends_english(left, right, thing=thing)


def _ends_chinese(left: str, right: str, *, thing: bool) -> bool:
    goes_on = _HAN_THING_GOES_ON if thing else _HAN_GOES_ON
    if thing and _HAN_SUBJECT.fullmatch(left):
        return False
    if _HAN_VERY.search(left) and len(HAN.findall(right)) <= _ADJECTIVE:
        return False
    return not _HAN_OPEN.search(left) and not goes_on.match(right)


def _ends_english(left: str, right: str, *, thing: bool) -> bool:
    before, after = _LAST_WORD.search(left), _FIRST_WORD.match(right)
    if before is None or after is None:
        return False
    last, first = _folded(before.group(1)), _folded(after.group(1))
    if (first in _GOES_ON and not _ASKS.match(right)) or _SO_MUCH.match(right):
        return False
    few, many = len(_WORDS.findall(left)), len(_WORDS.findall(right))
    if last in _INTERJECTIONS and few <= len(("good", "morning")):
        return many > 1 or first in _STARTS or first in _INTERJECTIONS
    object_wanted = (
        last in _TRANSITIVE and first not in _SUBJECTS and (thing or first in _OBJECTS or first not in _STARTS)
    )
    asks = not object_wanted and last not in _OPEN and _ASKS.match(right) is not None
    if not asks and (few == 1 or last in _OPEN or object_wanted or (thing and last in _ADJECTIVES)):
        return False
    if asks or first in _STARTS or first in _INTERJECTIONS:
        return many > 1 or not thing
    least = 3 if thing else 2  # words: a noun with an adjective is two, and so is an adverbial
    return many >= least and few >= least


def _folded(word: str) -> str:
    return word.lower().replace("’", "'")
