"""Names of people and titles of works: found before translation, and verified after it."""

from bot.translation.facts.names.names import find, keeps, warm
from bot.translation.facts.names.pinyin import romanize
from bot.translation.facts.names.types import Name

__all__ = ["Name", "find", "keeps", "romanize", "warm"]
