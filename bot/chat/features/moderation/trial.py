"""What a watch-list finds in a text, for moderators who try it out."""

from collections.abc import Sequence

from bot.chat.features.moderation.watch_list import line, spoiler
from bot.chat.strings import say
from bot.moderation.watchlist import compile_watch
from bot.storage.types.moderation import Action, WatchedTerm
from bot.text.limits import MESSAGE, shorten


def describe_matches(locale: object, text: str, terms: Sequence[WatchedTerm]) -> str:
    """Say which terms a text matches, where, and what would follow.

    Call it in a thread: compiling a long list takes most of a second.

    Args:
        locale: of the reader.
        text: as people write it.
        terms: of the server.
    """
    found = compile_watch(terms).find(text)
    if not found:
        return say(locale, "watch.no_match")
    lines = [say(locale, "watch.matches", count=len(found))]
    lines += [
        say(locale, "watch.match", found=spoiler(text[match.start : match.end]), term=line(locale, match.value))
        for match in found
    ]
    held = any(match.value.action is Action.HOLD for match in found)
    noticed = any(match.value.action is Action.NOTICE for match in found)
    lines.append(say(locale, "watch.then.hold" if held else "watch.then.notice" if noticed else "watch.then.notify"))
    return shorten("\n".join(lines), MESSAGE)
