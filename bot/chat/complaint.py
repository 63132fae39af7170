"""What goes into the log where a message could not be served."""

import structlog

from bot.errors import QiaoError

log = structlog.get_logger(__name__)


def log_failure(event: str, message_id: int, channel_id: int, error: Exception) -> None:
    """Log by ids alone.

    What was said stays out of the log, and so does the traceback of an error that names its way out.
    """
    known = isinstance(error, QiaoError)
    log.error(
        event,
        message=message_id,
        channel=channel_id,
        error=str(error) if known else type(error).__name__,
        exc_info=None if known else error,
    )
