"""PURE: makes sentences look like chat. Only sources are changed; targets stay clean."""

import random
import re

from models.recipe.config import Noise

_SHORT = {
    "you are": "ur",
    "you": "u",
    "are": "r",
    "because": "bc",
    "though": "tho",
    "people": "ppl",
    "please": "pls",
    "thanks": "thx",
    "going to": "gonna",
    "want to": "wanna",
}
_ENGLISH_STOPS = ("!!", "??", "...", "!")
_CHINESE_STOPS = ("！！", "～", "。。。", "...")
_PARTICLES = ("啊", "呀", "哈哈", "哈哈哈", "呢", "吧")
_ASCII = str.maketrans("，？！：", ",?!:")
_MIN_FOR_TYPO = 9


def english(text: str, numbers: Noise, rng: random.Random) -> str:
    """Randomly lowercase an English sentence, drop punctuation and apostrophes, and add typos and short forms."""
    if rng.random() < numbers.lower:
        text = text.lower()
    text = re.sub(r"[.!?]+$", "" if rng.random() < numbers.stop else rng.choice(_ENGLISH_STOPS), text)
    if rng.random() < numbers.apostrophe:
        text = text.replace("'", "")
    if rng.random() < numbers.comma:
        text = text.replace(",", "")
    if rng.random() < numbers.shorten:
        for full, short in _SHORT.items():
            if rng.getrandbits(1):
                text = re.sub(rf"\b{full}\b", short, text)
    if rng.random() < numbers.typo and len(text) >= _MIN_FOR_TYPO:
        text = _typo(text, rng)
    return text


def chinese(text: str, numbers: Noise, rng: random.Random) -> str:
    """Randomly drop a Chinese sentence's final stop, use spaces or ASCII for punctuation, and add particles."""
    text = re.sub(r"[。！？]+$", "" if rng.random() < numbers.stop else rng.choice(_CHINESE_STOPS), text)
    if rng.random() < numbers.spaces:
        text = re.sub(r"[，。；]", " ", text)
    if rng.random() < numbers.ascii:
        text = text.translate(_ASCII)
    if rng.random() < numbers.particle:
        text += rng.choice(_PARTICLES)
    return text.strip() or text


def _typo(text: str, rng: random.Random) -> str:
    """Drop a letter, swap it with the next, or double it."""
    at = rng.randrange(1, len(text) - 2)
    if "⟦" in text[at - 1 : at + 2] or "⟧" in text[at - 1 : at + 2]:
        return text
    before, here, following, after = text[:at], text[at], text[at + 1], text[at + 2 :]
    return before + rng.choice((following, following + here, here + here + following)) + after
