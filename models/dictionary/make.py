"""Builds the dictionary that ships with Qiao: `python -m models.dictionary.make PAIRS.tsv.xz`."""

import gzip
import lzma
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import regex
from wordfreq import get_frequency_dict, iter_wordlist, zipf_frequency

from bot.learning.cedict import Dictionary
from bot.learning.gloss import bare, definitions
from bot.learning.reading import main as usual
from bot.translation.lookup.dictionary import FUNCTION_CHARACTERS, LONGEST, words_in
from bot.translation.lookup.stemming import STOPWORDS, content, stem

OUT = Path(__file__).parents[2] / "bot" / "translation" / "data" / "dictionary"
CHINESE_WORDS = 26_000
ENGLISH_WORDS = 16_000
STEMS = 10  # maximum number of English stems linked to a Chinese word
MAX_LEARNED = 8  # maximum number of learned links per word
MIN_TOGETHER = 3
MIN_DICE = 0.05
MIN_LIKELIHOOD = 14.0  # a log-likelihood ratio that is unlikely by chance
MIN_SCORE = -6.5
CHARACTERS = 12  # maximum number of Chinese characters linked to an English word

_HAN = regex.compile(r"\p{Han}+")
_LATIN = regex.compile(r"[a-z]+")
_NAME = regex.compile(r"(\p{Lu}\p{Ll}+) \((?:name|surname)\)|^surname")
_ARTICLE = regex.compile(r"^(?:to be|to|an?|the) (?=\S)")
_GLOSS = regex.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+){0,2}")
_BOUND = regex.compile(r"^\((?:suffix|prefix|bound form|literary|old|archaic|dialect|slang)")
_ASIDES = regex.compile(
    r"\b(?:lit|fig|abbr|idiom|particle|classifier|dialect|county|district|prefecture|dynasty|expression|interjection|onom|indicating|used|pronoun)\b"
)


def chinese_words(dictionary: Dictionary) -> list[str]:
    """The most frequent Chinese words in the dictionary."""
    words = (word for word in iter_wordlist("zh", "large") if _HAN.fullmatch(word) and word in dictionary)
    return [word for word, _ in zip(words, range(CHINESE_WORDS), strict=False) if len(word) <= LONGEST]


def english_words() -> list[str]:
    """The most frequent English words, without function words."""
    words = (word for word in iter_wordlist("en", "large") if _LATIN.fullmatch(word) and len(word) > 1)
    return [word for word, _ in zip(words, range(3 * ENGLISH_WORDS), strict=False) if word not in STOPWORDS]


def glosses(word: str, dictionary: Dictionary) -> list[str]:
    """The short English glosses of a Chinese word, most common meaning first."""
    entries = dictionary.entries(word)
    main = usual(entries)
    found: list[str] = []
    for entry in sorted(entries, key=lambda entry: (entry is not main, entry.reading[:1].isupper())):
        for definition in definitions(entry.glosses):
            gloss = _ARTICLE.sub("", bare(definition)).strip()
            if _GLOSS.fullmatch(gloss) and not _ASIDES.search(gloss) and not _NAME.search(definition):
                found.append(gloss)
    return list(dict.fromkeys(found))


def choose_gloss(found: list[str], linked: list[str]) -> str:
    """The best of the first three glosses: frequent words linked to the Chinese one; earlier glosses are preferred."""

    def score(at: int) -> float:
        frequency = min(zipf_frequency(word, "en") for word in found[at].lower().split())
        stems = content(found[at].lower())
        return frequency - 0.9 * at + 1.5 * sum(item in linked for item in stems) / max(1, len(stems))

    return found[max(range(min(3, len(found))), key=score)] if found else ""


def single_translations(words: list[str], dictionary: Dictionary, linked: dict[str, list[str]]) -> dict[str, str]:
    """The best Chinese word for each English word that is a complete definition.

    A good Chinese word is frequent, has the English one among its first definitions and as a noun, and has characters
    that occur together with the English word in pairs.
    """
    shares = get_frequency_dict("zh", "large")
    chosen: dict[str, tuple[float, str]] = {}
    for word in words:
        entries = dictionary.entries(word)
        main = usual(entries)
        for entry in entries:
            for at, definition in enumerate(definitions(entry.glosses)):
                plain = bare(definition)
                english = _ARTICLE.sub("", plain)
                if not _LATIN.fullmatch(english):
                    continue
                beside = linked.get(stem(english), [])
                score = math.log10(shares[word]) - 0.5 * (at + (plain != definition)) - 0.7 * plain.startswith("to ")
                score -= 2.0 * (entry is not main) + 0.4 * (len(word) == 1) + 0.8 * bool(_BOUND.search(definition))
                score += 1.8 * sum(char in beside for char in word) / len(word)
                chosen[english] = max(chosen.get(english, (-math.inf, "")), (score, word))
    return {english: word for english, (score, word) in chosen.items() if score > MIN_SCORE}


def names(dictionary: Dictionary) -> set[str]:
    """English given names and surnames that the dictionary marks as such, in lowercase."""
    return {
        name[1].lower()
        for word in dictionary
        for entry in dictionary.entries(word)
        if (name := _NAME.search(entry.glosses)) and name[1]
    }


def likelihood(both: int, one: int, other: int, total: int) -> float:
    """Dunning's log-likelihood ratio for two items occurring together more often than by chance; 0 if less often."""
    if both * total <= one * other:
        return 0.0
    table = ((both, one, other), (one - both, one, total - other), (other - both, total - one, other))
    cells = (*table, (total - one - other + both, total - one, total - other))
    return 2 * sum(cell * math.log(cell * total / (row * column)) for cell, row, column in cells if cell)


def learn_links(pairs: Iterable[tuple[set[str], set[str]]]) -> dict[str, list[str]]:
    """The items on the right that occur together with each item on the left, strongest first."""
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    both: dict[str, Counter[str]] = defaultdict(Counter)
    total = 0
    for one, other in pairs:
        total += 1
        left.update(one)
        right.update(other)
        for item in one:
            both[item].update(other)
    found: dict[str, list[str]] = {}
    for item, beside in both.items():
        scores = {
            thing: likelihood(count, left[item], right[thing], total)
            for thing, count in beside.items()
            if count >= MIN_TOGETHER and 2 * count / (left[item] + right[thing]) > MIN_DICE
        }
        strong = sorted(scores, key=lambda thing: -scores[thing])[:MAX_LEARNED]
        if kept := [thing for thing in strong if scores[thing] >= MIN_LIKELIHOOD]:
            found[item] = kept
    return found


def characters(text: str) -> set[str]:
    """The Han characters of a text, without function characters."""
    return {char for char in text if _HAN.fullmatch(char)} - FUNCTION_CHARACTERS


def make(pairs: Path) -> None:
    """Write both files."""
    dictionary = Dictionary.shipped()
    with lzma.open(pairs, "rt", encoding="utf-8") as lines:
        texts = [tuple(line.rstrip("\n").split("\t")) for line in lines]
    words = chinese_words(dictionary)
    known = frozenset(words)
    meanings = {word: glosses(word, dictionary) for word in words}
    from_english = learn_links((set(content(english.lower())), characters(chinese)) for english, chinese in texts)
    from_chinese = learn_links(
        (set(words_in(chinese, known)), set(content(english.lower()))) for english, chinese in texts
    )
    OUT.mkdir(parents=True, exist_ok=True)
    _write("zh-en.tsv.gz", _chinese_lines(words, meanings, from_chinese))
    _write("en-zh.tsv.gz", _english_lines(dictionary, meanings, from_english))


def _chinese_lines(words: list[str], meanings: dict[str, list[str]], linked: dict[str, list[str]]) -> Iterator[str]:
    for word in words:
        stems = [stem for gloss in meanings[word] for stem in content(gloss.lower())]
        stems = list(dict.fromkeys(linked.get(word, []) + stems))[:STEMS]
        lone = choose_gloss(meanings[word], linked.get(word, []))
        if lone or stems:
            yield f"{word}\t{lone}\t{' '.join(stems)}"


def _english_lines(
    dictionary: Dictionary, meanings: dict[str, list[str]], linked: dict[str, list[str]]
) -> Iterator[str]:
    called = names(dictionary)
    by_stem: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    shares = get_frequency_dict("zh", "large")
    for word, found in meanings.items():
        weight = 9 + math.log10(shares[word])
        for gloss in found:
            stems = content(gloss.lower())
            for item in stems:
                for char in characters(word):
                    by_stem[item][char] += weight / len(stems) ** 2
    reverse = single_translations(list(meanings), dictionary, linked)
    # A plural has the meaning of its singular, unlike `looks` for talent.
    common = (word for word in english_words() if word in reverse and not (word[-1] == "s" and word[:-1] in reverse))
    lone = {word: reverse[word] for word, _ in zip(common, range(ENGLISH_WORDS), strict=False)}
    for item in dict.fromkeys([*map(stem, lone), *linked]):
        weights = by_stem.get(item, {})
        usual_ones = sorted(weights, key=lambda char: -weights[char])[:CHARACTERS]
        if found := list(dict.fromkeys(linked.get(item, []) + usual_ones)):
            yield f"{item}\t\t{''.join(found)}"
    for word, chinese in lone.items():
        if word not in called:
            yield f"={word}\t{chinese}"


def _write(name: str, lines: Iterable[str]) -> None:
    text = "# Made from CC-CEDICT (https://cc-cedict.org), CC BY-SA 4.0, and pairs written for Qiao, CC0 1.0.\n"
    (OUT / name).write_bytes(gzip.compress((text + "\n".join(lines) + "\n").encode(), mtime=0))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
