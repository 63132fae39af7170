"""What is done about every request, whatever its route: faults, sign-in, limits, errors, JSON."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.errors import BAD_REQUEST, FORBIDDEN, UNAUTHORIZED, ApiError, invalid, unauthorized
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.interactions import Interactions
from bot.sandbox.model import User
from bot.sandbox.ratelimit import TOO_MANY, RateLimitedError, RateLimiter
from bot.sandbox.rest.call import Answer, Call, Route
from bot.sandbox.wire import encode
from bot.sandbox.world import World

_INVALID = (UNAUTHORIZED, FORBIDDEN, TOO_MANY)
_JSON = "application/json"
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
_log = logging.getLogger(__name__)


class Rest:
    """Serves the routes.

    Args:
        world: which they act on.
        interactions: which some act on.
        faults: which come before everything.
        limiter: which counts the bot's requests.
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
            fault = self._faults.take(request.method, _below_version(request)) if self._faults.rest else None
            if fault:
                await fault.wait()
                if fault.status and not fault.served and not fault.drop:
                    return self._finish(_faulty(fault))
            response = await self._serve(route, request) if fault is None or _goes_on(fault) else web.Response()
            if fault and fault.drop:
                if request.transport:
                    request.transport.abort()
            elif fault and fault.served and fault.status:
                response = _faulty(fault)
            return self._finish(response)

        return serve

    def _finish(self, response: web.Response) -> web.Response:
        metrics = self._world.metrics
        metrics[str(response.status)] += 1
        if response.status == TOO_MANY:
            metrics["limited"] += 1
        if response.status in _INVALID and response.headers.get("X-RateLimit-Scope") != "shared":
            metrics["invalid"] += 1
        self._world.changed()
        return response

    async def _serve(self, route: Route, request: web.Request) -> web.Response:
        headers: dict[str, str] = {}
        try:
            user = self._user(request)
            if user is None and route.signed:
                raise unauthorized()
            headers = self._limit(route, request, user)
            call = Call(self._world, self._interactions, self._faults, request, user)
            await call.read()
            result = await route.handler(call)
        except RateLimitedError as error:
            return _json(error.status, error.body(), error.headers)
        except ApiError as error:
            return _json(error.status, error.body(), headers)
        except _MALFORMED:
            # Bodies may be wrong in more ways than the checks foresee; Discord never fails at one.
            _log.warning("%s %s: a body of a shape that no check foresaw", route.method, route.path, exc_info=True)
            return _json(BAD_REQUEST, invalid("body", "MODEL_TYPE_CONVERT", "Wrong shape.").body(), headers)
        if result is None:
            return web.Response(status=204, headers=headers)
        if isinstance(result, Answer):
            return _json(result.status, result.body, headers)
        return _json(200, result, headers)

    def _user(self, request: web.Request) -> User | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        user = self._world.tokens.get(header.removeprefix("Bot "))
        # A bot's token counts only as such, a person's only as such.
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


def _goes_on(fault: Fault) -> bool:
    return fault.served or (not fault.status and not fault.drop)


def _faulty(fault: Fault) -> web.Response:
    # discord.py takes a 429 without Via for a ban by the proxy in front of Discord.
    headers = {"Content-Type": _JSON, "Via": "1.1 sandbox", **fault.headers}
    return web.Response(status=fault.status, body=fault.answer(), headers=headers)


def _json(status: int, body: object, headers: dict[str, str]) -> web.Response:
    # Bytes, not text: aiohttp would add a charset, and discord.py wants the bare type.
    return web.Response(status=status, body=encode(body).encode(), content_type=_JSON, headers=headers)


def _below_version(request: web.Request) -> str:
    # /api/v10/channels/1 -> /channels/1
    return "/" + request.path.split("/", 3)[-1]
