"""Holds the connection to the gateway: resumes it when it breaks, and logs an outage once.

discord.py's own loop ends with an AttributeError if the first connection fails, logs a traceback at every attempt, and
does not survive a frame that is not what it expects.
"""

import asyncio
import time
from typing import Any

import aiohttp
import discord
import structlog
from discord import gateway
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.chat.network import network_reason
from bot.errors import DiscordError
from bot.log import describe, origin

log = structlog.get_logger(__name__)

_CONNECT_SECONDS = 60.0
_BROKEN = 4000
"""Close code after which Discord keeps the session, so that it can be resumed."""

_INTENTS_REFUSED = 4014
_NORMAL = 1000
_NETWORK_ERRORS = (OSError, aiohttp.ClientError, TimeoutError, discord.HTTPException)


class _KeepAlive(gateway.KeepAliveHandler):
    """Measures latency from before a heartbeat is sent.

    discord.py measures from after that, in another thread: an acknowledgment that comes first seems to be a whole
    interval late, and discord.py warns that it can't keep up.
    """

    def get_payload(self) -> dict[str, Any]:
        """The heartbeat, which is sent at once."""
        self._last_send = time.perf_counter()
        return super().get_payload()


gateway.KeepAliveHandler = _KeepAlive  # type: ignore[misc] # connections look it up there


class Gateway:
    """The connection of a client.

    Args:
        client: logged in.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._backoff = ExponentialBackoff[bool]()
        self._lost_at: float | None = None
        self._reported: set[str] = set()

    async def hold(self) -> None:
        """Connect, and stay connected until the client is closed.

        Raises:
            DiscordError: the gateway cannot be reached at the start; later it is tried again.
            PrivilegedIntentsRequired: an intent is refused.
            ConnectionClosed: Discord closed the connection for good.
        """
        client, session = self._client, dict[str, Any]()
        while not client.is_closed():
            try:
                await self._connect(session)
            except ReconnectWebSocket as error:
                client.dispatch("disconnect")
                session = self._session() if error.resume else {}
            except Exception as error:  # noqa: BLE001 - a frame that discord.py does not understand must not end the bot
                client.dispatch("disconnect")
                if client.is_closed():
                    return
                self._raise_if_final(error)
                session = await self._pause(error)

    def _raise_if_final(self, error: Exception) -> None:
        """Raise what ends the connection for good; report a frame that was not understood."""
        if isinstance(error, discord.ConnectionClosed):
            if error.code == _INTENTS_REFUSED:
                raise discord.PrivilegedIntentsRequired(error.shard_id) from None
            if error.code != _NORMAL:
                raise error
        elif not isinstance(error, _NETWORK_ERRORS):
            self._report_frame(error)
        elif _socket(self._client) is None:
            raise DiscordError(
                f"Discord's gateway cannot be reached: {network_reason(error)}.",
                "Check the network, QIAO_DISCORD_GATEWAY if it is set, and https://discordstatus.com.",
            ) from None

    async def _connect(self, session: dict[str, Any]) -> None:
        """Connect, with a session to resume or as a new one, and handle events until the connection breaks."""
        client = self._client
        initial = _socket(client) is None
        connecting = DiscordWebSocket.from_client(client, initial=initial, shard_id=client.shard_id, **session)
        client.ws = await asyncio.wait_for(connecting, _CONNECT_SECONDS)
        while True:
            await client.ws.poll_event()
            if self._lost_at is not None and client.ws.session_id:
                log.info("gateway connected again", seconds=round(time.monotonic() - self._lost_at))
                self._lost_at = None

    def _session(self) -> dict[str, Any]:
        """What a new connection needs to resume the session; empty if there is none."""
        socket = _socket(self._client)
        if socket is None or not socket.session_id:
            return {}
        return {
            "resume": True,
            "session": socket.session_id,
            "sequence": socket.sequence,
            "gateway": socket.gateway,
        }

    async def _pause(self, error: Exception) -> dict[str, Any]:
        """Wait before the next attempt, longer each time, and return the session to resume."""
        if self._lost_at is None:
            self._lost_at = time.monotonic()
            log.warning("gateway lost, trying again until it is back", error=describe(error))
        socket = _socket(self._client)
        if socket:
            await socket.close(_BROKEN)
        await asyncio.sleep(self._backoff.delay())
        return self._session()

    def _report_frame(self, error: Exception) -> None:
        where = origin(error)
        if where not in self._reported:
            self._reported.add(where)
            log.warning("gateway frame not understood", error=type(error).__name__, at=where)


def _socket(client: discord.Client) -> DiscordWebSocket | None:
    """The latest connection, which may be closed; None before the first, which discord.py's types do not say."""
    return client.ws
