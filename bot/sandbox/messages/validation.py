"""What Discord accepts as the body of a message.

Source: Discord's documentation, "Message", "Create Message", "Embed Limits", "Component Reference", "Poll".
"""

from typing import Any

from bot.sandbox.errors import FormErrors
from bot.sandbox.messages import components as layout
from bot.sandbox.messages import mentions
from bot.sandbox.model import Json, MessageFlag, User

_CONTENT_MAX = 2000
_CONTENT_MAX_NITRO = 4000
_NONCE_MAX = 25
_EMBEDS_MAX = 10
_EMBEDS_TEXT_MAX = 6000
_EMBED_TEXTS = {"title": 256, "description": 4096}
_FIELDS_MAX = 25
_ROWS_MAX = 5
_ROW_WIDTH = 5
_OPTIONS_MAX = 25
_CUSTOM_ID_MAX = 100
_LABEL_MAX = 80
_STICKERS_MAX = 3
_ANSWERS_MAX = 10
_ACTION_ROW = 1
_BUTTON = 2
_LINK_STYLE = 5
_SELECTS = range(3, 9)


def max_length(author: User, *, webhook: bool) -> int:
    """Return the maximum length of an author's messages in characters; all people of the sandbox have Nitro."""
    return _CONTENT_MAX if author.bot or webhook else _CONTENT_MAX_NITRO


def check(body: Json, max_length: int) -> None:
    """Check the form of a message's body.

    Args:
        body: as in the request.
        max_length: of its content, in characters.

    Raises:
        ApiError: 50035, with every invalid field.
    """
    form = FormErrors()
    content = body.get("content")
    if content is not None and not isinstance(content, str):
        form.add("content", "BASE_TYPE_BAD_STRING", "Could not interpret as string.")
    else:
        form.length("content", content, max_length)
    nonce = body.get("nonce")
    if nonce is not None:
        form.length("nonce", str(nonce), _NONCE_MAX)
    _check_types(body, form)
    form.raise_errors()
    mentions.check(body.get("allowed_mentions"), form)
    if body.get("embeds"):
        _check_embeds(body["embeds"], form)
    if body.get("components"):
        _check_components(body, form)
    if body.get("sticker_ids"):
        form.count("sticker_ids", len(body["sticker_ids"]), _STICKERS_MAX)
        for index, sticker_id in enumerate(body["sticker_ids"]):
            form.snowflake(f"sticker_ids.{index}", "null" if sticker_id is None else sticker_id)
    if body.get("poll"):
        _check_poll(body["poll"], form)
    form.raise_errors()


def _check_types(body: Json, form: FormErrors) -> None:
    for key in ("embeds", "components", "attachments", "sticker_ids"):
        if not isinstance(body.get(key) or [], list):
            form.add(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    if not isinstance(body.get("flags") or 0, int):
        form.add("flags", "NUMBER_TYPE_COERCE", "Value is not an int.")
    reference = body.get("message_reference") or {}
    for key in ("message_id", "channel_id"):
        if isinstance(reference, dict) and not str(reference.get(key) or 0).isdecimal():
            form.add(f"message_reference.{key}", "NUMBER_TYPE_COERCE", "Value is not snowflake.")


def _check_embeds(embeds: list[Json], form: FormErrors) -> None:
    form.count("embeds", len(embeds), _EMBEDS_MAX)
    total = 0
    for index, embed in enumerate(embeds):
        at = f"embeds.{index}"
        texts: list[tuple[str, Any, int]] = [(key, embed.get(key), maximum) for key, maximum in _EMBED_TEXTS.items()]
        texts.append(("footer.text", (embed.get("footer") or {}).get("text"), 2048))
        texts.append(("author.name", (embed.get("author") or {}).get("name"), 256))
        fields = embed.get("fields") or []
        form.count(f"{at}.fields", len(fields), _FIELDS_MAX)
        for number, field in enumerate(fields):
            for key, maximum in (("name", 256), ("value", 1024)):
                if not field.get(key):
                    form.required(f"{at}.fields.{number}.{key}")
                texts.append((f"fields.{number}.{key}", field.get(key), maximum))
        for key, value, maximum in texts:
            form.length(f"{at}.{key}", value, maximum)
            total += len(value or "")
    if total > _EMBEDS_TEXT_MAX:
        form.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {_EMBEDS_TEXT_MAX}")


def _check_components(body: Json, form: FormErrors) -> None:
    components = body["components"]
    seen: set[str] = set()
    if (body.get("flags") or 0) & MessageFlag.COMPONENTS_V2:
        if body.get("content") or body.get("embeds"):
            form.add("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Not with components v2.")
        for at, row in layout.check(components, form):
            _check_row(row, at, seen, form)
        return
    form.count("components", len(components), _ROWS_MAX)
    for number, row in enumerate(components):
        at = f"components.{number}"
        if row.get("type") == _ACTION_ROW:
            _check_row(row, at, seen, form)
        else:
            form.choice(f"{at}.type", (_ACTION_ROW,))


def _check_row(row: Json, at: str, seen: set[str], form: FormErrors) -> None:
    inner = row.get("components") or []
    if not 1 <= len(inner) <= _ROW_WIDTH:
        form.add(f"{at}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for index, component in enumerate(inner):
        _check_component(component, f"{at}.components.{index}", seen, form)


def _check_component(component: Json, at: str, seen: set[str], form: FormErrors) -> None:
    kind = component.get("type")
    custom_id = component.get("custom_id")
    if kind == _BUTTON:
        form.length(f"{at}.label", component.get("label"), _LABEL_MAX)
        if not component.get("label") and not component.get("emoji"):
            form.add(at, "BUTTON_COMPONENT_INVALID", "A button needs a label or an emoji.")
        if component.get("style") == _LINK_STYLE:
            return
    elif kind in _SELECTS:
        options = component.get("options") or []
        form.count(f"{at}.options", len(options), _OPTIONS_MAX)
        form.length(f"{at}.placeholder", component.get("placeholder"), 150)
        for number, option in enumerate(options):
            form.length(f"{at}.options.{number}.label", option.get("label"), 100, 1)
            form.length(f"{at}.options.{number}.value", option.get("value"), 100, 1)
    else:
        form.choice(f"{at}.type", (_BUTTON, *_SELECTS))
        return
    if not custom_id:
        form.required(f"{at}.custom_id")
    elif custom_id in seen:
        form.add(f"{at}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    else:
        seen.add(custom_id)
        form.length(f"{at}.custom_id", custom_id, _CUSTOM_ID_MAX)


def _check_poll(poll: Json, form: FormErrors) -> None:
    form.length("poll.question.text", (poll.get("question") or {}).get("text") or "", 300, 1)
    answers = poll.get("answers") or []
    if not 1 <= len(answers) <= _ANSWERS_MAX:
        form.add("poll.answers", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    for index, answer in enumerate(answers):
        form.length(f"poll.answers.{index}.poll_media.text", answer.get("poll_media", {}).get("text"), 55)
