"""Logging through structlog: readable on a terminal, JSON for machines. No message text, no secrets."""

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import structlog

from bot.errors import QiaoError


def configure(level: str = "info", form: str = "console", stream: TextIO | None = None) -> None:
    """Route the logs of Qiao and its libraries through structlog.

    Args:
        level: minimum level of Qiao's own entries. Libraries log warnings and above at most: below that, some of them
            log payloads, such as the parameters of SQL statements, and so what somebody wrote.
        form: `console` for people or `json` for machines, one object per line.
        stream: destination; standard error by default.
    """
    out = stream or sys.stderr
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=form == "json"),
        structlog.processors.ExceptionRenderer(lambda info: "\n".join(_traceback_lines(info[1]))),
    ]
    if form == "json":
        final: list[structlog.types.Processor] = [structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        final = [structlog.dev.ConsoleRenderer(colors=out.isatty())]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    logging.getLogger("bot").setLevel(level.upper())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _traceback_lines(error: BaseException) -> Iterator[str]:
    """Where an exception came from, and its type.

    Never the values of variables or the exception's message: either may contain what somebody wrote.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _traceback_lines(cause)
        yield "which led to"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}"


def describe(error: BaseException) -> str:
    """An error in a few words: our own ones say what happened; Discord's HTTP errors have a status and a code."""
    if isinstance(error, QiaoError):
        return str(error)
    name, fields = type(error).__name__, vars(error)
    status, code = fields.get("status"), fields.get("code")
    return " ".join(filter(None, (name, status and str(status), code and f"(code {code})")))


def origin(error: BaseException) -> str:
    """Where an exception was raised, such as `scheduled_event.py:123`; never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def log_failure(event: str, message_id: int, channel_id: int, error: Exception) -> None:
    """Log that a message could not be served, by ids only.

    What was said stays out of the log, and so does the traceback of an error that names its way out.
    """
    known = isinstance(error, QiaoError)
    structlog.get_logger(__name__).error(
        event,
        message=message_id,
        channel=channel_id,
        error=describe(error),
        exc_info=None if known else error,
    )
