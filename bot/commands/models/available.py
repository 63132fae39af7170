"""The models that a host can choose: those that are installed and those in the catalogs."""

import difflib

from bot.errors import ModelMissingError
from bot.nmt.catalog import Catalog, Entry
from bot.nmt.store import Store
from bot.settings import Settings

_MEGABYTE = 10**6
_GIGABYTE = 10**9
_ALIKE = 0.6
"""How similar a name must be to be suggested, from 0 to 1."""


def store(settings: Settings) -> Store:
    """The installed models."""
    return Store(*settings.model_folders)


def entries(settings: Settings) -> list[Entry]:
    """The models that can be installed: those of the host's own `catalog.toml` in the folder of models, then Qiao's.

    Raises:
        ModelDamagedError: a catalog is invalid.
    """
    paths = [folder / "catalog.toml" for folder in settings.model_folders]
    found: dict[str, Entry] = {}
    for path in paths:
        for entry in Catalog.read(path).models if path.exists() else ():
            found.setdefault(entry.name, entry)
    return list(found.values())


def missing(name: str, settings: Settings) -> ModelMissingError:
    """The error for a model that is not installed; it suggests the most similar names if no catalog has it either."""
    known = {entry.name for entry in entries(settings)}
    if name in known:
        return ModelMissingError(f"The model {name} is not installed.", f"Install it: python -m bot models pull {name}")
    names = {each.lower(): each for each in sorted(known | set(store(settings).names()))}
    near = [names[each] for each in difflib.get_close_matches(name.lower(), names, cutoff=_ALIKE)]
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return ModelMissingError(
        f"Qiao knows no model {name!r}.", f"{hint}`python -m bot models list` shows all that it knows."
    )


def size(count: int | None) -> str:
    """A number of bytes for people, in the decimal units that download pages use."""
    if count is None:
        return "unknown size"
    if count < _GIGABYTE:
        return f"{max(1, round(count / _MEGABYTE))} MB"
    return f"{count / _GIGABYTE:.1f} GB"


def terms(entry: Entry) -> str:
    """The license of a model, with what it restricts."""
    return entry.licence if entry.commercial else f"{entry.licence}, noncommercial use only"


def needs(entry: Entry) -> str:
    """What a model takes to run."""
    memory = size(entry.memory << 20)
    return f"a GPU with {memory} of memory" if entry.device == "cuda" else f"{memory} of memory"
