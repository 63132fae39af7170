"""People who asked that their messages be left alone."""

import discord

from bot.chat.ports import Members


async def closed_to(members: Members, message: discord.Message, reader_id: int) -> bool:
    """Whether a message is not to be translated or explained for a reader, because its author does not want that.

    Args:
        members: what people chose.
        message: what the reader points at.
        reader_id: the reader; what he wrote himself is open to him.
    """
    return message.author.id != reader_id and (await members.get(message.author.id)).ignored
