"""The state of the sandbox, and notifications of its changes.

Everything runs on one event loop, so nothing here needs a lock. Code that changes the world calls `emit` (which
also dispatches an event to gateways) or `changed` (which does not); `until` waits for either, without polling.
"""

import asyncio
import secrets
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Any, Final, Self, TypeVar

from bot.sandbox import permissions
from bot.sandbox.errors import unknown
from bot.sandbox.events import Event
from bot.sandbox.model import Channel, ChannelType, Guild, Json, Member, Message, Overwrite, Ping, Role, User, Webhook
from bot.sandbox.permissions import Permission
from bot.sandbox.snowflake import Snowflakes, iso

DEFAULT_WAIT: Final = 30.0
"""Seconds to wait for something before giving up; generous, since a busy machine may be slow."""
_MAX_PINGS: Final = 10_000

Found = TypeVar("Found")


class World:
    """Guilds, channels, users, messages and one bot.

    Args:
        bot_name: the name of the application and its user.

    Attributes:
        url: base URL of the sandbox, without a trailing slash.
        keep: how many messages a channel keeps; None keeps all of them.
        withheld: permissions denied to the bot by channel id, without telling it: a fault.
        pings: the latest 10,000 pings.
        metrics: requests by "method route", responses by status, "invalid" (401, 403, 429), "limited".
        team: the people of the team that owns the application, with the states of their memberships (2 is accepted);
            the first one founded it. Empty if the first person owns the application.
        commands: the application's commands, by guild id (0 for global ones), then by command id.
    """

    def __init__(self, bot_name: str = "Qiao 桥") -> None:
        self.snowflake = Snowflakes()
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {}
        self.tokens: dict[str, User] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.commands: dict[int, dict[int, Json]] = {}
        self.team: dict[int, int] = {}
        self.ephemeral: OrderedDict[int, Message] = OrderedDict()
        self.files: OrderedDict[int, tuple[str, bytes]] = OrderedDict()
        self.nonces: OrderedDict[tuple[int, int, str], int] = OrderedDict()
        self.pings: deque[Ping] = deque(maxlen=_MAX_PINGS)
        self.metrics: Counter[str] = Counter()
        self.withheld: dict[int, int] = {}
        self.keep: int | None = None
        self.url = ""
        self.listeners: list[Callable[[Event], None]] = []
        self._waiters: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self.bot = self.add_user(bot_name, bot=True, color="#5865f2")

    @classmethod
    def restored(cls, users: dict[int, User], bot_id: int) -> Self:
        """Return a world without guilds whose users, the bot included, are those of an earlier one."""
        world = cls()
        world.users = users
        world.tokens = {user.token: user for user in users.values()}
        world.bot = users[bot_id]
        return world

    @property
    def application_id(self) -> int:
        """The id of the application, which is also the id of its bot user."""
        return self.bot.id

    # Objects

    def add_user(
        self,
        name: str,
        locale: str = "en-US",
        *,
        bot: bool = False,
        color: str = "#5865f2",
        guilds: Iterable[Guild] = (),
    ) -> User:
        """Add a person or another bot, and make them a member of the given guilds."""
        user = User(self.snowflake(), name, secrets.token_urlsafe(24), locale, bot, color)
        self.users[user.id] = user
        self.tokens[user.token] = user
        for guild in guilds:
            self.join(guild, user)
        return user

    def add_guild(self, name: str, *, locale: str = "en-US", owner: User | None = None, bot: bool = True) -> Guild:
        """Add a guild with the default roles.

        Args:
            name: of the guild.
            locale: its preferred locale.
            owner: a user who joins it; None for an owner who is not in the world.
            bot: whether the bot joins it.
        """
        guild_id = self.snowflake()
        owner_id = owner.id if owner else self.snowflake()
        guild = self.guilds[guild_id] = Guild(guild_id, name, owner_id, locale)
        guild.roles[guild_id] = Role(guild_id, "@everyone", permissions.EVERYONE)
        if owner:
            self.join(guild, owner)
        if bot:
            role = self.add_role(guild, self.bot.name, permissions.BOT)
            role.bot_id = self.bot.id
            self.join(guild, self.bot, role)
        return guild

    def add_role(self, guild: Guild, name: str, bits: int = 0, *, mentionable: bool = False) -> Role:
        """Add a role to a guild."""
        role = Role(self.snowflake(), name, bits, len(guild.roles), mentionable)
        guild.roles[role.id] = role
        return role

    def add_channel(
        self, guild: Guild, name: str, topic: str | None = None, *, kind: int = ChannelType.TEXT
    ) -> Channel:
        """Add a channel to a guild."""
        channel = Channel(self.snowflake(), kind, name, guild.id, topic, len(guild.channels))
        self.channels[channel.id] = guild.channels[channel.id] = channel
        return channel

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        """Make a user a member of a guild."""
        member = guild.members[user.id] = Member(user, iso(), [role.id for role in roles])
        return member

    def dm(self, user: User, other: User) -> Channel:
        """Return the direct message channel of two users, creating it if necessary."""
        pair = tuple(sorted((user.id, other.id)))
        for channel in self.channels.values():
            if channel.recipients == pair:
                return channel
        channel = Channel(self.snowflake(), ChannelType.DM, "", recipients=pair)
        self.channels[channel.id] = channel
        return channel

    def group(self, *users: User) -> Channel:
        """Add a group direct message channel; bots are never in one."""
        channel = Channel(self.snowflake(), ChannelType.GROUP_DM, "", recipients=tuple(user.id for user in users))
        self.channels[channel.id] = channel
        return channel

    def overwrite(self, channel: Channel, target: Role | User, *, allow: int = 0, deny: int = 0) -> None:
        """Set the permissions that a channel allows or denies a role or a user."""
        kind = int(isinstance(target, User))
        channel.overwrites[target.id] = Overwrite(kind, allow, deny)

    # Lookups

    def channel(self, channel_id: int) -> Channel:
        """Return a channel by its id.

        Raises:
            ApiError: 10003.
        """
        channel = self.channels.get(channel_id)
        if channel is None:
            raise unknown("channel")
        return channel

    def named(self, name: str) -> Channel:
        """Return the first channel whose name starts with `name`, such as "general".

        Raises:
            KeyError: there is none.
        """
        for channel in self.channels.values():
            if channel.name.startswith(name):
                return channel
        raise KeyError(name)

    def person(self, name: str) -> User:
        """Return the user with this name.

        Raises:
            KeyError: there is none.
        """
        for user in self.users.values():
            if user.name == name:
                return user
        raise KeyError(name)

    def message(self, channel_id: int, message_id: int) -> Message:
        """Return a message that everyone in the channel can see.

        Raises:
            ApiError: 10003 or 10008.
        """
        message = self.channel(channel_id).messages.get(message_id)
        if message is None:
            raise unknown("message")
        return message

    def history(self, channel_id: int) -> list[Message]:
        """Return the messages that a channel keeps, oldest first."""
        return list(self.channel(channel_id).messages.values())

    def permissions_for(self, user: User, channel: Channel) -> int:
        """Return a user's permissions in a channel; 0 if they cannot see it."""
        if channel.guild_id is None:
            return permissions.ALL if user.id in channel.recipients else 0
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user.id)
        if member is None:
            return 0
        bits = permissions.in_channel(guild, member, channel)
        if self.withheld and user is self.bot:
            bits &= ~(self.withheld.get(channel.id, 0) | self.withheld.get(channel.parent_id or 0, 0))
        return bits if bits & Permission.VIEW_CHANNEL else 0

    # Changes

    def emit(self, event: Event) -> None:
        """Dispatch an event to listeners and check what is being waited for."""
        for listener in self.listeners:
            listener(event)
        self.changed()

    def changed(self) -> None:
        """Check every predicate that is being waited for."""
        if not self._waiters:
            return
        for predicate, future in self._waiters:
            if future.done():
                continue
            try:
                found = predicate()
            except Exception as error:  # noqa: BLE001 - raised in the waiting task, not in the one that made the change
                future.set_exception(error)
            else:
                if found:
                    future.set_result(found)
        self._waiters = [waiter for waiter in self._waiters if not waiter[1].done()]

    async def until(self, predicate: Callable[[], Found | None], within: float = DEFAULT_WAIT) -> Found:
        """Wait until a predicate is true.

        Args:
            predicate: called now and after every change; must be fast.
            within: seconds.

        Returns:
            What the predicate returned, which is truthy.

        Raises:
            TimeoutError: it did not become true in time.
        """
        found = predicate()
        if found:
            return found
        future: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiters.append((predicate, future))
        async with asyncio.timeout(within):
            return await future
