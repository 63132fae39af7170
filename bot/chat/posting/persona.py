"""The name and picture under which a webhook speaks for a person."""

import re
import unicodedata
from dataclasses import dataclass

from bot.chat.relay.post import Original

_LONGEST = 80
_NOBODY = "某人 · somebody"
_FORBIDDEN = re.compile(r"(dis)(cord)|(cly)(de)", re.IGNORECASE)
_RESERVED = frozenset({"everyone", "here"})


@dataclass(frozen=True, slots=True)
class Persona:
    """Whom a webhook shows as the speaker.

    Attributes:
        name: one that Discord takes.
        avatar: the address of a picture; empty for the webhook's own.
    """

    name: str
    avatar: str

    @classmethod
    def of(cls, original: Original) -> "Persona":
        """The speaker as he looks at this moment."""
        return cls(safe(original.author), original.avatar)


def safe(name: str) -> str:
    """A display name as near to the original as Discord lets a webhook have it.

    A webhook's name has 1 to 80 characters and contains neither `discord` nor `clyde`; a user's is none of `@`, `#`,
    `:` and ` ``` `, `everyone` and `here`: discord.com/developers/docs/resources/webhook and /user.
    """
    plain = " ".join(name.split()).replace("@", "＠").replace("```", "'''")
    plain = _FORBIDDEN.sub(lambda found: "·".join(filter(None, found.groups())), plain)
    if plain.casefold() in _RESERVED:
        plain = f"{plain}·"
    # Counted as UTF-16, of which Discord never counts more.
    plain = plain.encode("utf-16-le", "replace")[: 2 * _LONGEST].decode("utf-16-le", "ignore").strip()
    return plain if any(map(_is_seen, plain)) else _NOBODY


def _is_seen(char: str) -> bool:
    """Whether a character shows; the Hangul fillers are letters that do not."""
    return unicodedata.category(char)[0] not in "CZM" and char not in "\u115f\u1160\u3164\uffa0\u2800"
