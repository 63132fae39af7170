"""AutoMod: a guild's rules, and keywords that block what people post.

Source: Discord's documentation, "Auto Moderation". Of the rules, the sandbox applies only keywords; the others can be
made, changed and read, for bots that apply them.
"""

import re
from typing import Any, Final

from bot.sandbox.errors import FormErrors, as_integer, invalid, refused, unknown
from bot.sandbox.events import Event
from bot.sandbox.model import Channel, Guild, Json, Member, User
from bot.sandbox.permissions import Permission, in_guild
from bot.sandbox.world import World

KEYWORD, SPAM, PRESET, MENTIONS, PROFILE = 1, 3, 4, 5, 6
MESSAGE_SEND, MEMBER_UPDATE = 1, 2
BLOCK, ALERT, TIMEOUT, BLOCK_MEMBER = 1, 2, 3, 4

_PER_GUILD = {KEYWORD: 6, SPAM: 1, PRESET: 1, MENTIONS: 1, PROFILE: 1}
_TEXTS: Final = {
    "keyword_filter": (1000, 60),
    "regex_patterns": (10, 260),
    "allow_list": (1000, 60),
}
"""How many texts, and of which length, a list in the metadata of a rule may have."""

_MAX_NAME, _MAX_ROLES, _MAX_CHANNELS, _MAX_MENTIONS, _MAX_ACTIONS = 100, 20, 50, 50, 5


def create(world: World, guild: Guild, creator: User, body: Json) -> Json:
    """Make a rule, and announce it.

    Raises:
        ApiError: 50035.
    """
    form = FormErrors()
    for name in ("name", "event_type", "trigger_type", "actions"):
        if body.get(name) is None:
            form.required(name)
    form.one_of("trigger_type", body.get("trigger_type"), tuple(_PER_GUILD))
    _check(form, body)
    form.raise_errors()
    trigger = int(body["trigger_type"])
    if sum(rule["trigger_type"] == trigger for rule in guild.automod.values()) >= _PER_GUILD[trigger]:
        raise invalid("trigger_type", "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", "Max number of rules exceeded.")
    rule: Json = {
        "id": str(world.snowflake()),
        "guild_id": str(guild.id),
        "creator_id": str(creator.id),
        "trigger_type": trigger,
        "trigger_metadata": {},
        "enabled": False,
        "exempt_roles": [],
        "exempt_channels": [],
        **_changes(body),
    }
    guild.automod[int(rule["id"])] = rule
    _announce(world, guild, "CREATE", rule)
    return rule


def modify(world: World, guild: Guild, rule_id: int, body: Json) -> Json:
    """Change a rule, and announce it.

    Raises:
        ApiError: 404 or 50035.
    """
    rule = find(guild, rule_id)
    form = FormErrors()
    _check(form, body)
    form.raise_errors()
    rule.update(_changes(body))
    _announce(world, guild, "UPDATE", rule)
    return rule


def remove(world: World, guild: Guild, rule_id: int) -> None:
    """Delete a rule, and announce it.

    Raises:
        ApiError: 404.
    """
    rule = find(guild, rule_id)
    del guild.automod[rule_id]
    _announce(world, guild, "DELETE", rule)


def find(guild: Guild, rule_id: int) -> Json:
    """Return a rule.

    Raises:
        ApiError: 404.
    """
    rule = guild.automod.get(rule_id)
    if rule is None:
        raise unknown("auto moderation rule")
    return rule


def require_allowed(world: World, channel: Channel, author: User, text: str) -> None:
    """Refuse a message with a keyword that a rule blocks; bots and members with Manage Server are exempt.

    Raises:
        ApiError: 200000.
    """
    guild = world.guilds.get(channel.guild_id or 0)
    member = guild.members.get(author.id) if guild else None
    if guild is None or member is None or author.bot or not guild.automod or _manages(guild, member):
        return
    places = {str(channel.id), str(channel.parent_id)}
    if channel.thread and (parent := guild.channels.get(channel.parent_id or 0)):
        places.add(str(parent.parent_id))
    roles = {str(role_id) for role_id in member.roles}
    for rule in guild.automod.values():
        applies = places.isdisjoint(rule["exempt_channels"]) and roles.isdisjoint(rule["exempt_roles"])
        if applies and rule["enabled"] and _blocks(rule, text):
            raise refused(200000, "Message was blocked by automatic moderation")


def _blocks(rule: Json, text: str) -> bool:
    if rule["trigger_type"] != KEYWORD or not any(action["type"] == BLOCK for action in rule["actions"]):
        return False
    metadata = rule["trigger_metadata"]
    for allowed in metadata.get("allow_list") or ():
        text = _keyword(allowed).sub("", text)
    words = (word for word in metadata.get("keyword_filter") or () if word.strip("*"))
    return any(_keyword(word).search(text) for word in words)


def _keyword(keyword: str) -> re.Pattern[str]:
    start = "" if keyword.startswith("*") else r"(?<!\w)"
    end = "" if keyword.endswith("*") else r"(?!\w)"
    return re.compile(start + re.escape(keyword.strip("*")) + end, re.IGNORECASE)


def _manages(guild: Guild, member: Member) -> bool:
    return bool(in_guild(guild, member) & Permission.MANAGE_GUILD)


def _announce(world: World, guild: Guild, change: str, rule: Json) -> None:
    """Tell the members who may see the rules."""
    users = frozenset(user_id for user_id, member in guild.members.items() if _manages(guild, member))
    world.emit(Event(f"AUTO_MODERATION_RULE_{change}", dict(rule), guild.id, users=users))


def _changes(body: Json) -> Json:
    names = ("name", "event_type", "trigger_metadata", "actions", "enabled")
    changes: Json = {name: body[name] for name in names if body.get(name) is not None}
    for name in ("exempt_roles", "exempt_channels"):
        if body.get(name) is not None:
            changes[name] = [str(item) for item in body[name]]
    return changes


def _check(form: FormErrors, body: Json) -> None:
    form.text("name", body.get("name"), _MAX_NAME, 1)
    form.one_of("event_type", body.get("event_type"), (MESSAGE_SEND, MEMBER_UPDATE))
    form.boolean("enabled", body.get("enabled"))
    for name, maximum in (("exempt_roles", _MAX_ROLES), ("exempt_channels", _MAX_CHANNELS)):
        for index, item in enumerate(_list(form, name, body.get(name), maximum)):
            form.snowflake(f"{name}.{index}", item)
    metadata = body.get("trigger_metadata")
    if metadata is not None and not isinstance(metadata, dict):
        form.add("trigger_metadata", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    elif metadata:
        _check_metadata(form, metadata)
    for index, action in enumerate(form.items("actions", body.get("actions"), _MAX_ACTIONS)):
        if as_integer(action.get("type")) not in {BLOCK, ALERT, TIMEOUT, BLOCK_MEMBER}:
            form.choice(f"actions.{index}.type", "{1, 2, 3, 4}")


def _check_metadata(form: FormErrors, metadata: Json) -> None:
    for name, (count, length) in _TEXTS.items():
        path = f"trigger_metadata.{name}"
        for index, item in enumerate(_list(form, path, metadata.get(name), count)):
            if isinstance(item, str):
                form.length(f"{path}.{index}", item, length, 1)
            else:
                form.text(f"{path}.{index}", item or False, length)
    for index, preset in enumerate(_list(form, "trigger_metadata.presets", metadata.get("presets"), 3)):
        form.one_of(f"trigger_metadata.presets.{index}", preset, (1, 2, 3))
    form.integer("trigger_metadata.mention_total_limit", metadata.get("mention_total_limit"), _MAX_MENTIONS)


def _list(form: FormErrors, path: str, value: object, maximum: int) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        form.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []
    form.count(path, len(value), maximum)
    return value
