"""Components V2: messages made of texts, sections, media and containers instead of content and embeds.

Source: Discord's documentation, "Component Reference".
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import count

from bot.sandbox.errors import FormErrors
from bot.sandbox.model import Json

_COMPONENTS_MAX = 40
_TEXT_MAX = 4000
_SECTION_TEXTS_MAX = 3
_ITEMS_MAX = 10
_DESCRIPTION_MAX = 1024
_ATTACHED = "attachment://"


class Type(IntEnum):
    """The types of component in messages."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17


_IN_CONTAINER = frozenset(
    {Type.ACTION_ROW, Type.SECTION, Type.TEXT_DISPLAY, Type.MEDIA_GALLERY, Type.FILE, Type.SEPARATOR}
)
_TOP = _IN_CONTAINER | {Type.CONTAINER}


def check(components: Sequence[Json], form: FormErrors) -> list[tuple[str, Json]]:
    """Check a tree of components.

    Args:
        components: the `components` of the body.
        form: gets the errors.

    Returns:
        The action rows in it, with their places in the body; their buttons and menus are not checked yet.
    """
    everything = list(walk(components))
    form.count("components", len(everything), _COMPONENTS_MAX)
    if sum(len(str(each.get("content") or "")) for each in everything) > _TEXT_MAX:
        form.add("components", "BASE_TYPE_MAX_LENGTH", f"Must be {_TEXT_MAX} or fewer in length.")
    return [row for number, each in enumerate(components) for row in _check(each, f"components.{number}", _TOP, form)]


def _check(component: Json, at: str, allowed: frozenset[Type], form: FormErrors) -> Iterator[tuple[str, Json]]:
    kind = component.get("type")
    if kind not in allowed:
        form.choice(f"{at}.type", tuple(sorted(allowed)))
    elif kind == Type.ACTION_ROW:
        yield at, component
    elif kind == Type.CONTAINER:
        yield from _check_all(component, at, _IN_CONTAINER, form)
    elif kind == Type.SECTION:
        form.count(f"{at}.components", len(component.get("components") or []), _SECTION_TEXTS_MAX)
        yield from _check_all(component, at, frozenset({Type.TEXT_DISPLAY}), form)
        yield from _check_accessory(component.get("accessory") or {}, f"{at}.accessory", form)
    else:
        _check_shown(component, at, form)


def _check_all(parent: Json, at: str, allowed: frozenset[Type], form: FormErrors) -> Iterator[tuple[str, Json]]:
    for number, component in enumerate(parent.get("components") or []):
        yield from _check(component, f"{at}.components.{number}", allowed, form)


def _check_accessory(accessory: Json, at: str, form: FormErrors) -> Iterator[tuple[str, Json]]:
    if accessory.get("type") == Type.THUMBNAIL:
        _check_media(accessory, at, form)
    elif accessory.get("type") == Type.BUTTON:
        yield at, {"type": Type.ACTION_ROW, "components": [accessory]}
    else:
        form.choice(f"{at}.type", (Type.BUTTON, Type.THUMBNAIL))


def _check_shown(component: Json, at: str, form: FormErrors) -> None:
    """Check a component with nothing inside."""
    kind = component["type"]
    if kind == Type.TEXT_DISPLAY:
        form.length(f"{at}.content", component.get("content") or "", _TEXT_MAX, 1)
    elif kind == Type.MEDIA_GALLERY:
        items = component.get("items") or []
        if not items:
            form.required(f"{at}.items")
        form.count(f"{at}.items", len(items), _ITEMS_MAX)
        for number, item in enumerate(items):
            _check_media(item, f"{at}.items.{number}", form)
    elif kind == Type.FILE and not str((component.get("file") or {}).get("url")).startswith(_ATTACHED):
        form.add(f"{at}.file.url", "COMPONENT_FILE_NOT_ATTACHED", "Only attachment:// references are supported.")


def _check_media(item: Json, at: str, form: FormErrors) -> None:
    form.length(f"{at}.description", item.get("description"), _DESCRIPTION_MAX)
    if not (item.get("media") or {}).get("url"):
        form.required(f"{at}.media.url")


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Yield components with everything inside them, in the order in which they are shown."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if accessory := component.get("accessory"):
            yield accessory


def place(components: Sequence[Json], attachments: Sequence[Json]) -> tuple[list[Json], list[Json]]:
    """Number the components of a message, and replace references to its files by the files.

    Args:
        components: as in the request.
        attachments: the files of the message.

    Returns:
        The components as the message has them, and the files that are not part of them.
    """
    by_name = {f"{_ATTACHED}{file['filename']}": file for file in attachments}
    numbers, used = count(1), set[str]()

    def media(item: Json) -> Json:
        file = by_name.get(item["url"])
        if file is None:
            return {**item, "proxy_url": item["url"]}
        used.add(file["id"])
        shown = {key: file[key] for key in ("url", "proxy_url", "content_type")}
        return {**shown, "attachment_id": file["id"]}

    def placed(component: Json) -> Json:
        own: Json = {**component, "id": component.get("id") or next(numbers)}
        if "components" in own:
            own["components"] = [placed(each) for each in own["components"]]
        if "accessory" in own:
            own["accessory"] = placed(own["accessory"])
        if "items" in own:
            own["items"] = [{"spoiler": False, **item, "media": media(item["media"])} for item in own["items"]]
        if "media" in own:
            own["media"] = media(own["media"])
        if file := by_name.get((own.get("file") or {}).get("url", "")):
            own |= {"file": media(own["file"]), "name": file["filename"], "size": file["size"]}
        return own

    tree = [placed(component) for component in components]
    return tree, [file for file in attachments if file["id"] not in used]
