"""Messages by Discord's rules: posted, edited, deleted, and their wire format."""

from bot.sandbox.messages.attachments import Upload, attach
from bot.sandbox.messages.editing import edit
from bot.sandbox.messages.payloads import payload
from bot.sandbox.messages.posting import Origin, post
from bot.sandbox.messages.store import add, announce, delete, delete_many, find

__all__ = ["Origin", "Upload", "add", "announce", "attach", "delete", "delete_many", "edit", "find", "payload", "post"]
