"""What each server uses: how many of its messages are translated per minute, and what became of them."""

from bot.chat.relay.notices import OverloadNotices
from bot.chat.relay.quota import GuildQuota
from bot.errors import DiscordError
from bot.log import log_failure
from bot.storage.hosting import Hosting
from bot.telemetry.ledger import Ledger


class Shares:
    """Limits servers, and keeps a ledger of each.

    Args:
        hosting: the limits that the host set for single servers.
        per_minute: the limit of all others; 0 is no limit.
        notices: tells channels about messages over the limit.
        quota: counts messages.
    """

    def __init__(
        self, hosting: Hosting, per_minute: int, notices: OverloadNotices, quota: GuildQuota | None = None
    ) -> None:
        self._hosting = hosting
        self._per_minute = per_minute
        self._notices = notices
        self._quota = quota or GuildQuota()
        self._ledgers: dict[int, Ledger] = {}

    async def limit_of(self, guild_id: int | None) -> int:
        """How many messages of a server are translated per minute; 0 is no limit."""
        if guild_id is None:
            return 0
        own = (await self._hosting.get(guild_id)).per_minute
        return self._per_minute if own is None else own

    def allows(self, guild_id: int | None, channel_id: int, limit: int) -> bool:
        """Count a message if it is within its server's limit, and return whether it is."""
        return guild_id is None or self._quota.allows(guild_id, channel_id, limit)

    def ledger_of(self, guild_id: int | None) -> Ledger:
        """The outcomes of a server's messages since the start; those of direct messages for None."""
        return self._ledgers.setdefault(guild_id or 0, Ledger())

    async def report(self, message_id: int, channel_id: int) -> None:
        """Tell a channel about a message over the limit."""
        try:
            await self._notices.report(channel_id, 1)
        except DiscordError as error:
            log_failure("notice not posted", message_id, channel_id, error)

    async def close(self) -> None:
        """Cancel pending notices."""
        await self._notices.close()
