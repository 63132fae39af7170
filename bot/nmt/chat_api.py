"""Requests to an OpenAI-compatible server, which block the calling thread; every failure is a sentence."""

import asyncio
import json
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import httpx2
from pydantic import BaseModel, ValidationError

from bot.errors import ConfigurationError, EngineError, QiaoError, ServerBusyError
from bot.proxy import Proxy
from bot.retry_after import retry_after

_URL: Final = "QIAO_OPENAI_URL"
_BUSY: Final = frozenset({429, 502, 503, 504})
_NOT_FOUND: Final = 404
_OK: Final = 200
_REFUSALS: Final = {
    401: ("refuses the key", "Put a valid one into QIAO_OPENAI_KEY."),
    403: ("denies access", "Put a key that may use the model into QIAO_OPENAI_KEY."),
    407: ("is behind a proxy that asks for another user or password", "Correct QIAO_PROXY."),
}
_REJECTED: Final = frozenset({400, 422})
_LONGEST_PAUSE: Final = 4.0  # seconds between attempts at a busy server
_MOST_BYTES: Final = 1 << 20
_LIST_SECONDS: Final = 5.0
_MOST_NAMES: Final = 10
_LONGEST_NAME: Final = 100


class RejectedError(EngineError):
    """The server does not accept a request, such as one with a field that it does not know."""


class _Message(BaseModel):
    content: str | None = None


class _Token(BaseModel):
    logprob: float


class _Tokens(BaseModel):
    content: list[_Token] | None = None


class Choice(BaseModel):
    """An answer.

    Attributes:
        message: what the model wrote.
        finish_reason: `stop`, or `length` if it was cut off.
        logprobs: of its tokens, in whatever form the server gives them.
    """

    message: _Message
    finish_reason: str | None = None
    logprobs: object = None

    @property
    def log_probabilities(self) -> list[float]:
        """The natural-log probability of each token; empty if the server does not give them in the usual form."""
        try:
            return [token.logprob for token in _Tokens.model_validate(self.logprobs).content or ()]
        except ValidationError:
            return []


class _Completion(BaseModel):
    choices: list[Choice]


class _Named(BaseModel):
    id: str


class _Listing(BaseModel):
    data: list[_Named]


class ChatApi:
    """A server's `/chat/completions`. Several threads may use it at once.

    The requests run in an event loop of their own, because one that blocks a thread cannot be canceled.

    Args:
        url: its base address, such as `http://127.0.0.1:8080/v1`.
        key: the secret that it asks for; empty for none.
        timeout: seconds that a request may take with all its attempts.
        pause: seconds before the second attempt at a busy server; doubles with each.
        connections: requests at once.
        proxy: through which it is reached; None to connect directly.
        setting: the one that names the model, for errors.

    Raises:
        ConfigurationError: the key cannot be sent.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str = "",
        timeout: float = 30.0,
        pause: float = 0.25,
        connections: int = 4,
        proxy: Proxy | None = None,
        setting: str = "QIAO_MODEL",
    ) -> None:
        if not (key.isascii() and key.isprintable()):
            raise ConfigurationError(
                "QIAO_OPENAI_KEY has characters that no key has.", "Copy it again, or leave it empty."
            )
        self._url = url.rstrip("/").removesuffix("/chat/completions")
        self._timeout = timeout
        self._pause = pause
        self._setting = setting
        self._client = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            proxy=_client_proxy(proxy),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            timeout=timeout,
            trust_env=False,
        )
        self._stopped = False
        self._tasks: set[asyncio.Task[Choice]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chat-api", daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        """The server's host and port, as people know it."""
        return urlsplit(self._url).netloc

    def stop(self) -> None:
        """Cancel all requests, from any thread: they and later ones fail with an `EngineError` at once."""
        self._loop.call_soon_threadsafe(self._cancel)

    def close(self) -> None:
        """Cancel all requests, and close the connections; nothing may be asked afterwards."""
        self.stop()
        asyncio.run_coroutine_threadsafe(self._disconnect(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def complete(self, body: Mapping[str, object]) -> Choice:
        """Ask for a chat completion.

        Args:
            body: the request, with the `model` and the `messages`.

        Returns:
            The first answer.

        Raises:
            RejectedError: the server does not accept the request.
            ServerBusyError: it was busy the whole time.
            EngineError: it cannot be reached, did not answer in time, refuses, or answers with something else; or the
                request was canceled.
        """
        try:
            return asyncio.run_coroutine_threadsafe(self._tracked(body), self._loop).result()
        except CancelledError:
            raise EngineError(f"The request to {self.host} was canceled.", "Restart Qiao.") from None

    async def _tracked(self, body: Mapping[str, object]) -> Choice:
        """Complete in a task that can be canceled."""
        task = asyncio.create_task(self._complete(body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._stopped:
            task.cancel()
        return await task

    def _cancel(self) -> None:
        self._stopped = True
        for task in self._tasks:
            task.cancel()

    async def _disconnect(self) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def _complete(self, body: Mapping[str, object]) -> Choice:
        status, content = await self._ask(json.dumps(body).encode())
        if status == _OK:
            return self._read(content)
        if status in _BUSY:
            raise ServerBusyError(
                f"The server at {self.host} is busy, and answered {status}.",
                "Try again in a moment, or lower QIAO_OPENAI_PARALLEL.",
            )
        if status == _NOT_FOUND:
            raise await self._unknown(str(body.get("model", "")))
        if status in _REJECTED:
            raise RejectedError(
                f"The server at {self.host} does not accept Qiao's requests, and answered {status}.",
                "Its log may say why: often the model's context is too small, or its chat template is missing.",
            )
        problem, remedy = _REFUSALS.get(status, (f"answered {status}", f"Look into its log, and check {_URL}."))
        raise EngineError(f"The server at {self.host} {problem}.", remedy)

    async def _ask(self, content: bytes) -> tuple[int, bytes]:
        """Send a request until the server is not busy or the time is over; return its last status and answer."""
        ends = time.monotonic() + self._timeout
        pause, dropped = self._pause, False
        while True:
            try:
                async with asyncio.timeout(max(0.0, ends - time.monotonic())):
                    status, answer, wanted = await self._post(content)
            except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError) as error:
                # A server may close a connection that was kept open just when the next request is sent.
                if dropped:
                    raise self._unreachable(error) from None
                dropped = True
                continue
            except (TimeoutError, httpx2.TimeoutException):
                raise self._late() from None
            except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:  # the last for a host that cannot be
                raise self._unreachable(error) from None
            wait = max(pause, wanted)
            if status not in _BUSY or time.monotonic() + wait >= ends:
                return status, answer
            await asyncio.sleep(wait)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _post(self, content: bytes) -> tuple[int, bytes, float]:
        """Send a request; return the status, the answer, and the seconds that the server asks to wait."""
        headers = {"Content-Type": "application/json"}
        url = f"{self._url}/chat/completions"
        async with self._client.stream("POST", url, content=content, headers=headers) as response:
            answer = bytearray()
            async for part in response.aiter_bytes():
                answer += part
                if len(answer) > _MOST_BYTES:
                    raise self._malformed("more than a chat completion can be")
        return response.status_code, bytes(answer), retry_after(response.headers)

    def _read(self, content: bytes) -> Choice:
        try:
            choices = _Completion.model_validate_json(content).choices
        except ValidationError:  # quotes the answer, and so perhaps what somebody wrote
            raise self._malformed("something that is not a chat completion") from None
        if not choices:
            raise self._malformed("no choices")
        return choices[0]

    async def _models(self) -> Sequence[str]:
        """The names of the server's models; none if it does not list them."""
        try:
            response = await self._client.get(f"{self._url}/models", timeout=min(self._timeout, _LIST_SECONDS))
            named = _Listing.model_validate_json(response.content).data
        except (httpx2.HTTPError, ValidationError):
            return ()
        names = (one.id for one in named if one.id.isprintable() and len(one.id) <= _LONGEST_NAME)
        return list(names)[:_MOST_NAMES]

    async def _unknown(self, model: str) -> QiaoError:
        if names := await self._models():
            return EngineError(
                f"The server at {self.host} has no model {model}.",
                f"Set {self._setting} to one of: {', '.join(f'openai:{name}' for name in names)}.",
            )
        return EngineError(
            f"The server at {self.host} has no model {model}, or has another address.",
            f"Check {self._setting}, and {_URL}, which usually ends in /v1.",
        )

    def _malformed(self, what: str) -> EngineError:
        return EngineError(
            f"The server at {self.host} answers with {what}.",
            f"Check {_URL}, which usually ends in /v1.",
        )

    def _unreachable(self, error: Exception) -> EngineError:
        return EngineError(
            f"The server at {self.host} cannot be reached: {type(error).__name__}.",
            f"Start it, or correct {_URL}{'' if is_loopback(self._url) else ' or QIAO_PROXY'}.",
        )

    def _late(self) -> EngineError:
        return EngineError(
            f"The server at {self.host} did not answer within {self._timeout:g} seconds.",
            "Raise QIAO_OPENAI_TIMEOUT, lower QIAO_OPENAI_PARALLEL, or choose a smaller model.",
        )


def is_loopback(url: str) -> bool:
    """Whether a server runs on this computer, so that no proxy leads there."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _client_proxy(proxy: Proxy | None) -> httpx2.Proxy | None:
    if proxy is None:
        return None
    return httpx2.Proxy(proxy.url, auth=None if proxy.user is None else (proxy.user, proxy.password))
