"""Finds settings that nobody reads because their name is misspelt, in `.env` and in the environment."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_BOT: Final = "DISCORD_TOKEN"
_PREFIX: Final = "QIAO_"
_TOKEN_NAMES: Final = frozenset(
    "TOKEN BOT_TOKEN DISCORD_BOT_TOKEN DISCORD_API_TOKEN DISCORD_API_KEY DISCORD_KEY DISCORD_SECRET DISCORD "
    "TOKEN_DISCORD QIAO_TOKEN QIAO_BOT_TOKEN QIAO_DISCORD_TOKEN QIAO_DISCORD_BOT_TOKEN".split()
)
"""What other bots call the token."""

_NEAR_SUFFIX: Final = 0.6
"""How similar the part after `QIAO_` must be to be taken for a misspelt name, from 0 to 1."""
_NEAR_NAME: Final = 0.85
"""The same for a whole name, which may belong to another program."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A name that Qiao does not read, although it was probably meant for it.

    Attributes:
        name: the name, as it is written.
        place: where it is written.
        nearest: the setting that was probably meant; empty if none is similar.
    """

    name: str
    place: str
    nearest: str

    def __str__(self) -> str:
        hint = f" Did you mean {self.nearest}?" if self.nearest else " .env.example lists every setting."
        return f"{self.name} in {self.place} is not a setting, so it is ignored.{hint}"


def misspellings(file: Mapping[str, object], environment: Iterable[str], known: Iterable[str]) -> list[Misspelling]:
    """Find names that were probably meant to be settings.

    Args:
        file: what `.env` defines.
        environment: the names of environment variables.
        known: the names of all settings.
    """
    names = frozenset(known)
    found = [*_misspelt(file, ".env", names), *_misspelt(environment, "the environment", names)]
    if _BOT in {name.upper() for name in (*file, *environment)}:
        # Programs with a token of their own may share the file or the environment.
        return [each for each in found if each.nearest != _BOT or each.name.upper().startswith(_PREFIX)]
    return found


def _misspelt(written: Iterable[str], place: str, known: frozenset[str]) -> Iterator[Misspelling]:
    for name in written:
        upper = re.sub(r"[^A-Z0-9]+", "_", name.upper())
        if name.upper() in known:
            continue
        if upper.startswith(_PREFIX):
            yield Misspelling(name, place, _nearest_setting(upper, known))
        elif nearest := _nearest(upper, known, in_file=place == ".env"):
            yield Misspelling(name, place, nearest)


def _nearest_setting(name: str, known: frozenset[str]) -> str:
    """The setting that a name with the prefix of settings was meant for; empty if none is similar."""
    if name in _TOKEN_NAMES:
        return _BOT
    suffixes = {setting.removeprefix(_PREFIX): setting for setting in known}
    close = difflib.get_close_matches(name.removeprefix(_PREFIX), suffixes, n=1, cutoff=_NEAR_SUFFIX)
    return suffixes[close[0]] if close else ""


def _nearest(name: str, known: frozenset[str], *, in_file: bool) -> str:
    """The setting that any other name was meant for; empty if it probably belongs to another program."""
    if in_file and name in _TOKEN_NAMES:
        return _BOT
    if in_file and _PREFIX + name in known:
        return _PREFIX + name
    close = difflib.get_close_matches(name, known, n=1, cutoff=_NEAR_NAME)
    return close[0] if close else ""
