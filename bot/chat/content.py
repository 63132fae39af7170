"""What a message says, and who said it where."""

import discord

from bot.chat.delivery import Original


def text_of(message: discord.Message) -> str:
    """The text of a message, or of what it forwards."""
    if message.content or not message.message_snapshots:
        return message.content
    return "\n".join(snapshot.content for snapshot in message.message_snapshots if snapshot.content)


def original_of(message: discord.Message) -> Original:
    """The facts of a message that its translation needs."""
    return Original(
        message_id=message.id,
        channel_id=message.channel.id,
        guild_id=message.guild.id if message.guild else None,
        author_id=message.author.id,
        author=message.author.display_name,
        revision=revision_of(message),
        addressed=tuple(_addressed(message)),
    )


def _addressed(message: discord.Message) -> set[int]:
    """Whom a message answers or mentions."""
    people = {person.id for person in message.mentions}
    answered = message.reference.resolved if message.reference else None
    return people | {answered.author.id} if isinstance(answered, discord.Message) else people


def revision_of(message: discord.Message) -> int:
    """Milliseconds since the epoch of the last edit; 0 where there was none."""
    return int(message.edited_at.timestamp() * 1000) if message.edited_at else 0
