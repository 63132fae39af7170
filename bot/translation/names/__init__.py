"""Names of people and titles of works: found before a text is translated, and looked for in the answer."""

from bot.translation.names.names import find, keeps, warm
from bot.translation.names.pinyin import romanize
from bot.translation.names.types import Name

__all__ = ["Name", "find", "keeps", "romanize", "warm"]
