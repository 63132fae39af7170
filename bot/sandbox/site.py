"""The routes that are not Discord's: the page, its state, faults, avatars and files."""

import hashlib
import mimetypes
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.errors import ApiError, invalid
from bot.sandbox.faults import Faults
from bot.sandbox.gateway import Gateway
from bot.sandbox.messages.attachments import MAX_BYTES, MAX_PER_MESSAGE
from bot.sandbox.model import ChannelType, Json
from bot.sandbox.permissions import Permission, in_guild
from bot.sandbox.rest.call import as_id
from bot.sandbox.world import World

_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
PAGE = Path(__file__).parent / "page"
_GATEWAY_FAULTS = "Value must be close, drop, reconnect, invalid_session, no_ack or refuse_intents."


class Site:
    """The routes outside /api.

    Args:
        world: whose state is served.
        faults: set by requests.
        gateway: whose sockets can be disturbed.
        bot_seconds: how long the state waits for a bot that has not connected yet.
    """

    def __init__(self, world: World, faults: Faults, gateway: Gateway, bot_seconds: float = 0.0) -> None:
        self._bot_seconds = bot_seconds
        self._world = world
        self._faults = faults
        self._gateway = gateway

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes."""
        return [
            web.get("/", self._index),
            web.static("/static", PAGE),
            web.get("/sandbox/state", self._state),
            web.get("/sandbox/avatars/{user_id}.svg", self._avatar),
            web.get("/sandbox/files/{file_id}/{name}", self._file),
            web.get("/sandbox/faults", self._list_faults),
            web.post("/sandbox/faults", self._set_fault),
            web.delete("/sandbox/faults", self._clear_faults),
        ]

    async def _index(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _state(self, request: web.Request) -> web.Response:
        world = self._world
        # The page can post as soon as it has the state, and the bot should not miss that.
        with suppress(TimeoutError):
            await world.until(lambda: not self._bot_seconds or self._gateway.connections(), self._bot_seconds)
        guild = next(iter(world.guilds.values()), None)
        if guild is None:
            raise web.HTTPNotFound
        channels = [channel for channel in guild.channels.values() if channel.type == ChannelType.TEXT]
        members = [member for member in guild.members.values() if not member.user.bot]
        scheme = "https" if request.secure else "http"
        return web.json_response(
            {
                "api": f"{scheme}://{request.host}/api/v10",
                "gateway": f"{'wss' if request.secure else 'ws'}://{request.host}/gateway",
                "guild_id": str(guild.id),
                "guild_name": guild.name,
                "application_id": str(world.application_id),
                "file_bytes": MAX_BYTES,
                "files": MAX_PER_MESSAGE,
                "bot": {"id": str(world.bot.id), "name": world.bot.name},
                "channels": [
                    {"id": str(channel.id), "name": channel.name, "topic": channel.topic} for channel in channels
                ],
                "users": [
                    {
                        "id": str(member.user.id),
                        "name": member.user.name,
                        "token": member.user.token,
                        "locale": member.user.locale,
                        "color": member.user.color,
                        "can_manage": bool(in_guild(guild, member) & Permission.MANAGE_CHANNELS),
                    }
                    for member in members
                ],
            },
            headers={"Cache-Control": "no-store"},
        )

    async def _avatar(self, request: web.Request) -> web.Response:
        text = request.match_info["user_id"]
        user = self._world.users.get(int(text)) if text.isdigit() else None
        name = user.name if user else "?"
        color = user.color if user else "#" + hashlib.sha256(text.encode()).hexdigest()[:6]
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
            f'<rect width="64" height="64" rx="32" fill="{escape(color)}"/>'
            '<text x="32" y="34" font-family="sans-serif" font-size="30" fill="#fff" '
            f'text-anchor="middle" dominant-baseline="middle">{escape(name[:1].upper())}</text></svg>'
        )
        return web.Response(text=svg, content_type="image/svg+xml")

    async def _file(self, request: web.Request) -> web.Response:
        found = self._world.files.get(int(request.match_info["file_id"]))
        if found is None:
            raise web.HTTPNotFound
        headers = {"X-Content-Type-Options": "nosniff"}
        kind = mimetypes.guess_type(found[0])[0]
        if kind not in _PICTURES:
            # Only a download: a file could be a page with a script.
            kind = "application/octet-stream"
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=found[1], content_type=kind, headers=headers)

    async def _list_faults(self, _: web.Request) -> web.Response:
        return web.json_response(self._describe_faults())

    def _describe_faults(self) -> Json:
        withheld = [
            {
                "channel_id": str(channel_id),
                "withhold": [permission.name for permission in Permission if bits & permission],
            }
            for channel_id, bits in self._world.withheld.items()
        ]
        return self._faults.describe() | {"withheld": withheld}

    async def _clear_faults(self, _: web.Request) -> web.Response:
        self._faults.clear()
        self._world.withheld.clear()
        return web.Response(status=204)

    async def _set_fault(self, request: web.Request) -> web.Response:
        try:
            await self._apply_fault(await request.json())
        except ApiError as error:
            return web.json_response(error.body(), status=error.status)
        except ValueError as error:
            return web.json_response(invalid("body", "FAULT_INVALID", str(error)).body(), status=400)
        return web.json_response(self._describe_faults(), status=201)

    async def _apply_fault(self, settings: Json) -> None:
        if "gateway" in settings:
            await self._disturb_gateway(settings)
        elif "withhold" in settings:
            channel = self._world.channel(as_id(str(settings.get("channel_id")), "channel_id"))
            self._world.withheld[channel.id] = _permission_bits(settings["withhold"])
        else:
            path = str(settings.pop("path", ".*"))
            self._faults.add(path, **settings)

    async def _disturb_gateway(self, settings: Json) -> None:
        kind = settings["gateway"]
        if kind == "close":
            await self._gateway.close_sockets(int(settings.get("code", 4000)))
        elif kind == "drop":
            await self._gateway.break_sockets()
        elif kind == "reconnect":
            self._gateway.request_reconnect()
        elif kind == "invalid_session":
            self._gateway.invalidate(resumable=bool(settings.get("resumable")))
        elif kind == "no_ack":
            self._faults.acks_withheld = bool(settings.get("on", True))
        elif kind == "refuse_intents":
            self._faults.intents_refused = bool(settings.get("on", True))
        else:
            raise invalid("gateway", "FAULT_INVALID", _GATEWAY_FAULTS)


def _permission_bits(names: Any) -> int:
    try:
        return sum({int(Permission[name]) for name in names})
    except KeyError as error:
        raise invalid("withhold", "FAULT_INVALID", f"Unknown permission: {error}.") from None
