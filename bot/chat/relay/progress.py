"""How far the messages of each channel were dealt with: everything up to a message has an outcome."""

from collections import defaultdict

from bot.storage.seen import Seen


class Progress:
    """Follows messages from their arrival until nothing is left to do for them.

    A message may have several pieces of work, such as a translation and copies; `begin` and `end` are called for each.

    Args:
        seen: stores how far each channel came.
    """

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        # Of each channel, in the order of arrival: how many pieces of work are open for a message.
        self._open: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self._newest: dict[int, int] = {}
        self._frozen = False

    def begin(self, guild_id: int | None, channel_id: int, message_id: int) -> None:
        """A piece of work on a message begins; work on older messages, such as answers to requests, is not followed."""
        work = self._open[channel_id]
        if guild_id is None or (message_id <= self._newest.get(channel_id, 0) and message_id not in work):
            return
        work[message_id] = work.get(message_id, 0) + 1
        self._newest[channel_id] = max(message_id, self._newest.get(channel_id, 0))
        self._note(guild_id, channel_id)

    def end(self, guild_id: int | None, channel_id: int, message_id: int) -> None:
        """A piece of work on a message ends."""
        work = self._open[channel_id]
        if guild_id is None or message_id not in work:
            return
        work[message_id] -= 1
        if not work[message_id]:
            del work[message_id]
        self._note(guild_id, channel_id)

    def pass_by(self, guild_id: int | None, channel_id: int, message_id: int) -> None:
        """There is nothing to do for a message."""
        self.begin(guild_id, channel_id, message_id)
        self.end(guild_id, channel_id, message_id)

    def reopen(self, guild_id: int, channel_id: int, first: int, last: int) -> None:
        """Messages were missed: call `end` for the first one once they were read.

        Args:
            guild_id: the server.
            channel_id: the channel.
            first: id of the first message that may have been missed; it need not exist.
            last: id of the last one.
        """
        self._open[channel_id] = {first: 1} | self._open[channel_id]
        self._newest[channel_id] = max(last, self._newest.get(channel_id, 0))
        self._note(guild_id, channel_id)

    def freeze(self) -> None:
        """Qiao is shutting down: what has no outcome now is looked at again after the restart."""
        self._frozen = True

    def _note(self, guild_id: int, channel_id: int) -> None:
        if self._frozen:
            return
        work = self._open[channel_id]
        self._seen.note(channel_id, guild_id, next(iter(work)) - 1 if work else self._newest[channel_id])
        if not work:
            del self._open[channel_id]
