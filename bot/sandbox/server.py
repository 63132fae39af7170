"""The sandbox: Discord on loopback, for a first run without a token, tests and load tests."""

import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Self

from aiohttp import web

from bot.sandbox.default_world import default_world
from bot.sandbox.faults import Faults
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Interactions
from bot.sandbox.messages.attachments import MAX_REQUEST_BYTES
from bot.sandbox.people import People
from bot.sandbox.ratelimit import Limits, RateLimiter
from bot.sandbox.rest.endpoint import Rest
from bot.sandbox.rest.routes import ROUTES
from bot.sandbox.site import Site
from bot.sandbox.world import World

_VERSIONS = ("v10", "v9")
_WILDCARD_HOSTS = ("0.0.0.0", "::", "")  # noqa: S104 - compared to, not bound
_CLOSING_SECONDS = 1.0


class Sandbox(People):
    """A server that acts as Discord.

    Args:
        host: to listen on.
        port: to listen on; 0 for a free one.
        clock: monotonic seconds, for rate limits and interactions.
        limits: rate limits and timeouts.
        world: the initial state; by default the Teahouse server.
        compress: whether the gateway honors `compress=zlib-stream`.
        bot_seconds: how long `/sandbox/state` waits for the bot to connect.

    Attributes:
        world: guilds, channels, users, messages.
        faults: injected errors.
        gateways: the gateway sockets, which can be closed or broken.
        limits: rate limits and timeouts.
        exposed: whether other machines can reach it.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
        world: World | None = None,
        compress: bool = False,
        bot_seconds: float = 0.0,
    ) -> None:
        self._bot_seconds = bot_seconds
        world = world or default_world()
        self.limits = limits or Limits()
        self.faults = Faults()
        self.gateways = Gateway(world, self.limits, self.faults, compress=compress)
        super().__init__(world, Interactions(world, self.limits, clock))
        self._limiter = RateLimiter(self.limits, clock)
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self.exposed = False

    @property
    def url(self) -> str:
        """The URL of the page, without a trailing slash."""
        host = "127.0.0.1" if self._host in _WILDCARD_HOSTS else self._host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}"

    @property
    def api(self) -> str:
        """The base URL of the REST API."""
        return f"{self.url}/api/v10"

    @property
    def gateway(self) -> str:
        """The URL of the gateway."""
        return f"ws{self.url.removeprefix('http')}/gateway"

    @property
    def bot_token(self) -> str:
        """The token that the bot logs in with."""
        return self.world.bot.token

    async def start(self) -> None:
        """Start listening.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        rest = Rest(self.world, self.interactions, self.faults, self._limiter)
        for version in _VERSIONS:
            for route in ROUTES:
                app.router.add_route(route.method, f"/api/{version}{route.path}", rest.endpoint(route))
        app.router.add_get("/gateway", self.gateways.handle)
        app.router.add_get("/gateway/", self.gateways.handle)
        app.add_routes(Site(self.world, self.faults, self.gateways, self._bot_seconds).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        address, self._port = self._runner.addresses[0][:2]
        self.exposed = not ip_address(address.partition("%")[0]).is_loopback
        self.world.url = self.url

    async def close(self) -> None:
        """Close every socket and stop listening."""
        self.interactions.close()
        await self.gateways.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
