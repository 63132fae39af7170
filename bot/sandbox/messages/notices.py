"""Messages that Discord itself writes: joins, boosts, renamed channels, closed polls, purchases and so on.

Their texts are up to the client; what is in the content, if anything, is a name or a number.
Source: Discord's documentation, "Message", "Message Types" and "Message Reference Content Attribution".
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.messages import store
from bot.sandbox.model import Channel, Json, Message, MessageType, User
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World


def notice(
    world: World, channel: Channel, author: User, kind: MessageType, content: str = "", **fields: Any
) -> Message:
    """Post a notice.

    Args:
        world: the state that has the channel.
        channel: where.
        author: whom it is about.
        kind: its type.
        content: what the type puts there: the new name of a channel, the topic of a stage, the number of boosts.
        fields: the fields of the type in wire format, such as `call` or `role_subscription_data`; ids of `mentions`.
    """
    mentions = tuple(fields.pop("mentions", ()))
    reference = fields.pop("message_reference", None)
    message = Message(
        world.snowflake(),
        channel.id,
        author,
        content,
        kind,
        mentions=mentions,
        reference=reference,
        extra=fields or None,
    )
    store.add(world, channel, message)
    return message


def close_poll(world: World, message: Message, votes: Mapping[int, int]) -> Message:
    """End a poll: count its votes, announce that, and post the result in the name of its author.

    Args:
        world: the state that has the message.
        message: has the poll.
        votes: number of votes by id of an answer.
    """
    channel = world.channel(message.channel_id)
    poll: Json = dict((message.extra or {})["poll"])
    counts = [{"id": answer, "count": count, "me_voted": False} for answer, count in votes.items()]
    poll |= {"expiry": iso(), "results": {"is_finalized": True, "answer_counts": counts}}
    message.extra = {**(message.extra or {}), "poll": poll}
    store.announce(world, "MESSAGE_UPDATE", message)
    most = max(votes.values(), default=0)
    fields = {
        "poll_question_text": poll["question"]["text"],
        "victor_answer_votes": str(most),
        "total_votes": str(sum(votes.values())),
    }
    winners = [answer for answer in poll["answers"] if most and votes.get(answer["answer_id"]) == most]
    if len(winners) == 1:
        media = winners[0]["poll_media"]
        fields |= {"victor_answer_id": str(winners[0]["answer_id"]), "victor_answer_text": media["text"]}
        if emoji := media.get("emoji"):
            fields["victor_answer_emoji_name"] = emoji["name"]
    embed = {
        "type": "poll_result",
        "fields": [{"name": name, "value": value, "inline": False} for name, value in fields.items()],
    }
    reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(message.id)}
    return notice(
        world,
        channel,
        message.author,
        MessageType.POLL_RESULT,
        mentions=[message.author.id],
        message_reference=reference,
        embeds=[embed],
    )
