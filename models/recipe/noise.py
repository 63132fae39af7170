"""PURE: sentences as people write them in chat. Only sources are changed; what the model is to write stays clean."""

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
_LEAST_FOR_TYPO = 9


def english(text: str, numbers: Noise, rng: random.Random) -> str:
    """An English sentence in lower case, without stops and apostrophes, with typos and short words; more or less."""
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
    if rng.random() < numbers.typo and len(text) >= _LEAST_FOR_TYPO:
        text = _typo(text, rng)
    return text


def chinese(text: str, numbers: Noise, rng: random.Random) -> str:
    """A Chinese sentence without stops, with spaces for commas or ASCII punctuation and particles; more or less."""
    text = re.sub(r"[。！？]+$", "" if rng.random() < numbers.stop else rng.choice(_CHINESE_STOPS), text)
    if rng.random() < numbers.spaces:
        text = re.sub(r"[，。；]", " ", text)
    if rng.random() < numbers.ascii:
        text = text.translate(_ASCII)
    if rng.random() < numbers.particle:
        text += rng.choice(_PARTICLES)
    return text.strip() or text


def _typo(text: str, rng: random.Random) -> str:
    """A letter lost, swapped with the next, or doubled."""
    at = rng.randrange(1, len(text) - 2)
    if "⟦" in text[at - 1 : at + 2] or "⟧" in text[at - 1 : at + 2]:
        return text
    before, here, following, after = text[:at], text[at], text[at + 1], text[at + 2 :]
    return before + rng.choice((following, following + here, here + here + following)) + after
