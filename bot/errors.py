"""What can go wrong, as types.

    QiaoError                     a sentence for a person, and the way out
    ├── ConfigurationError        a setting is missing or makes no sense
    ├── ModelError                the model cannot be used
    │   ├── ModelMissingError     no such model, or a file of it is not there
    │   ├── ModelDamagedError     a file is not what its manifest says
    │   └── EngineError           the engine failed on a batch
    ├── OverloadedError           the queue before the engine is full: try again later
    ├── DeadlineError             nobody waits for this translation any more
    ├── TermError                 a glossary term cannot be used as it is written
    ├── StorageError              the database cannot be opened, read or written
    └── DiscordError              Discord refuses the token, an intent or a permission

"Not translated" is no error: see `bot.translation.types.Skip`.
"""


class QiaoError(Exception):
    """The root of all errors that Qiao raises on purpose.

    Args:
        message: one sentence that names the thing; never holds a secret or the text of a message.
        remedy: what a person can do about it, as a sentence; empty where nothing can be done.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class ConfigurationError(QiaoError):
    """A setting is missing or makes no sense."""


class ModelError(QiaoError):
    """The model cannot be used."""


class ModelMissingError(ModelError):
    """There is no such model, or a file that its manifest names is not there."""


class ModelDamagedError(ModelError):
    """A file of the model is not what its manifest says."""


class EngineError(ModelError):
    """The engine failed while it worked on a batch."""


class OverloadedError(QiaoError):
    """The bounded queue before the engine is full."""


class DeadlineError(QiaoError):
    """The deadline of a request passed before the engine got to it."""


class TermError(QiaoError, ValueError):
    """A glossary term cannot be used as it is written."""


class StorageError(QiaoError):
    """The database cannot be opened, read or written."""


class DiscordError(QiaoError):
    """Discord refuses the token, an intent or a permission."""
