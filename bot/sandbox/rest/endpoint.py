"""What every request goes through, whatever its route: faults, authentication, limits, errors, JSON."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.errors import BAD_REQUEST, FORBIDDEN, UNAUTHORIZED, ApiError, invalid, unauthorized
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.interactions import Interactions
from bot.sandbox.model import User
from bot.sandbox.ratelimit import TOO_MANY_REQUESTS, RateLimitedError, RateLimiter
from bot.sandbox.rest.call import Call, Response, Route
from bot.sandbox.wire import encode
from bot.sandbox.world import World

_INVALID_STATUSES = (UNAUTHORIZED, FORBIDDEN, TOO_MANY_REQUESTS)
_JSON = "application/json"
_MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_log = logging.getLogger(__name__)


class Rest:
    """Serves the routes.

    Args:
        world: the state they act on.
        interactions: the interactions that some act on.
        faults: applied before everything else.
        limiter: counts the bot's requests.
    """

    def __init__(self, world: World, interactions: Interactions, faults: Faults, limiter: RateLimiter) -> None:
        self._world = world
        self._interactions = interactions
        self._faults = faults
        self._limiter = limiter

    def endpoint(self, route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Return the handler that aiohttp calls for a route."""
        name = f"{route.method} {route.path}"

        async def serve(request: web.Request) -> web.Response:
            self._world.metrics[name] += 1
            fault = self._faults.take(request.method, _unversioned_path(request)) if self._faults.rest else None
            if fault:
                await fault.wait()
                if fault.status and not fault.served and not fault.drop:
                    return self._record(_fault_response(fault))
            response = await self._serve(route, request) if fault is None or _is_served(fault) else web.Response()
            if fault and fault.drop:
                if request.transport:
                    request.transport.abort()
            elif fault and fault.served and fault.status:
                response = _fault_response(fault)
            return self._record(response)

        return serve

    def _record(self, response: web.Response) -> web.Response:
        metrics = self._world.metrics
        metrics[str(response.status)] += 1
        if response.status == TOO_MANY_REQUESTS:
            metrics["limited"] += 1
        if response.status in _INVALID_STATUSES and response.headers.get("X-RateLimit-Scope") != "shared":
            metrics["invalid"] += 1
        self._world.changed()
        return response

    async def _serve(self, route: Route, request: web.Request) -> web.Response:
        headers: dict[str, str] = {}
        try:
            user = self._user(request)
            if user is None and route.authenticated:
                raise unauthorized()
            headers = self._limit(route, request, user)
            call = Call(self._world, self._interactions, self._faults, request, user)
            await call.read(lists=route.lists)
            result = await route.handler(call)
        except RateLimitedError as error:
            return _json(error.status, error.body(), error.headers)
        except ApiError as error:
            return _json(error.status, error.body(), headers)
        except _MALFORMED:
            # Bodies can be malformed in more ways than validation covers; Discord never fails on one.
            _log.warning("%s %s: malformed body not caught by validation", route.method, route.path, exc_info=True)
            return _json(BAD_REQUEST, invalid("body", "MODEL_TYPE_CONVERT", "Malformed body.").body(), headers)
        if result is None:
            return web.Response(status=204, headers=headers)
        if isinstance(result, Response):
            return _json(result.status, result.body, headers)
        return _json(200, result, headers)

    def _user(self, request: web.Request) -> User | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        user = self._world.tokens.get(header.removeprefix("Bot "))
        # A bot's token needs the prefix; a person's must not have it.
        if user is None or user.bot != header.startswith("Bot "):
            raise unauthorized()
        return user

    def _limit(self, route: Route, request: web.Request, user: User | None) -> dict[str, str]:
        if route.exempt or (user is not None and not user.bot):
            return {}
        where = request.match_info
        hook_id = where.get("webhook_id")
        if hook_id == str(self._world.application_id):
            return {}
        channel_id = where.get("channel_id", "")
        if hook_id:
            hook = self._world.webhooks.get(int(hook_id)) if hook_id.isdigit() else None
            channel_id = str(hook.channel_id) if hook else ""
        major = hook_id or channel_id or where.get("guild_id", "")
        return self._limiter.take(route.bucket, major, channel_id, counts_globally=user is not None)


def _is_served(fault: Fault) -> bool:
    return fault.served or (not fault.status and not fault.drop)


def _fault_response(fault: Fault) -> web.Response:
    # discord.py treats a 429 without Via as a ban by the proxy in front of Discord.
    headers = {"Content-Type": _JSON, "Via": "1.1 sandbox", **fault.headers}
    return web.Response(status=fault.status, body=fault.response_body(), headers=headers)


def _json(status: int, body: object, headers: dict[str, str]) -> web.Response:
    # Bytes, because aiohttp adds a charset to text and discord.py expects the bare content type.
    return web.Response(status=status, body=encode(body).encode(), content_type=_JSON, headers=headers)


def _unversioned_path(request: web.Request) -> str:
    # /api/v10/channels/1 -> /channels/1
    return "/" + request.path.split("/", 3)[-1]
