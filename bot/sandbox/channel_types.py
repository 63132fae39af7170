"""The types of channel: which fields each has, their defaults, and which values Discord accepts.

Source: Discord's documentation, "Channel", "Channel Types", "Create Guild Channel" and "Modify Channel".
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from bot.sandbox.errors import NOT_A_MODEL, FormErrors
from bot.sandbox.model import ChannelType, Json

CREATABLE: Final = (
    ChannelType.TEXT,
    ChannelType.VOICE,
    ChannelType.CATEGORY,
    ChannelType.NEWS,
    ChannelType.STAGE,
    ChannelType.FORUM,
    ChannelType.MEDIA,
)
"""What members can add to a guild."""

THREADS: Final = (ChannelType.NEWS_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD)
VOCAL: Final = (ChannelType.VOICE, ChannelType.STAGE)
FORUMS: Final = (ChannelType.FORUM, ChannelType.MEDIA)
CHATS: Final = (ChannelType.TEXT, ChannelType.NEWS)
NO_MESSAGES: Final = (*FORUMS, ChannelType.CATEGORY)
"""Channels in which nobody can post."""

ARCHIVE_MINUTES: Final = (60, 1440, 4320, 10080)
NAME_MAX = 100
_TOPIC_MAX, _FORUM_TOPIC_MAX = 1024, 4096
_SLOWEST = 21600
_LARGEST_POSITION = 2**31 - 1
_BITRATES = {ChannelType.VOICE: 96_000, ChannelType.STAGE: 64_000}
_USERS = {ChannelType.VOICE: 99, ChannelType.STAGE: 10_000}
_MAX_TAGS, _TAG_NAME = 20, 20
_MAX_APPLIED_TAGS = 5
_MAX_OVERWRITES = 100
_ALL_BITS = 2**63 - 1
_REGION_MAX = 100

_NULLABLE = frozenset({"rtc_region", "default_reaction_emoji", "default_sort_order"})

Check = Callable[[FormErrors, str, Any], None]

_FORUM: Json = {
    "available_tags": [],
    "default_reaction_emoji": None,
    "default_sort_order": None,
    "default_thread_rate_limit_per_user": 0,
    "template": "",
}
_DEFAULTS: dict[int, Json] = {
    ChannelType.VOICE: {"bitrate": 64_000, "user_limit": 0, "rtc_region": None, "video_quality_mode": 1},
    ChannelType.STAGE: {"bitrate": 64_000, "user_limit": 50, "rtc_region": None, "video_quality_mode": 1},
    ChannelType.FORUM: {**_FORUM, "default_forum_layout": 0},
    ChannelType.MEDIA: _FORUM,
}


def specific(kind: int, extra: Json) -> Json:
    """Return the fields that only some types of channel have, as chosen or else with their defaults."""
    return {**_DEFAULTS.get(kind, {}), **extra}


def check(kind: int, body: Json) -> None:
    """Check the fields of a request that creates or changes a channel or a thread; fields of other types are ignored.

    Args:
        kind: type of the channel.
        body: as in the request.

    Raises:
        ApiError: 50035, with every invalid field.
    """
    form = FormErrors()
    for name, field_check in _checks(kind).items():
        if name in body:
            field_check(form, name, body[name])
    form.raise_errors()


def chosen(kind: int, body: Json) -> Json:
    """Return what a request chooses among the fields that only some types of channel have."""
    names = [name for name in _extra_checks(kind) if name in body and (body[name] is not None or name in _NULLABLE)]
    fields: Json = {name: body[name] for name in names}
    if "applied_tags" in fields:
        fields["applied_tags"] = [str(tag) for tag in fields["applied_tags"]]
    return fields


def name_of(kind: int, name: str) -> str:
    """Return a channel's name as Discord stores it: chats have lower-case names without spaces."""
    text = name.strip()
    return re.sub(r"\s+", "-", text).lower() if kind in {*CHATS, *FORUMS} else text


def _checks(kind: int) -> dict[str, Check]:
    common: dict[str, Check] = {"name": _name, "rate_limit_per_user": _seconds, "flags": _any_number}
    if kind in THREADS:
        return common | _extra_checks(kind) | _THREAD
    topic = partial(FormErrors.text, maximum=_FORUM_TOPIC_MAX if kind in FORUMS else _TOPIC_MAX)
    return common | _extra_checks(kind) | _CHANNEL | {"topic": topic}


def _extra_checks(kind: int) -> dict[str, Check]:
    """The checks of the fields that `Channel.extra` holds."""
    if kind in VOCAL:
        vocal = ChannelType(kind)
        return {
            "bitrate": partial(FormErrors.integer, maximum=_BITRATES[vocal], minimum=8000),
            "user_limit": partial(FormErrors.integer, maximum=_USERS[vocal]),
            "rtc_region": partial(FormErrors.text, maximum=_REGION_MAX),
            "video_quality_mode": partial(FormErrors.one_of, allowed=(1, 2)),
        }
    if kind in THREADS:
        return {"applied_tags": _applied_tags}
    archive: dict[str, Check] = {"default_auto_archive_duration": partial(FormErrors.one_of, allowed=ARCHIVE_MINUTES)}
    if kind in FORUMS:
        layout: dict[str, Check] = {"default_forum_layout": partial(FormErrors.one_of, allowed=(0, 1, 2))}
        return {
            **archive,
            **(layout if kind == ChannelType.FORUM else {}),
            "available_tags": _tags,
            "default_reaction_emoji": _reaction,
            "default_sort_order": partial(FormErrors.one_of, allowed=(0, 1)),
            "default_thread_rate_limit_per_user": _seconds,
        }
    return {**archive, "default_thread_rate_limit_per_user": _seconds} if kind in CHATS else {}


def _name(form: FormErrors, path: str, value: object) -> None:
    if not isinstance(value, str):
        form.text(path, value if value is not None else "", NAME_MAX, 1)
    else:
        form.length(path, value.strip(), NAME_MAX, 1)


def _seconds(form: FormErrors, path: str, value: object) -> None:
    form.integer(path, value, _SLOWEST)


def _any_number(form: FormErrors, path: str, value: object) -> None:
    form.integer(path, value, _LARGEST_POSITION)


def _overwrites(form: FormErrors, path: str, value: object) -> None:
    for index, item in enumerate(form.items(path, value, _MAX_OVERWRITES)):
        at = f"{path}.{index}"
        if "id" not in item:
            form.required(f"{at}.id")
        form.snowflake(f"{at}.id", item.get("id"))
        check_overwrite(form, item, f"{at}.")


def check_overwrite(form: FormErrors, body: Json, at: str = "") -> None:
    """Add the errors in a permission overwrite to a form; `at` is the prefix of the paths."""
    form.one_of(f"{at}type", body.get("type"), (0, 1))
    for key in ("allow", "deny"):
        form.integer(f"{at}{key}", body.get(key), _ALL_BITS)


def _tags(form: FormErrors, path: str, value: object) -> None:
    for index, item in enumerate(form.items(path, value, _MAX_TAGS)):
        at = f"{path}.{index}"
        if not item.get("name"):
            form.required(f"{at}.name")
        form.text(f"{at}.name", item.get("name"), _TAG_NAME)
        form.boolean(f"{at}.moderated", item.get("moderated"))
        for key in ("id", "emoji_id"):
            form.snowflake(f"{at}.{key}", item.get(key))
        form.text(f"{at}.emoji_name", item.get("emoji_name"), NAME_MAX)


def _reaction(form: FormErrors, path: str, value: object) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        form.add(path, *NOT_A_MODEL)
        return
    form.snowflake(f"{path}.emoji_id", value.get("emoji_id"))
    form.text(f"{path}.emoji_name", value.get("emoji_name"), NAME_MAX)


def _applied_tags(form: FormErrors, path: str, value: object) -> None:
    if value is None:
        return
    if not isinstance(value, list):
        form.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    form.count(path, len(value), _MAX_APPLIED_TAGS)
    for index, item in enumerate(value):
        form.snowflake(f"{path}.{index}", "null" if item is None else item)


_CHANNEL: dict[str, Check] = {
    "position": _any_number,
    "nsfw": FormErrors.boolean,
    "parent_id": FormErrors.snowflake,
    "permission_overwrites": _overwrites,
}
_THREAD: dict[str, Check] = {
    "archived": FormErrors.boolean,
    "locked": FormErrors.boolean,
    "invitable": FormErrors.boolean,
    "auto_archive_duration": partial(FormErrors.one_of, allowed=ARCHIVE_MINUTES),
}
