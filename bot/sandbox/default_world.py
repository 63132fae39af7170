"""The server that a first-time user finds: four channels, five people, one bot."""

from bot.sandbox import permissions
from bot.sandbox.world import World

_CHANNELS = (
    ("general-大厅", "Say hello · 打个招呼"),
    ("gaming-游戏", "Games, builds, guilds · 游戏、配装、公会"),
    ("food-美食", "What did you eat today? · 今天吃了什么？"),
    ("quiet-安静", "A quiet corner · 安静的角落"),
)
_PEOPLE = (
    ("Amy", "en-US", "#e06c75"),
    ("Jake", "en-US", "#d19a66"),
    ("小李", "zh-CN", "#56b6c2"),
    ("王芳", "zh-CN", "#c678dd"),
    ("阿明", "zh-TW", "#98c379"),
)
_MODERATOR = "王芳"


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
        world.join(guild, person, *([moderators] if person.name == _MODERATOR else []))
    for name, topic in _CHANNELS:
        world.add_channel(guild, name, topic)
