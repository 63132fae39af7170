"""The server that a first-time user finds: six channels, five people, one bot."""

from typing import Final

from bot.sandbox import permissions
from bot.sandbox.model import Channel
from bot.sandbox.world import World

_MIXED = (
    ("general-大厅", "Say hello · 打个招呼"),
    ("gaming-游戏", "Games, builds, guilds · 游戏、配装、公会"),
    ("food-美食", "What did you eat today? · 今天吃了什么？"),
    ("quiet-安静", "A quiet corner · 安静的角落"),
)
# For `/bridge create`: in a bridge, each channel shows the messages of the other, translated.
_MONOLINGUAL = (
    ("english", "English only. Bridge it with #中文: /bridge create"),
    ("中文", "只说中文。可以和 #english 桥接：/桥接 建立"),
)
_PEOPLE = (
    ("Amy", "en-US", "#e06c75"),
    ("Jake", "en-US", "#d19a66"),
    ("小李", "zh-CN", "#56b6c2"),
    ("王芳", "zh-CN", "#c678dd"),
    ("阿明", "zh-TW", "#98c379"),
)
# One for each language, so that every visitor can use the commands for moderators in their own.
_MODERATORS: Final = frozenset({"Jake", "王芳", "阿明"})


def default_world() -> World:
    """Return a new world with the Teahouse in it."""
    world = World()
    populate(world)
    return world


def populate(world: World) -> None:
    """Add the Teahouse server and its people to an empty world."""
    people = [world.add_user(name, locale, color=color) for name, locale, color in _PEOPLE]
    guild = world.add_guild("Teahouse 茶馆")
    moderators = world.add_role(guild, "Moderators 管理员", permissions.MODERATOR)
    for person in people:
        world.join(guild, person, *([moderators] if person.name in _MODERATORS else []))
    for name, topic in (*_MIXED, *_MONOLINGUAL):
        world.add_channel(guild, name, topic)


def allow_moderation(world: World) -> None:
    """Give the bot the permissions that are only for moderation, which an invitation does not ask for."""
    for guild in world.guilds.values():
        for role in guild.roles.values():
            if role.bot_id == world.bot.id:
                role.permissions |= permissions.Permission.MANAGE_GUILD | permissions.Permission.MODERATE_MEMBERS


def is_monolingual(channel: Channel) -> bool:
    """Whether a channel of the Teahouse is for one language, so that translation starts switched off."""
    return channel.name in dict(_MONOLINGUAL)
