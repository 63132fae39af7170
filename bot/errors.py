"""The exception hierarchy.

    QiaoError                     a message for a person, and a remedy
    ├── ConfigurationError        a setting is missing or invalid
    ├── ModelError                the model cannot be used
    │   ├── ModelMissingError     the model or one of its files is missing
    │   ├── ModelDamagedError     a file does not match its manifest
    │   ├── DownloadError         the model cannot be downloaded or installed
    │   └── EngineError           the engine failed on a batch
    ├── OverloadedError           the engine's queue is full: try again later
    │   └── ServerBusyError       the server that runs the model is busy: try again later
    ├── DeadlineError             the translation is no longer needed
    ├── TermError                 a glossary term is invalid
    ├── StorageError              the database cannot be opened, read or written
    ├── LeaseLostError            another process runs the bot now
    └── DiscordError              Discord rejects the token, an intent or a permission

"Not translated" is not an error: see `bot.translation.types.Skip`.
"""


class QiaoError(Exception):
    """The base class of all errors that Qiao raises on purpose.

    Args:
        message: one sentence that names the problem; never contains a secret or message text.
        remedy: what the user can do about it, as a sentence; empty if nothing.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class ConfigurationError(QiaoError):
    """A setting is missing or invalid."""


class ModelError(QiaoError):
    """The model cannot be used."""


class ModelMissingError(ModelError):
    """The model or a file that its manifest lists is missing."""


class ModelDamagedError(ModelError):
    """A file of the model does not match its manifest."""


class DownloadError(ModelError):
    """The model cannot be downloaded or installed."""


class EngineError(ModelError):
    """The engine failed on a batch."""


class OverloadedError(QiaoError):
    """The engine's queue is full."""


class ServerBusyError(OverloadedError):
    """The server that runs the model was busy for as long as a request may take."""


class DeadlineError(QiaoError):
    """A request's deadline passed before the engine got to it."""


class TermError(QiaoError, ValueError):
    """A glossary term is invalid."""


class StorageError(QiaoError):
    """The database cannot be opened, read or written."""


class LeaseLostError(QiaoError):
    """Another process has taken over the bot."""


class DiscordError(QiaoError):
    """Discord rejects the token, an intent or a permission."""
