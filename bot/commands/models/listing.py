"""`models list`."""

from rich.console import Console
from rich.padding import Padding

from bot.commands.models import available
from bot.engines import PREFIX
from bot.settings import Settings, variable

_HINT = "Install one: python -m bot models pull NAME. What fits this machine: python -m bot models recommend"

_USES = {"": "", "→": ", and in use", "+": ", and in use for better translations"}
"""What each mark before a name means."""


def show(settings: Settings) -> None:
    """Print the installed models, with those in use marked, followed by the other models in the catalog.

    Raises:
        ModelError: a manifest or a catalog is invalid.
    """
    store = available.store(settings)
    names = store.names()
    facts: list[tuple[str, ...]] = []  # of each model: mark, name, directions, size, license
    descriptions: list[str] = []
    for name in names:
        manifest = store.manifest(name)
        used = available.size(sum(file.size for file in manifest.files.values()))
        mark = "→" if name == settings.model else "+" if name == settings.better_model else ""
        facts.append((mark, name, ", ".join(manifest.directions), used, manifest.licence))
        descriptions.append(f"{manifest.description} Installed{_USES[mark]}.")
    others = [entry for entry in available.entries(settings) if entry.name not in names and entry.downloads]
    for entry in others:
        download = available.size(entry.download_size)
        facts.append(("", entry.name, ", ".join(entry.directions), download, available.terms(entry)))
        descriptions.append(f"{entry.note} Not installed; needs {available.needs(entry)}. From {entry.source}.".strip())
    console = Console(highlight=False, markup=False)
    widths = [max(map(len, column)) for column in zip(*facts, strict=True)]
    for row, description in zip(facts, descriptions, strict=True):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        # The terminal wraps a line that is too long for it: people copy the names, so nothing may be cut off.
        console.print("  ".join(cells).rstrip(), soft_wrap=True)
        console.print(Padding(description, (0, 0, 1, 5), expand=False))
    for setting in ("model", "better_model"):
        if (name := getattr(settings, setting)) and name not in names:
            place = "on another server" if name.startswith(PREFIX) else "not installed"
            console.print(f"{variable(setting)} is {name}, which is {place}.", soft_wrap=True)
    console.print(_HINT, soft_wrap=True)
