"""Bridged channels, and the threads below them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BridgedChannel:
    """A channel whose messages are mirrored in the other channels of its bridge.

    Attributes:
        channel_id: the channel, which is in no other bridge.
        guild_id: its server.
        bridge_id: any number shared by its channels.
        language: the language that is read there: `en`, `zh`, `zh-Hant`, or `zh-HK`; None if all are.
    """

    channel_id: int
    guild_id: int
    bridge_id: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class BridgedThread:
    """A thread or post below a bridged channel, with counterparts below the other channels of the bridge.

    Attributes:
        thread_id: the thread.
        guild_id: its server.
        channel_id: the channel that it is in.
        root_id: the thread that people started; it is the same for all counterparts.
    """

    thread_id: int
    guild_id: int
    channel_id: int
    root_id: int
