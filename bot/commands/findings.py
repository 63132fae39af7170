"""What the doctor finds, and what it finds about models that are not in use."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import ModelError
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check.

    Attributes:
        subject: what was checked.
        good: whether it is OK; None for a note that need not be a problem.
        detail: what was found.
        remedy: how to fix it.
    """

    subject: str
    good: bool | None
    detail: str
    remedy: str = ""


def needed_memory(settings: Settings) -> int:
    """Bytes of memory that Qiao needs with the selected models."""
    from bot.commands.host import ENOUGH_MEMORY, MEBIBYTE
    from bot.commands.models import available

    try:
        memory = {entry.name: entry.memory for entry in available.entries(settings) if entry.device == "cpu"}
    except ModelError:  # noted with the models
        memory = {}
    embedded = memory.get(Settings.model_fields["model"].default, 0)
    second = {settings.better_model} - {settings.model}
    # The embedded model's share of what Qiao needs is replaced by the selected model's.
    more = max(0, memory.get(settings.model, 0) - embedded) + sum(memory.get(name, 0) for name in second)
    return ENOUGH_MEMORY + more * MEBIBYTE


def other_models(settings: Settings) -> Iterator[Finding]:
    """What is worth a note: a better model for this machine, damaged models, and downloads that were cut off."""
    from bot.commands.models import available, recommending
    from bot.hub.disk import unfinished

    store = available.store(settings)
    for name in store.names():
        try:
            if name not in {settings.model, settings.better_model}:
                store.verify(name)
        except ModelError as error:
            yield Finding(f"model {name}", good=None, detail=error.message, remedy=error.remedy)
    for name in unfinished(settings.models_dir):
        remedy = f"To go on: python -m bot models pull {name}. To delete it: python -m bot models remove {name}"
        yield Finding(f"model {name}", good=None, detail="its download was cut off", remedy=remedy)
    try:
        better = recommending.choose(settings).entry
    except ModelError as error:
        yield Finding("catalog", good=None, detail=error.message, remedy=error.remedy)
        return
    if better and settings.model == Settings.model_fields["model"].default:
        detail = f"a better one fits this machine: {better.name} ({available.size(better.download_size)})"
        yield Finding("model", good=None, detail=detail, remedy=recommending.next_step(settings, better.name))
