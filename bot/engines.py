"""Opens the engine for a model: CTranslate2 for one that is installed, or a client of the server that runs it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import ConfigurationError
from bot.nmt.engine import Engine
from bot.nmt.store import Store
from bot.settings import OPENAI_EXAMPLE, Settings, environment

if TYPE_CHECKING:
    from bot.nmt.chat_api import ChatApi

PREFIX = "openai:"
"""What the names of models on another server begin with in the settings."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine, and how the rest of Qiao uses it.

    Attributes:
        engine: translates.
        parallel: batches that it works on at once.
        batch_tokens: maximum cost of a batch, see `Batcher`.
        beam: beam size of the first attempt.
        unsure_below: certainty below which translations are marked as unsure; None to mark none for that.
        very_unsure_below: certainty below which they are offered instead of posted; None to post all.
        host: the server to which messages are sent; empty if the model runs in this process.
        interrupt: makes the engine give up what it works on, which then fails; None if it cannot.
    """

    engine: Engine
    parallel: int
    batch_tokens: int
    beam: int
    unsure_below: float | None = None
    very_unsure_below: float | None = None
    host: str = ""
    interrupt: Callable[[], None] | None = None


@contextmanager
def opened_engine(settings: Settings, model: str = "") -> Iterator[Opened]:
    """Open an engine.

    Args:
        settings: Qiao's settings.
        model: its name; by default, the one in the settings.

    Raises:
        ConfigurationError: the device, or what is set for a model on another server, is invalid.
        ModelError: the model is missing or damaged.
    """
    name = model or settings.model
    if name.startswith(PREFIX):
        with _remote(settings, name.removeprefix(PREFIX).strip(), _setting(settings, name)) as opened:
            yield opened
        return
    engine = Store(*settings.model_folders).load(
        name, compute_type=settings.compute_type, threads=settings.threads, device=settings.device
    )
    yield Opened(
        engine,
        engine.workers,
        settings.batch_tokens,
        settings.beam,
        engine.unsure_below,
        engine.very_unsure_below,
    )


def check_measurable(name: str) -> None:
    """Check that a model can be measured: that it is not on another server, whose speed would be measured instead.

    Raises:
        ConfigurationError: it is.
    """
    if name.startswith(PREFIX):
        raise ConfigurationError(
            f"{name} runs on another server, and only installed models can be measured.",
            "Name one with --model; python -m bot models list shows them.",
        )


def _setting(settings: Settings, name: str) -> str:
    """The setting that a model was named in, for errors."""
    return "QIAO_BETTER_MODEL" if name == settings.better_model != settings.model else "QIAO_MODEL"


@contextmanager
def _remote(settings: Settings, model: str, setting: str) -> Iterator[Opened]:
    from bot.nmt.remote import RemoteEngine

    if not model:
        raise ConfigurationError(f"{setting} is {PREFIX} without a name.", f"Add the model's: {PREFIX}NAME")
    if settings.openai_url is None:
        raise ConfigurationError(
            f"{setting} is {PREFIX}{model}, but QIAO_OPENAI_URL is not set.",
            f"Set it to the base address of the server that runs the model, such as {OPENAI_EXAMPLE}.",
        )
    api = _api(settings, settings.openai_url, setting)
    try:
        # A batch of one segment, so that every thread has a request of its own; no beam, but a second attempt.
        yield Opened(
            RemoteEngine(api, model),
            settings.openai_parallel,
            batch_tokens=1,
            beam=1,
            host=api.host,
            interrupt=api.stop,
        )
    finally:
        api.close()


def _api(settings: Settings, url: str, setting: str) -> "ChatApi":
    from bot.nmt.chat_api import ChatApi, is_loopback
    from bot.proxy import choose

    secret = settings.proxy.get_secret_value() if settings.proxy else None
    return ChatApi(
        url,
        key=settings.openai_key.get_secret_value() if settings.openai_key else "",
        timeout=settings.openai_timeout,
        connections=settings.openai_parallel,
        proxy=None if is_loopback(url) else choose(url, secret, environment()),
        setting=setting,
    )
