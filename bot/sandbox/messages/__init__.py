"""Messages by Discord's rules: posted, edited, deleted, and their wire format."""

from bot.sandbox.messages.attachments import Upload, attach
from bot.sandbox.messages.crossposts import mark, publish, withdraw
from bot.sandbox.messages.editing import edit
from bot.sandbox.messages.notices import close_poll, notice
from bot.sandbox.messages.payloads import payload
from bot.sandbox.messages.posting import Origin, post
from bot.sandbox.messages.store import add, announce, delete, delete_many, find

__all__ = [
    "Origin",
    "Upload",
    "add",
    "announce",
    "attach",
    "close_poll",
    "delete",
    "delete_many",
    "edit",
    "find",
    "mark",
    "notice",
    "payload",
    "post",
    "publish",
    "withdraw",
]
