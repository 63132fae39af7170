"""`translate`: translates messages concurrently and prints them in order."""

import asyncio
import json
import sys
import threading
from collections.abc import Sequence

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from bot.errors import OverloadedError, ServerBusyError
from bot.settings import Settings
from bot.translation.service import Translator
from bot.translation.types import Skip, Target, Translation
from bot.translators import open_translator

_WINDOW = 256
"""Messages in flight at once: enough to fill the engine's batches, few enough to start printing immediately."""

Outcome = tuple[str, Translation | Skip]


def translate_lines(settings: Settings, lines: Sequence[str] | None, *, to: str, as_json: bool) -> None:
    """Translate messages and print them; a message that is not translated is printed unchanged.

    Args:
        settings: all settings.
        lines: the messages; None to read standard input, one message per line.
        to: `auto`, `en`, `zh`, `zh-Hant` or `zh-HK`.
        as_json: whether to print a JSON object per message instead of its text.

    Raises:
        ModelError: the model is missing or damaged, or fails.
        ServerBusyError: the server that runs the model is busy.
    """
    target = None if to == "auto" else Target(to)
    asyncio.run(_translate(settings, lines, target, as_json=as_json))


async def _translate(settings: Settings, lines: Sequence[str] | None, target: Target | None, *, as_json: bool) -> None:
    pending: asyncio.Queue[asyncio.Task[Outcome] | None] = asyncio.Queue(_WINDOW)
    async with open_translator(settings) as service:
        reader = asyncio.create_task(_read(lines, pending, service, target))
        with _progress(shown=lines is None and not sys.stdout.isatty()) as bar:
            counter = bar.add_task("messages", total=None)
            while (task := await pending.get()) is not None:
                source, outcome = await task
                click.echo(_as_json(source, outcome) if as_json else _as_text(source, outcome))
                if lines is not None and isinstance(outcome, Skip) and not as_json:
                    click.echo(f"Not translated: {outcome.reason}.", err=True)
                bar.advance(counter)
        await reader


async def _read(
    lines: Sequence[str] | None,
    pending: asyncio.Queue[asyncio.Task[Outcome] | None],
    service: Translator,
    target: Target | None,
) -> None:
    """Start translating each line, in order, and put None after the last."""

    async def start(line: str) -> None:
        await pending.put(asyncio.create_task(_translate_line(service, line, target)))

    for line in lines or ():
        await start(line)
    if lines is None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def pump() -> None:
            for raw in sys.stdin.buffer:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                asyncio.run_coroutine_threadsafe(start(line), loop).result()
            loop.call_soon_threadsafe(ended.set)

        # A daemon thread: an input that never ends must not block Ctrl+C.
        threading.Thread(target=pump, name="standard input", daemon=True).start()
        await ended.wait()
    await pending.put(None)


async def _translate_line(service: Translator, line: str, target: Target | None) -> Outcome:
    while True:
        try:
            return line, await service.translate(line, target=target)
        except ServerBusyError:
            raise  # it was asked several times already
        except OverloadedError:
            # With a window of this size only very long messages can fill the queue; they wait for each other.
            await asyncio.sleep(0.05)


def _as_text(source: str, outcome: Translation | Skip) -> str:
    return outcome.text if isinstance(outcome, Translation) else source


def _as_json(source: str, outcome: Translation | Skip) -> str:
    done = outcome if isinstance(outcome, Translation) else None
    skipped = outcome.reason if isinstance(outcome, Skip) else None
    return json.dumps(
        {
            "source": source,
            "target": done.text if done else None,
            "source_language": outcome.source.value,
            "target_language": done.target.value if done else None,
            "confidence": round(done.confidence, 4) if done else None,
            "unsure": done.unsure if done else None,
            "very_unsure": done.very_unsure if done else None,
            "doubts": sorted(done.doubts) if done else None,
            "skipped": skipped,
        },
        ensure_ascii=False,
    )


def _progress(*, shown: bool) -> Progress:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True, disable=not (shown and console.is_terminal))
