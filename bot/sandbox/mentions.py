"""Whom a message pings: what it mentions, narrowed by `allowed_mentions`.

Source: Discord's documentation, "Message", "Allowed Mentions Object". Code does not mention anybody.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import FormErrors
from bot.sandbox.model import Channel, Json, Message, User
from bot.sandbox.permissions import Permission
from bot.sandbox.world import World

ALL_KINDS = ("users", "roles", "everyone")
_CODE = re.compile(r"```.*?```|``.+?``|`[^`\n]+`", re.DOTALL)
_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_EVERYONE = re.compile(r"@(everyone|here)")
_MOST = 100


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a message mentions, and all whom that reaches."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False
    reached: frozenset[int] = frozenset()


NOBODY = Mentions()


def check(allowed: Any, form: FormErrors) -> None:
    """Note what is wrong with an `allowed_mentions` object."""
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
        named = allowed.get(kind) or []
        form.count(f"allowed_mentions.{kind}", len(named), _MOST)
        if named and kind in parse:
            form.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def find(
    world: World,
    channel: Channel,
    author: User,
    content: str,
    allowed: Json | None,
    *,
    replied: Message | None = None,
    defaults: tuple[str, ...] = ALL_KINDS,
) -> Mentions:
    """Return whom a message mentions.

    Args:
        world: where it is posted.
        channel: in which channel.
        author: who posts; @everyone and unmentionable roles need his permission.
        content: the text.
        allowed: the `allowed_mentions` object; None where the request has none.
        replied: the message that it replies to.
        defaults: what is parsed where the request has no `allowed_mentions`.
    """
    if "@" not in content and replied is None:
        return NOBODY
    rule: Json = {"parse": defaults, "replied_user": True} if allowed is None else allowed
    text = _CODE.sub("", content) if "`" in content else content
    parse = rule.get("parse") or ()
    users = [i for i in _ids(_USER, text) if i in world.users and _allows(rule, "users", i, parse)]
    if replied is not None and replied.persona is None and rule.get("replied_user", False):
        users.append(replied.author.id)
    users = list(dict.fromkeys(users))
    reached = set(users)
    if channel.guild_id is None:
        return Mentions(tuple(users), reached=frozenset(reached - {author.id}))
    guild = world.guilds[channel.guild_id]
    may_all = bool(world.rights(author, channel) & Permission.MENTION_EVERYONE)
    roles = [
        i
        for i in dict.fromkeys(_ids(_ROLE, text))
        if i in guild.roles and _allows(rule, "roles", i, parse) and (may_all or guild.roles[i].mentionable)
    ]
    everyone = may_all and "everyone" in parse and _EVERYONE.search(text) is not None
    for member in guild.members.values() if roles or everyone else ():
        if everyone or not set(roles).isdisjoint(member.roles):
            reached.add(member.user.id)
    return Mentions(tuple(users), tuple(roles), everyone, frozenset(reached - {author.id}))


def _ids(pattern: re.Pattern[str], text: str) -> list[int]:
    return [int(found) for found in pattern.findall(text)]


def _allows(rule: Any, kind: str, found: int, parse: Any) -> bool:
    return kind in parse or str(found) in {str(each) for each in rule.get(kind) or ()}
