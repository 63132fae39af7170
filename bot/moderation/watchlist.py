"""The watch-list and the topics of a server, compiled: what they find in a message and its translation."""

from collections.abc import Iterable, Iterator, Sequence

from bot.moderation.matcher import Entry, Matcher
from bot.moderation.types import Finding, Origin, Side
from bot.storage.types.moderation import Action, Topic, WatchedTerm
from bot.text.language import Language

LARGE = 100
"""Terms from which a watch-list is compiled in a thread: that many take about ten milliseconds."""


def compile_watch(terms: Sequence[WatchedTerm]) -> Matcher[WatchedTerm]:
    """Compile the watched terms of a server, those of its topics among them."""
    return Matcher(
        Entry(each.term, "zh" if each.language == Language.CHINESE else "en", each, exception=each.exception)
        for each in terms
    )


def find(matcher: Matcher[WatchedTerm], topics: Iterable[Topic], original: str, shown: str | None) -> Iterator[Finding]:
    """What watched terms find, each term and topic once on each side.

    A term that the original contains is not found in the translation again.

    Args:
        matcher: the terms of a server, compiled.
        topics: its topics; terms of others than those that are enabled are ignored.
        original: a message.
        shown: what will be shown of it to others, such as its translation; None if that is nothing.
    """
    enabled = {topic.id: topic for topic in topics if topic.enabled}
    seen: set[tuple[int, str]] = set()
    for side, text in ((Side.ORIGINAL, original), (Side.TRANSLATION, shown or "")):
        for match in matcher.find(text):
            term = match.value
            topic = enabled.get(term.topic_id)
            if term.topic_id and topic is None:
                continue
            key = (term.topic_id, "" if topic else term.term)
            if key in seen:
                continue
            seen.add(key)
            yield Finding(
                Origin.TOPIC if topic else Origin.WATCH,
                topic.name if topic else term.term,
                text[match.start : match.end],
                side,
                holds=term.action is Action.HOLD,
                # Who only wrote something that a translation gets wrong is not told off in public.
                gentle=term.action is Action.NOTICE and side is Side.ORIGINAL,
                topic_id=term.topic_id,
            )
