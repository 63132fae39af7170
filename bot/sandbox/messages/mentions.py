"""Who a message pings: what it mentions, limited by `allowed_mentions`. Code never mentions anyone.

Source: Discord's documentation, "Message", "Allowed Mentions Object".
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.sandbox.errors import FormErrors
from bot.sandbox.model import Channel, Guild, Json, Message, Ping, User
from bot.sandbox.permissions import Permission
from bot.sandbox.world import World

ALL_KINDS = ("users", "roles", "everyone")
_CODE = re.compile(r"```.*?```|``.+?``|`[^`\n]+`", re.DOTALL)
_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_EVERYONE = re.compile(r"@(everyone|here)")
_MAX_IDS = 100


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a message mentions.

    Attributes:
        users: ids of mentioned users, the author of the message replied to included.
        roles: ids of mentioned roles.
        everyone: whether @everyone or @here is mentioned.
        pinged: ids of all users who are notified, the author excluded.
    """

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False
    pinged: frozenset[int] = frozenset()


NONE = Mentions()


def check(allowed: Any, form: FormErrors) -> None:
    """Add the errors in an `allowed_mentions` object to a form."""
    if allowed is None:
        return
    if not isinstance(allowed, dict):
        form.add("allowed_mentions", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
        return
    parse = allowed.get("parse") or []
    for index, kind in enumerate(parse):
        if kind not in ALL_KINDS:
            form.choice(f"allowed_mentions.parse.{index}", ALL_KINDS)
    for kind in ("users", "roles"):
        ids = allowed.get(kind) or []
        form.count(f"allowed_mentions.{kind}", len(ids), _MAX_IDS)
        if ids and kind in parse:
            form.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


@dataclass(frozen=True, slots=True)
class _Allowed:
    """An `allowed_mentions` object."""

    parse: Collection[str]
    ids: Mapping[str, frozenset[str]]
    replied_user: bool

    @classmethod
    def of(cls, request: Json | None, defaults: tuple[str, ...]) -> Self:
        if request is None:
            return cls(defaults, {}, replied_user=True)
        ids = {kind: frozenset(map(str, request.get(kind) or ())) for kind in ("users", "roles")}
        return cls(request.get("parse") or (), ids, replied_user=bool(request.get("replied_user")))

    def allows(self, kind: str, found: int) -> bool:
        return kind in self.parse or str(found) in self.ids.get(kind, ())


def find(
    world: World,
    channel: Channel,
    author: User,
    text: str,
    allowed: Json | None,
    *,
    replied_to: Message | None = None,
    defaults: tuple[str, ...] = ALL_KINDS,
) -> Mentions:
    """Return what a message mentions.

    Args:
        world: the state that has the channel.
        channel: where the message is posted.
        author: who posts it; @everyone and unmentionable roles require a permission of theirs.
        text: of the message.
        allowed: the `allowed_mentions` object; None if the request has none.
        replied_to: the message that it replies to.
        defaults: what is parsed if the request has no `allowed_mentions`.
    """
    if "@" not in text and replied_to is None:
        return NONE
    rule = _Allowed.of(allowed, defaults)
    text = _CODE.sub("", text) if "`" in text else text
    users = _users(world, text, rule, replied_to)
    if channel.guild_id is None:
        return Mentions(users, pinged=frozenset(users) - {author.id})
    guild = world.guilds[channel.guild_id]
    unrestricted = bool(world.permissions_for(author, channel) & Permission.MENTION_EVERYONE)
    roles = _roles(guild, text, rule, unrestricted=unrestricted)
    everyone = unrestricted and "everyone" in rule.parse and _EVERYONE.search(text) is not None
    pinged = {*users, *_members(guild, roles, everyone=everyone)}
    return Mentions(users, roles, everyone, frozenset(pinged - {author.id}))


def _users(world: World, text: str, allowed: _Allowed, replied_to: Message | None) -> tuple[int, ...]:
    users = [user for user in _ids(_USER, text) if user in world.users and allowed.allows("users", user)]
    if replied_to is not None and replied_to.persona is None and allowed.replied_user:
        users.append(replied_to.author.id)
    return tuple(dict.fromkeys(users))


def _roles(guild: Guild, text: str, allowed: _Allowed, *, unrestricted: bool) -> tuple[int, ...]:
    roles = [role for role in _ids(_ROLE, text) if role in guild.roles and allowed.allows("roles", role)]
    return tuple(role for role in dict.fromkeys(roles) if unrestricted or guild.roles[role].mentionable)


def _members(guild: Guild, roles: tuple[int, ...], *, everyone: bool) -> Collection[int]:
    if everyone:
        return guild.members
    if not roles:
        return ()
    return [user_id for user_id, member in guild.members.items() if not set(roles).isdisjoint(member.roles)]


def _ids(pattern: re.Pattern[str], text: str) -> list[int]:
    return [int(found) for found in pattern.findall(text)]


def record_ping(world: World, message: Message, users: frozenset[int], *, edit: bool) -> None:
    """Record that users are pinged by a message or its edit."""
    if users:
        world.pings.append(Ping(message.id, message.channel_id, message.author.id, users, message.silent, edit))
